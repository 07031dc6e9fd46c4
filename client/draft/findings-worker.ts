/** Findings beside the window: with 100,000 entries they take the better part of a second. */
import { keepPolicy } from '../policy.js';
import { compile } from '../../shared/engine/compile.js';
import type { Host } from '../../shared/engine/decision.js';
import { findingsOf, type Finding } from '../../shared/engine/findings.js';
import type { Rules } from '../../shared/rules/schema.js';

keepPolicy();

export interface FindingsQuestion {
  readonly number: number;
  /** Rules as JSON: one text is handed over quicker than 100,000 objects. */
  readonly rules: string;
  readonly host: Host;
  readonly forwarding: readonly string[];
  readonly at: string;
}

export interface FindingsAnswer {
  readonly number: number;
  /** Null for rules that cannot be compiled. */
  readonly findings: readonly Finding[] | null;
}

self.addEventListener('message', ({ data }: MessageEvent<FindingsQuestion>) => {
  const { number, host, forwarding, at } = data;
  const rules = JSON.parse(data.rules) as Rules;
  const { compiled } = compile(rules, host);
  const findings = compiled ? findingsOf(rules, compiled, { forwarding, at }) : null;
  self.postMessage({ number, findings } satisfies FindingsAnswer);
});
