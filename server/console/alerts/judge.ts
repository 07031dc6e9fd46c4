/**
 * What follows from how things are: which alerts are raised, said again or over. Pure; the clock is handed in.
 *
 * Promise: an alert is raised once, and is over only when things are clearly better than where it was raised, so
 * that a value that swings about its threshold does not make a message each time. What cannot be known now changes
 * nothing.
 */
import type { AlertName, RaisedAlert } from '../../../shared/api/alerts.js';

/** `between`: no longer bad enough to raise it, not yet good enough to end it. */
export type Stand = 'bad' | 'between' | 'good' | 'unknown';

export interface Reading {
  readonly alert: AlertName;
  readonly stand: Stand;
  /** One sentence, whether good or bad. */
  readonly text: string;
  readonly value: number | null;
}

export interface Event {
  readonly state: 'raised' | 'repeated' | 'recovered';
  readonly raised: RaisedAlert;
}

export interface Judgement {
  readonly raised: readonly RaisedAlert[];
  readonly events: readonly Event[];
}

export interface Terms {
  readonly now: Date;
  /** Seconds; 0: never again. */
  readonly repeatAfter: number;
  /** When each was last handed to the ways, in milliseconds since 1970. */
  readonly told: ReadonlyMap<AlertName, number>;
}

/** An alert that has no reading any more was turned off: it ends without a word. */
export function judge(
  readings: readonly Reading[],
  before: readonly RaisedAlert[],
  { now, repeatAfter, told }: Terms,
): Judgement {
  const raised: RaisedAlert[] = [];
  const events: Event[] = [];
  for (const { alert, stand, text, value } of readings) {
    const known = before.find((each) => each.alert === alert);
    if (!known) {
      if (stand !== 'bad') continue;
      const since = now.toISOString();
      const fresh: RaisedAlert = { alert, since, text, value, said: null };
      raised.push(fresh);
      events.push({ state: 'raised', raised: fresh });
      continue;
    }
    if (stand === 'good') {
      events.push({ state: 'recovered', raised: { ...known, text, value } });
      continue;
    }
    const current = stand === 'unknown' ? known : { ...known, text, value };
    raised.push(current);
    const last = told.get(alert);
    if (last === undefined) events.push({ state: 'raised', raised: current });
    else if (repeatAfter > 0 && now.getTime() - last >= repeatAfter * 1000) {
      events.push({ state: 'repeated', raised: current });
    }
  }
  return { raised, events };
}
