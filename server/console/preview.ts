/** Preview by replay: the draft and the newest revision, over what the log has recorded. */
import type { Preview, PreviewPart } from '../../shared/api/preview.js';
import type { Compiled } from '../../shared/engine/compile.js';
import { replay, type Replayed } from '../../shared/engine/replay.js';
import type { ReplayedPart } from '../../shared/engine/replay-groups.js';
import { ruleEntries } from '../../shared/rules/entries.js';
import { touchedBy } from '../../shared/engine/touched.js';
import type { Rules } from '../../shared/rules/schema.js';
import { referenceFromNumber } from '../../shared/smtp/reference.js';
import type { DecisionReader } from '../store/decisions/reader.js';
import type { Context } from './context.js';

interface PreviewAsked {
  readonly rules: Rules;
  readonly compiled: Compiled;
  readonly before: Compiled;
  readonly since: Date;
}

/** Nothing has been recorded. */
const NOTHING: ReplayedPart = { decisions: 0, peers: 0, groups: [], groupCount: 0 };
const NO_TRAFFIC: Replayed = {
  decisions: 0,
  unchanged: 0,
  loses: NOTHING,
  gains: NOTHING,
  others: NOTHING,
  rerouted: NOTHING,
};

export async function previewOf(
  { decisions, desk, now }: Pick<Context, 'decisions' | 'desk' | 'now'>,
  { rules, compiled, before, since }: PreviewAsked,
): Promise<Preview> {
  const started = performance.now();
  const current = desk.current().revision;
  const until = now().toISOString();
  const replayed = await decisions.readInTurns(NO_TRAFFIC, function* replaying(reader) {
    const running = replay({
      before,
      after: compiled,
      rulesBefore: namesOf(current.rules),
      rulesAfter: namesOf(rules),
      at: until,
      textOf: (id) => reader.textOf(id),
    });
    const touched = touchedBy(current.rules, rules);
    for (const { recorded, others } of reader.traffic.recorded(since, touched)) {
      for (const each of recorded) running.add(each);
      running.pass(others);
      yield;
    }
    return running.result();
  });
  const part = (name: 'loses' | 'gains' | 'others' | 'rerouted'): PreviewPart =>
    decisions.read({ ...NOTHING, groups: [] }, (reader) => withExamples(replayed[name], reader));
  return {
    revision: current.revision,
    since: since.toISOString(),
    until,
    oldest: decisions.read(null, ({ use }) => use.oldest()),
    decisions: replayed.decisions,
    unchanged: replayed.unchanged,
    loses: part('loses'),
    gains: part('gains'),
    others: part('others'),
    rerouted: part('rerouted'),
    took: Math.round(performance.now() - started),
  };
}

function namesOf(rules: Rules): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { rule } of ruleEntries(rules)) names.add(rule);
  return names;
}

function withExamples({ groups, ...part }: ReplayedPart, reader: DecisionReader): PreviewPart {
  return {
    ...part,
    groups: groups.map(({ last, ...group }) => {
      const ref = referenceFromNumber(last);
      const found = reader.find(ref);
      const { peer = '', recipient = '' } = found?.request ?? {};
      const lastSeen = found?.row.at ?? '';
      return { ...group, lastSeen, example: { ref, peer, recipient } };
    }),
  };
}
