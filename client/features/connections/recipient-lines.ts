/** Lines of a text, each an address that exists: good, known already, or to correct. */
import { knownRecipientSchema, recipientKey } from '../../../shared/api/recipients.js';

export interface RecipientLines {
  /** In standard form, each once, in their order. */
  readonly good: readonly string[];
  /** How many lines say what the list, or a line before, says already. */
  readonly repeated: number;
  readonly wrong: readonly WrongLine[];
}

export interface WrongLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly message: string;
}

/** Empty lines and `# remarks` are left out. */
export function readRecipientLines(text: string, known: Iterable<string>): RecipientLines {
  const seen = new Set([...known].map(recipientKey));
  const good: string[] = [];
  const wrong: WrongLine[] = [];
  let repeated = 0;
  for (const [i, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.replace(/\s#.*$|^#.*$/, '').trim();
    if (line === '') continue;
    const read = knownRecipientSchema.safeParse(line);
    if (!read.success) {
      wrong.push({ number: i + 1, text: line, message: read.error.issues[0]!.message });
    } else if (seen.has(recipientKey(read.data))) {
      repeated += 1;
    } else {
      seen.add(recipientKey(read.data));
      good.push(read.data);
    }
  }
  return { good, repeated, wrong };
}
