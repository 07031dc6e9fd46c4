/**
 * `npm run soak`: what takes longer than a test may.
 *
 * - without more: kill -9 of relay, console, both or all under load, with the account of what arrives
 * - `--faults`: the same load with every other fault beside the kills: full disk, clock, DNS, next hop, config.db
 * - `--load`: thousands of idle and slow strangers, and a permitted peer that must not notice
 * - `--fuzz [NAME]`: the fuzzers, each for so many minutes; what they find anew goes into their corpus
 *
 * Ends with 1 when a promise was broken. The seed gives the same faults and inputs in the same order; moments
 * depend on the machine too.
 */
import { Command, InvalidArgumentError } from 'commander';
import { FUZZERS } from '../fuzz/fuzzers.js';
import { soakFaults } from './faults.js';
import { soakFuzz } from './fuzz.js';
import { soakKills } from './kills.js';
import { soakLoad } from './load.js';

interface Options {
  readonly minutes: number;
  readonly kills: number;
  readonly seed: number;
  readonly idle: number;
  readonly slow: number;
  readonly fuzz?: string | true;
  readonly faults?: true;
  readonly load?: true;
}

const options = new Command('soak')
  .description('Kills, other faults, load and hostile input, for as long as is wished.')
  .option('--minutes <n>', 'goes on for so long at least; of the fuzzers each', numberOf, 0)
  .option('--seed <n>', 'of faults and inputs', numberOf, Date.now() % 1_000_000)
  .option('--kills <n>', 'without more: goes on for so many kills at least', numberOf, 200)
  .option('--faults', 'every kind of fault, at random moments')
  .option('--load', 'idle, slow and refused strangers')
  .option('--idle <n>', 'of --load: idle sessions', numberOf, 5000)
  .option('--slow <n>', 'of --load: sessions that write an octet at a time', numberOf, 500)
  .option('--fuzz [name]', `hostile input: ${FUZZERS.map(({ name }) => name).join(', ')}; or all`)
  .parse()
  .opts<Options>();

process.exitCode = (await run(options)) ? 0 : 1;

function run(asked: Options): Promise<boolean> {
  if (asked.fuzz !== undefined)
    return soakFuzz({ ...asked, name: asked.fuzz === true ? null : asked.fuzz });
  if (asked.load) return soakLoad(asked);
  return asked.faults ? soakFaults(asked) : soakKills(asked);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError('A number.');
}
