/** What needs attention now, worst first: each with what must be known to deal with it. */
import type { BackupResult } from '../../shared/api/backups.js';
import type { Attention, VerdictCounts } from '../../shared/api/overview.js';
import type { SecurityState } from '../../shared/api/security.js';
import type { Watch } from '../../shared/api/routing.js';
import type { Gateway } from '../../shared/api/rule-use.js';
import type { Finding } from '../../shared/engine/findings.js';
import type { UnreadableSecrets } from '../store/config/unreadable-secrets.js';
import type { RelayAnswer } from './relay-control.js';

export interface Situation {
  readonly now: Date;
  readonly relay: RelayAnswer;
  /** Null where the relay does not say. */
  readonly security: SecurityState | null;
  /** Null when every stored secret can be read. */
  readonly unreadable: UnreadableSecrets | null;
  /** What became of the last scheduled backup; null where there was none, or none is wanted. */
  readonly backup: BackupResult | null;
  /** The newest revision that is stored. */
  readonly stored: number;
  readonly watch: Watch | null;
  readonly findings: readonly Finding[];
  readonly gateways: readonly Gateway[];
  readonly disk: { readonly free: number; readonly total: number } | null;
  /** Octets that are kept free. */
  readonly minimumFree: number;
  /** Seconds after which a message is late; 0: the sender is never told. */
  readonly warnAfter: number;
  readonly refusals: Refusals | null;
  /** Why the log cannot be read; null when it can. */
  readonly logProblem: string | null;
}

/** Refusals of the last hours, and of the week before. */
export interface Refusals {
  /** ISO 8601. */
  readonly since: string;
  readonly hours: number;
  readonly lately: VerdictCounts;
  readonly before: VerdictCounts;
  /** Hours of the week before that the log holds. */
  readonly hoursBefore: number;
}

const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS = 30;
/** Where no warning is sent, so many seconds are late. */
const LATE = 4 * 3600;
const GIB = 1024 ** 3;
/** Refusals that are a jump: so many, so many times more than usual, and not because there is more mail. */
const LEAST_REFUSALS = 20;
const TIMES = 5;
const SHARE_TIMES = 2;
/** Less is no week to compare with. */
const LEAST_HOURS = 24;

export function attentionOf(situation: Situation): readonly Attention[] {
  return [
    ...ofRelay(situation),
    ...ofRefusals(situation),
    ...ofFindings(situation),
    ...ofSecurity(situation),
    ...ofDnsLists(situation),
    ...ofStorage(situation),
    ...ofBackup(situation),
    ...situation.gateways.map(({ peer, heloCount, accountCount }): Attention => ({
      code: 'gateway',
      peer,
      heloCount,
      accountCount,
    })),
  ];
}

function* ofRelay({ relay, stored, logProblem }: Situation): Generator<Attention> {
  if (!relay.ok) yield { code: 'relay-silent', problem: relay.problem };
  if (relay.ok) {
    const { refusing, enforced } = relay.status;
    if (refusing !== null) yield { code: 'refusing', problem: refusing };
    if (enforced.revision !== stored || enforced.problem !== undefined) {
      yield {
        code: 'not-enforced',
        stored,
        enforced: enforced.revision,
        problem: enforced.problem ?? null,
      };
    }
  }
  if (logProblem !== null) yield { code: 'log-unreadable', problem: logProblem };
}

function* ofRefusals({ watch, refusals }: Situation): Generator<Attention> {
  if (watch?.state === 'alarm' || watch?.state === 'rolled-back') {
    const { state, revision, before, peers, examples } = watch;
    const example = examples[0]?.ref ?? null;
    const { refusals: count } = watch;
    yield { code: 'watch', state, revision, before, peers, refusals: count, example };
    return; // the same refusals
  }
  if (refusals && haveJumped(refusals)) {
    const { since, lately, before, hours, hoursBefore } = refusals;
    const usual = Math.round((before.reject / hoursBefore) * hours);
    yield { code: 'refusals-jumped', since, refusals: lately.reject, usual };
  }
}

export function haveJumped({ lately, before, hours, hoursBefore }: Refusals): boolean {
  if (hoursBefore < LEAST_HOURS || lately.reject < LEAST_REFUSALS) return false;
  const usual = (before.reject / hoursBefore) * hours;
  return lately.reject >= TIMES * usual && shareOf(lately) >= SHARE_TIMES * shareOf(before);
}

function shareOf({ inbound, relay, reject }: VerdictCounts): number {
  const all = inbound + relay + reject;
  return all === 0 ? 0 : reject / all;
}

function* ofFindings({ findings }: Situation): Generator<Attention> {
  for (const { id, code, severity, text, path } of findings) {
    if (severity === 'info') continue;
    const at = path === undefined ? {} : { path };
    yield { code: 'finding', finding: { id, code, severity, text, ...at } };
  }
}

function* ofSecurity({ security, unreadable, now }: Situation): Generator<Attention> {
  if (unreadable) yield { code: 'secrets-unreadable', ...unreadable };
  if (!security) return;
  const { stores, certificate, legacyProblem } = security;
  for (const { name, problem, lastAnswer } of stores) {
    if (problem !== null) yield { code: 'store-silent', name, problem, lastAnswer };
  }
  const { subject, notAfter } = certificate;
  if (Date.parse(notAfter) - now.getTime() < CERTIFICATE_DAYS * DAY_MS) {
    yield { code: 'certificate', subject, notAfter };
  }
  if (legacyProblem !== null) yield { code: 'legacy-lane', problem: legacyProblem };
}

function* ofDnsLists({ relay }: Situation): Generator<Attention> {
  if (!relay.ok) return;
  for (const { name, problem } of relay.status.dnsLists ?? []) {
    yield { code: 'dns-list-silent', name, problem };
  }
}

function* ofStorage(situation: Situation): Generator<Attention> {
  const { relay, now, warnAfter, disk, minimumFree } = situation;
  if (relay.ok && relay.status.oldest !== null) {
    const { oldest, queued } = relay.status;
    const late = (warnAfter || LATE) * 1000;
    if (now.getTime() - Date.parse(oldest) > late) yield { code: 'queue-old', oldest, queued };
  }
  if (disk && isLow(disk, minimumFree)) yield { code: 'disk-low', ...disk };
}

function* ofBackup({ backup }: Situation): Generator<Attention> {
  if (!backup || backup.problem === null) return;
  const { at, problem, lastGood } = backup;
  yield { code: 'backup-failed', at, problem, lastGood };
}

/** Soon less than is kept free, or less than 1 GiB, or a tenth of a small disk. */
function isLow({ free, total }: { free: number; total: number }, minimumFree: number): boolean {
  return free < Math.max(minimumFree * 2, Math.min(GIB, total / 10));
}
