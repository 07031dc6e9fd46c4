/**
 * Dialogues that the console asks for: they go on by themselves, and the console looks in until they end.
 *
 * Promise: few at once, and what was said is forgotten after a while.
 */
import { randomUUID } from 'node:crypto';
import type { DialogueLine, DialogueQuestion, HeldDialogue } from '../../shared/api/dialogues.js';
import type { HoldDialogue } from './delivery/host-dialogue.js';

const MOST = 8;
const MOST_LINES = 500;
const KEPT_MS = 600_000;

interface Held {
  readonly startedAt: number;
  readonly lines: DialogueLine[];
  ended: Omit<HeldDialogue, 'id' | 'lines'>;
}

export class DialogueDesk {
  readonly #hold: HoldDialogue;
  readonly #held = new Map<string, Held>();
  readonly #stopping = new AbortController();

  constructor(hold: HoldDialogue) {
    this.#hold = hold;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Its id; null while too many are being held. */
  begin(question: DialogueQuestion): string | null {
    this.#forget();
    const running = [...this.#held.values()].filter(({ ended }) => ended.state === 'running');
    if (running.length >= MOST) return null;
    const id = randomUUID();
    const held: Held = {
      startedAt: Date.now(),
      lines: [],
      ended: { state: 'running', outcome: '' },
    };
    this.#held.set(id, held);
    const tell = (from: DialogueLine['from'], text: string) => {
      if (held.lines.length < MOST_LINES)
        held.lines.push({ at: Date.now() - held.startedAt, from, text });
    };
    void this.#hold(question, tell, this.#stopping.signal).then((ended) => {
      held.ended = ended;
    });
    return id;
  }

  read(id: string): HeldDialogue | null {
    const held = this.#held.get(id);
    return held ? { id, ...held.ended, lines: held.lines } : null;
  }

  #forget(): void {
    const before = Date.now() - KEPT_MS;
    for (const [id, { startedAt }] of this.#held) if (startedAt < before) this.#held.delete(id);
  }
}
