/**
 * The scenarios that Gatepost goes through beside another relay, in turns A B A B: each is started,
 * warmed up, measured and stopped, so that two never run at once.
 */
import { idleFigures, printIdle, type IdleFigures } from './scenarios/idle.js';
import { MESSAGE_SCENARIOS, printMessages } from './scenarios/messages.js';
import type { Target } from './targets/target.js';
import { Turn, type Bed, type Used } from './turn.js';

export const BESIDE_SCENARIOS = [...Object.keys(MESSAGE_SCENARIOS), 'idle'];

export interface BesideOptions {
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly messages: number;
  readonly idle: number;
}

const WARM_UP = { messages: 300, octets: 4096, sessions: 20, keep: false, delay: 0 };

/** The first of `targets` is what ratios are taken to, when there are two. */
export async function besideEachOther(
  bed: Bed,
  targets: readonly Target[],
  { scenarios, rounds, messages, idle }: BesideOptions,
): Promise<void> {
  const used = new Map(scenarios.map((name) => [name, byTarget<Used>(targets)]));
  const idled = byTarget<IdleFigures>(targets);
  for (let round = 1; round <= rounds; round += 1) {
    for (const target of targets) {
      const turn = await Turn.start(target, bed);
      try {
        await turn.give(WARM_UP);
        for (const name of scenarios) {
          process.stderr.write(`round ${round} of ${rounds}, ${target.name}: ${name}\n`);
          if (name === 'idle') idled.get(target.name)!.push(await idleFigures(bed, turn, idle));
          else {
            const work = MESSAGE_SCENARIOS[name]!.work(messages);
            used
              .get(name)!
              .get(target.name)!
              .push(await turn.give(work));
          }
        }
      } finally {
        await turn.stop();
      }
    }
  }
  const base = targets.length > 1 ? targets[0]!.name : null;
  for (const name of scenarios) {
    if (name === 'idle') printIdle(idled);
    else printMessages(MESSAGE_SCENARIOS[name]!, used.get(name)!, base);
  }
  if (base) console.log(`\nx: ratio to ${base} in the same round, median of the rounds.`);
}

function byTarget<T>(targets: readonly Target[]): Map<string, T[]> {
  return new Map(targets.map(({ name }) => [name, []]));
}
