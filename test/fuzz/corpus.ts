/** The inputs that are kept in files, a folder for each fuzzer. Those that `npm run soak -- --fuzz` finds go there too. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputName } from './fuzzer.js';

/** Seen from the built tests and from the sources alike. */
const FOLDER = [
  join(import.meta.dirname, '../../../test/fuzz/corpus'),
  join(import.meta.dirname, 'corpus'),
].find(existsSync)!;

export function corpusOf(name: string): Buffer[] {
  const folder = join(FOLDER, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(join(folder, file)));
}

/** The path of the file. */
export function keepInCorpus(name: string, input: Buffer): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, inputName(input));
  writeFileSync(path, input);
  return path;
}
