/** What was said and looked at in one step. Promise: printable, and bounded in lines and their length. */
import type { DialogueLine } from '../../../shared/api/dialogues.js';
import { printable } from '../../../shared/smtp/reply.js';

const MOST_LINES = 500;
const MOST_SHOWN = 600;

export class Transcript {
  readonly #lines: DialogueLine[] = [];
  readonly #startedAt = Date.now();
  #isFull = false;

  get lines(): readonly DialogueLine[] {
    return this.#lines;
  }

  note(text: string): void {
    this.tell('note', text);
  }

  /** `text` may be of several lines. */
  readonly tell = (from: DialogueLine['from'], text: string): void => {
    for (const line of text.trimEnd().split(/\r?\n/)) this.#add(from, line);
  };

  #add(from: DialogueLine['from'], line: string): void {
    if (this.#isFull) return;
    this.#isFull = this.#lines.length === MOST_LINES - 1;
    const at = Date.now() - this.#startedAt;
    if (this.#isFull) this.#lines.push({ at, from: 'note', text: 'And so on.' });
    else this.#lines.push({ at, from, text: shown(line) });
  }
}

function shown(text: string): string {
  const line = printable(text);
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}...` : line;
}
