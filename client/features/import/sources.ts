/** What is to be imported: pasted text and files, each with the server that it is of. */
import { kindOf, readImport, type ImportKind } from '../../../shared/import/import-text.js';
import { combined, type Imported } from '../../../shared/import/imported.js';

export interface Source {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  /** Chosen by hand; else what the text looks like. */
  readonly chosen: ImportKind | null;
}

/** More than any configuration; a browser reads it without delay. */
export const MOST_OCTETS = 32 * 1024 * 1024;

export function kindOfSource({ chosen, text, name }: Source): ImportKind | null {
  return chosen ?? kindOf(text, name);
}

export function importedOf(sources: readonly Source[]): Imported {
  return combined(
    sources.flatMap((source) => {
      const kind = kindOfSource(source);
      return kind === null || source.text.trim() === '' ? [] : [readImport(kind, source.text)];
    }),
  );
}
