/**
 * Queue ids: milliseconds since 1970 in 11 hexadecimal digits and a count in 4, so that they sort as
 * they were given and look to log tools like the short ids of Postfix.
 *
 * Promise: none is given twice, also when the clock is set back, as long as the id before is known:
 * within a run always, over a restart from what is in the spool.
 */
const COUNT_DIGITS = 4;
const TIME_DIGITS = 11;
const COUNTS = 16 ** COUNT_DIGITS;

export interface QueueIds {
  next(): string;
  /** No id up to this one is given any more. */
  passOver(queueId: string): void;
}

export function queueIds(now: () => number): QueueIds {
  let time = 0;
  let count = 0;
  return {
    next() {
      const current = Math.floor(now());
      if (current > time) {
        time = current;
        count = 0;
      } else if ((count += 1) === COUNTS) {
        time += 1;
        count = 0;
      }
      return hex(time, TIME_DIGITS) + hex(count, COUNT_DIGITS);
    },
    passOver(queueId) {
      const passed = Number.parseInt(queueId.slice(0, TIME_DIGITS), 16);
      const passedCount = Number.parseInt(queueId.slice(TIME_DIGITS), 16);
      if (passed < time || (passed === time && passedCount <= count)) return;
      time = passed;
      count = passedCount;
    },
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
