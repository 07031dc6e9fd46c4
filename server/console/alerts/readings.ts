/** Reads how things are, condition by condition: each with a sentence, and how far from its threshold it is. */
import type { AlertName, Alerts } from '../../../shared/api/alerts.js';
import type { Watch } from '../../../shared/api/routing.js';
import type { Refusals } from '../attention.js';
import type { RelayAnswer } from '../relay-control.js';
import type { Reading, Stand } from './judge.js';

/** How things are now; null: it cannot be known. */
export interface Situation {
  readonly now: Date;
  readonly relay: RelayAnswer;
  /** The newest revision that is stored. */
  readonly stored: number;
  /** Since when the relay does not enforce it, in milliseconds since 1970; null: it does. */
  readonly astraySince: number | null;
  readonly watch: Watch | null;
  readonly refusals: Refusals | null;
  /** ISO 8601: the end of the certificate. */
  readonly notAfter: string | null;
  readonly disk: { readonly free: number; readonly total: number } | null;
}

const DAY_MS = 86_400_000;
/** Fewer refusals than these in two hours are no jump, and less than a day of log nothing to compare with. */
const LEAST_REFUSALS = 20;
const LEAST_HOURS = 24;
/** How much better it must be before it is over. */
const AGE_SHARE = 0.8;
const REFUSALS_SHARE = 0.5;
const DISK_SHARE = 1.1;

export function readingsOf(alerts: Alerts, situation: Situation): readonly Reading[] {
  const { queueAge, refusals, certificate, disk, notEnforcing } = alerts;
  return [
    ...(queueAge.enabled ? [ofQueue(queueAge.after, situation)] : []),
    ...(refusals.enabled ? [ofRefusals(refusals.times, situation)] : []),
    ...(certificate.enabled ? [ofCertificate(certificate.days, situation)] : []),
    ...(disk.enabled ? [ofDisk(disk.percent, situation)] : []),
    ...(notEnforcing.enabled ? [ofEnforcement(notEnforcing.after, situation)] : []),
  ];
}

/** Why the relay does not enforce what is stored; null when it does. */
export function astray(relay: RelayAnswer, stored: number): string | null {
  if (!relay.ok) return relay.problem;
  const { revision, problem } = relay.status.enforced;
  if (problem !== undefined) return problem;
  if (revision === stored) return null;
  return `Revision ${stored} is stored, and the relay enforces ${revision === null ? 'none' : revision}.`;
}

function ofQueue(after: number, { now, relay }: Situation): Reading {
  if (!relay.ok) return unknown('queue-age');
  const { oldest, queued } = relay.status;
  if (oldest === null)
    return { alert: 'queue-age', stand: 'good', text: 'No mail waits.', value: 0 };
  const age = Math.max(0, Math.round((now.getTime() - Date.parse(oldest)) / 1000));
  const stand = age > after ? 'bad' : age > after * AGE_SHARE ? 'between' : 'good';
  const waits = queued === 1 ? '1 message waits' : `${queued.toLocaleString('en')} messages wait`;
  const text = `${waits}; the oldest for ${spanText(age)}.`;
  return { alert: 'queue-age', stand, text, value: age };
}

function ofRefusals(times: number, { watch, refusals }: Situation): Reading {
  const alert = 'refusals';
  if (watch?.state === 'alarm' || watch?.state === 'rolled-back') {
    const count = watch.refusals;
    const peers = watch.peers === 1 ? '1 peer' : `${watch.peers} peers`;
    const after = watch.state === 'alarm' ? '' : ' It was rolled back.';
    const text = `Revision ${watch.revision} refused ${peers} that relayed before, ${count} times.${after}`;
    return { alert, stand: 'bad', text, value: count };
  }
  if (!refusals) return unknown(alert);
  const { lately, before, hours, hoursBefore } = refusals;
  const usual = hoursBefore === 0 ? 0 : (before.reject / hoursBefore) * hours;
  const value = lately.reject;
  const known = hoursBefore >= LEAST_HOURS;
  const isBad = known && value >= LEAST_REFUSALS && value > times * usual;
  const isOver = value < LEAST_REFUSALS || value <= times * usual * REFUSALS_SHARE;
  const stand: Stand = isBad ? 'bad' : !known || isOver ? 'good' : 'between';
  const count = value.toLocaleString('en');
  const text = `${count} refusals in the last ${hours} hours, where ${Math.round(usual).toLocaleString('en')} are usual.`;
  return { alert, stand, text, value };
}

function ofCertificate(days: number, { now, notAfter }: Situation): Reading {
  const alert = 'certificate';
  if (notAfter === null) return unknown(alert);
  const left = Math.floor((Date.parse(notAfter) - now.getTime()) / DAY_MS);
  const text = left < 0 ? `It ended at ${notAfter}.` : `It ends at ${notAfter}, in ${left} days.`;
  // A certificate gets no better by itself: another one has been put in its place.
  return {
    alert,
    stand: left < days ? 'bad' : 'good',
    text: `The certificate: ${text}`,
    value: left,
  };
}

function ofDisk(percent: number, { disk, relay }: Situation): Reading {
  const alert = 'disk';
  if (!disk || disk.total === 0) return unknown(alert);
  const free = (disk.free / disk.total) * 100;
  const refusing = relay.ok ? relay.status.refusing : null;
  const value = Math.round(free * 10) / 10;
  const stand =
    free < percent || refusing !== null ? 'bad' : free < percent * DISK_SHARE ? 'between' : 'good';
  const gib = (disk.free / 1024 ** 3).toFixed(1);
  const text = `${value} % of the disk are free, ${gib} GiB.${refusing === null ? '' : ` ${refusing}`}`;
  return { alert, stand, text, value };
}

function ofEnforcement(after: number, { now, relay, stored, astraySince }: Situation): Reading {
  const alert = 'not-enforcing';
  if (astraySince === null) {
    const text = `The relay enforces revision ${stored}.`;
    return { alert, stand: 'good', text, value: 0 };
  }
  const value = Math.round((now.getTime() - astraySince) / 1000);
  const text = `${astray(relay, stored) ?? 'The relay was astray.'} This goes on for ${spanText(value)}.`;
  return { alert, stand: value >= after ? 'bad' : 'between', text, value };
}

function unknown(alert: AlertName): Reading {
  return { alert, stand: 'unknown', text: '', value: null };
}

function spanText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
