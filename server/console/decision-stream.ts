/** New rows of the log as server-sent events; each listener has its own filter and place. */
import type { DecisionFilter } from '../../shared/api/decisions.js';
import type { DecisionLog } from './decision-log.js';
import { EventStream, eventToText, type Listener } from './event-stream.js';

export interface DecisionListener extends Listener {
  readonly filter: DecisionFilter;
  /** Number of the last row that it has; rows after it are sent. */
  cursor: number;
}

const POLL_MS = 250;
const PAGE = 200;

export class DecisionStream {
  readonly #decisions: DecisionLog;
  readonly #stream: EventStream<DecisionListener>;

  /** `isOpen` says whether a session has not ended. */
  constructor(decisions: DecisionLog, isOpen: (tokenHash: string) => boolean) {
    this.#decisions = decisions;
    this.#stream = new EventStream<DecisionListener>({
      isOpen,
      every: POLL_MS,
      tick: (listeners) => {
        for (const listener of listeners) if (!this.#send(listener)) this.#stream.end(listener);
      },
    });
  }

  add(listener: DecisionListener): void {
    // An id of its own: a browser that is cut off before the first row goes on from here.
    this.#stream.add(listener, `id: ${listener.cursor}\n`);
  }

  endSession(tokenHash: string): void {
    this.#stream.endSession(tokenHash);
  }

  stop(): void {
    this.#stream.stop();
  }

  /** False when the log cannot be read: the browser comes back by itself. */
  #send(listener: DecisionListener): boolean {
    const { response, filter } = listener;
    if (response.writableNeedDrain) return true;
    try {
      const { rows, cursor } = this.#decisions.read({ rows: [], cursor: 0 }, (reader) =>
        reader.newer(listener.cursor, filter, PAGE),
      );
      for (const { cursor: id, row } of rows) {
        response.write(eventToText({ id, json: JSON.stringify(row) }));
      }
      listener.cursor = Math.max(listener.cursor, cursor);
      return true;
    } catch {
      return false;
    }
  }
}
