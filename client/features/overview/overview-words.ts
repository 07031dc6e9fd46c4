/** The overview in words. */
import type { Overview } from '../../../shared/api/overview.js';
import type { Verdict } from '../../../shared/engine/decision.js';
import { counted } from '../../components/counted.js';
import { periodText } from './periods.js';

/** `Mail is flowing. 3 things need attention.` */
export function overviewSentence(overview: Overview): string {
  const { attention } = overview;
  const needs =
    attention.length === 0
      ? 'Nothing needs attention.'
      : attention.length === 1
        ? '1 thing needs attention.'
        : `${attention.length.toLocaleString('en')} things need attention.`;
  return `${flowText(overview)} ${needs}`;
}

function flowText({ attention, decisions, hours }: Overview): string {
  const is = (code: string) => attention.some((each) => each.code === code);
  if (is('relay-silent')) return 'The relay does not answer.';
  if (is('refusing')) return 'No mail is taken.';
  if (!decisions) return 'The relay answers; its log cannot be read.';
  const { inbound, relay, reject } = decisions.counts;
  if (inbound + relay + reject > 0) return 'Mail is flowing.';
  if (decisions.oldest === null) return 'The relay is ready; no mail has come yet.';
  return `No mail has come in the ${periodText(hours)}.`;
}

/** `63 %`, `4 %, usually 1 %`. */
export function shareText(
  { counts, usual }: Pick<NonNullable<Overview['decisions']>, 'counts' | 'usual'>,
  verdict: Verdict,
): string {
  const share = percentOf(counts, verdict);
  if (share === null) return '';
  const before = usual && percentOf(usual, verdict);
  return before === null || before === share ? share : `${share}, usually ${before}`;
}

function percentOf(counts: Readonly<Record<Verdict, number>>, verdict: Verdict): string | null {
  const all = counts.inbound + counts.relay + counts.reject;
  if (all === 0) return null;
  const share = (counts[verdict] / all) * 100;
  return share > 0 && share < 1 ? 'under 1 %' : `${Math.round(share)} %`;
}

/** `at most 512 an hour`. */
export function busiestText({ decisions, hours }: Overview): string {
  const sums = Array.from({ length: hours }, (_, i) =>
    (decisions?.series ?? []).reduce((sum, each) => sum + (each.hours[i] ?? 0), 0),
  );
  const most = Math.max(0, ...sums);
  return most === 0 ? '' : `at most ${most.toLocaleString('en')} an hour`;
}

/** Under the list of peers, where not all refusals were looked at. */
export function lookedAtText({
  counts,
  refusalsLookedAt,
}: NonNullable<Overview['decisions']>): string {
  return refusalsLookedAt >= counts.reject
    ? ''
    : `Of the newest ${counted(refusalsLookedAt, 'refusal')}.`;
}
