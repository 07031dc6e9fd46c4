/**
 * The rules at hand: the newest revision, what the engine made of it, and some older ones. Rules with
 * 100,000 entries take most of a second to read and compile, so nothing is done twice.
 */
import { compile, type Compiled } from '../../shared/engine/compile.js';
import type { Host } from '../../shared/engine/decision.js';
import { findingsOf, type Finding } from '../../shared/engine/findings.js';
import { newestRevision, readRevision, type Revision } from '../store/config/revisions.js';
import type { Db } from '../store/open.js';
import type { Family } from '../host.js';

export interface Current {
  readonly revision: Revision;
  /** The rules as JSON. */
  readonly rulesText: string;
}

export interface RoutingDesk {
  current(): Current;
  /** Null when there is no such revision. `keep` false: one that is looked at once does not push others out. */
  compiled(revision: number, host: Host, keep?: boolean): Compiled | null;
  /** What is to be said about the newest revision. */
  findings(host: Host, forwarding: readonly Family[], now: Date): readonly Finding[];
  /** Takes over what has just been stored, with what is known of it already. */
  adopt(revision: Revision, rulesText: string, compiled: Compiled): void;
}

/** Rule sets that are kept compiled. */
const MOST_COMPILED = 4;
/** Findings change when an entry ends, too. */
const FINDINGS_MS = 60_000;

export function routingDesk(db: Db): RoutingDesk {
  let current: Current | null = null;
  let judged: { key: string; until: number; findings: readonly Finding[] } | null = null;
  const compiledSets = new Map<string, Compiled>();

  const remember = (key: string, compiled: Compiled): Compiled => {
    compiledSets.delete(key);
    compiledSets.set(key, compiled);
    const [oldest] = compiledSets.keys();
    if (compiledSets.size > MOST_COMPILED) compiledSets.delete(oldest!);
    return compiled;
  };
  const desk: RoutingDesk = {
    current() {
      const newest = newestRevision(db)!;
      if (current?.revision.revision !== newest) {
        const revision = readRevision(db, newest)!;
        current = { revision, rulesText: JSON.stringify(revision.rules) };
      }
      return current;
    },
    compiled(number, host, keep = true) {
      const key = keyOf(number, host);
      const known = compiledSets.get(key);
      if (known) return remember(key, known);
      const newest = desk.current().revision;
      const revision = newest.revision === number ? newest : readRevision(db, number);
      if (!revision) return null;
      const compilation = compile(revision.rules, host, number);
      const { compiled } = compilation;
      if (!compiled) return null;
      return keep ? remember(key, compiled) : compiled;
    },
    findings(host, forwarding, now) {
      const { revision } = desk.current();
      const key = `${keyOf(revision.revision, host)} ${forwarding.join()}`;
      if (judged?.key === key && now.getTime() < judged.until) return judged.findings;
      const compiled = desk.compiled(revision.revision, host);
      if (!compiled) return [];
      const at = now.toISOString();
      const findings = findingsOf(revision.rules, compiled, { forwarding, at });
      judged = { key, until: now.getTime() + FINDINGS_MS, findings };
      return findings;
    },
    adopt(revision, rulesText, compiled) {
      current = { revision, rulesText };
      remember(keyOf(revision.revision, compiled.host), compiled);
    },
  };
  return desk;
}

function keyOf(revision: number, host: Host): string {
  return `${revision} ${JSON.stringify(host)}`;
}
