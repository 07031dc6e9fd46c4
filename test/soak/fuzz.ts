/** The fuzzers one after the other, each for so many minutes. What is new goes into the corpus; findings are printed and kept. */
import { corpusOf, keepInCorpus } from '../fuzz/corpus.js';
import { findingText, fuzz } from '../fuzz/fuzzer.js';
import { FUZZERS } from '../fuzz/fuzzers.js';

export interface FuzzSoakOptions {
  readonly name: string | null;
  readonly minutes: number;
  readonly seed: number;
}

/** So many of what was kept go into the files: those that were found first stand for the rest. */
const MOST_FILES = 20;
const MOST_FILE = 4096;

export async function soakFuzz({ name, minutes, seed }: FuzzSoakOptions): Promise<boolean> {
  const chosen = FUZZERS.filter((fuzzer) => name === null || fuzzer.name === name);
  if (chosen.length === 0) {
    console.error(`There is no fuzzer ${name}: ${FUZZERS.map((each) => each.name).join(', ')}.`);
    return false;
  }
  let isGood = true;
  for (const fuzzer of chosen) {
    console.log(`${fuzzer.name}: ${fuzzer.about}; seed ${seed}, ${minutes} minutes`);
    const report = await fuzz(fuzzer, {
      seed,
      milliseconds: minutes * 60_000,
      seeds: corpusOf(fuzzer.name),
      coverage: true,
      onFinding: (finding) => {
        console.log(`  FOUND ${findingText(finding)}`);
        if (finding.input.length > 0)
          console.log(`  kept: ${keepInCorpus(fuzzer.name, finding.input)}`);
      },
    });
    const small = report.kept.filter(({ length }) => length <= MOST_FILE).slice(0, MOST_FILES);
    for (const input of small) keepInCorpus(fuzzer.name, input);
    console.log(
      `${fuzzer.name}: ${report.runs} inputs, ${report.seen} outcomes and blocks, ${report.kept.length} inputs ` +
        `that brought something new (${small.length} kept), ${report.findings.length} findings`,
    );
    isGood &&= report.findings.length === 0;
  }
  return isGood;
}
