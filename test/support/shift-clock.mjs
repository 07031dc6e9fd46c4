/**
 * Preloaded into the processes of a soak: their clock is off by as many milliseconds as the file says that
 * SHIFT_CLOCK names; looked at four times a second, so that it jumps while they run.
 */
import { readFileSync } from 'node:fs';

const file = process.env.SHIFT_CLOCK ?? '';
const RealDate = Date;
let offset = read();
setInterval(() => (offset = read()), 250).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RealDate.now() + offset;
  }

  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
};

function read() {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
