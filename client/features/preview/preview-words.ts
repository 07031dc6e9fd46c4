/** The preview in words: the answer as a sentence, and what is said under it. */
import type { Preview, PreviewGroup, PreviewPart } from '../../../shared/api/preview.js';
import { counted, listed } from '../../components/counted.js';

/** How far back may be chosen, in days, and what that is called behind "in". */
export const SPANS = [
  [1, 'the last 24 hours'],
  [7, 'the last 7 days'],
  [30, 'the last 30 days'],
  [90, 'the last 90 days'],
] as const;

export function spanText(days: number): string {
  return SPANS.find(([each]) => each === days)?.[1] ?? `the last ${counted(days, 'day')}`;
}

/** `2 peers would lose relaying, 1 network gains it, 41,203 decisions stay as they are.` */
export function previewSentence(preview: Preview, days: number): string {
  const { oldest, decisions, unchanged, loses, gains, others, rerouted } = preview;
  if (oldest === null) return 'Nothing has been recorded yet, so nothing can be replayed.';
  if (decisions === 0) {
    return `Nothing was recorded in ${spanText(days)}, so nothing can be replayed.`;
  }
  if (unchanged === decisions) {
    return decisions === 1
      ? 'Nothing would change: the one recorded decision stays as it is.'
      : `Nothing would change: all ${decisions.toLocaleString('en')} decisions stay as they are.`;
  }
  const parts: string[] = [];
  if (loses.decisions > 0) parts.push(`${counted(loses.peers, 'peer')} would lose relaying`);
  if (gains.decisions > 0) {
    const { text, single } = whoOf(gains);
    if (parts.length === 0) parts.push(`${text} would gain relaying`);
    else parts.push(`${text} ${single ? 'gains' : 'gain'} it`);
  }
  parts.push(
    ...changing(
      others.decisions,
      parts.length === 0,
      'get another verdict',
      'gets another verdict',
    ),
  );
  parts.push(
    ...changing(rerouted.decisions, parts.length === 0, 'go another way', 'goes another way'),
  );
  parts.push(stayText(unchanged));
  return `${parts.join(', ')}.`;
}

/** `3 changes, replayed over the 41,659 decisions recorded in the last 7 days. Took 0.1 s.` */
export function previewLead({ decisions, took }: Preview, changes: number, days: number): string {
  const drafted = counted(changes, 'change');
  if (decisions === 0) return `${drafted} in your draft.`;
  const over = `the ${counted(decisions, 'decision')} recorded in ${spanText(days)}`;
  return `${drafted}, replayed over ${over}. Took ${tookText(took)}.`;
}

/** Who is in a part: networks where one rule brings many, else peers. */
export function whoOf({ groups, groupCount, peers }: PreviewPart): {
  readonly text: string;
  readonly single: boolean;
} {
  const networks = new Set(groups.flatMap((group) => (isNetwork(group) ? group.network! : [])));
  const named = new Set(groups.flatMap(({ peer }) => peer ?? []));
  const all = groups.length === groupCount;
  const told = all && groups.every((group) => group.peer !== null || isNetwork(group));
  if (!told || networks.size === 0) return { text: counted(peers, 'peer'), single: peers === 1 };
  const text = listed([
    counted(networks.size, 'network'),
    ...(named.size > 0 ? [counted(named.size, 'peer')] : []),
  ]);
  return { text, single: networks.size + named.size === 1 };
}

export function isNetwork({ peer, network }: PreviewGroup): boolean {
  return peer === null && network !== null;
}

function changing(count: number, first: boolean, many: string, one: string): string[] {
  if (count === 0) return [];
  const decisions = counted(count, 'decision');
  if (first) return [`${decisions} would ${many}`];
  return [`${decisions} ${count === 1 ? one : many}`];
}

function stayText(unchanged: number): string {
  if (unchanged === 0) return 'nothing stays as it is';
  return unchanged === 1
    ? '1 decision stays as it is'
    : `${counted(unchanged, 'decision')} stay as they are`;
}

function tookText(milliseconds: number): string {
  return milliseconds < 100 ? 'less than 0.1 s' : `${(milliseconds / 1000).toFixed(1)} s`;
}
