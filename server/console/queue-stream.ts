/**
 * What waits in the queue as server-sent events. The relay is asked once for all who listen; each is
 * told when it has changed.
 */
import { AppError } from '../../shared/api/errors.js';
import type { QueueUnavailable } from '../../shared/api/queue.js';
import { EventStream, eventToText, type Listener } from './event-stream.js';
import type { RelayControl } from './relay-control.js';

export interface QueueListener extends Listener {
  /** The last event that it was sent. */
  sent: string;
}

const POLL_MS = 500;

export class QueueStream {
  readonly #relay: RelayControl;
  readonly #stream: EventStream<QueueListener>;

  /** `isOpen` says whether a session has not ended. */
  constructor(relay: RelayControl, isOpen: (tokenHash: string) => boolean) {
    this.#relay = relay;
    this.#stream = new EventStream<QueueListener>({
      isOpen,
      every: POLL_MS,
      tick: (listeners) => this.#tick(listeners),
    });
  }

  add(listener: Listener): void {
    this.#stream.add({ ...listener, sent: '' });
  }

  endSession(tokenHash: string): void {
    this.#stream.endSession(tokenHash);
  }

  stop(): void {
    this.#stream.stop();
  }

  async #tick(listeners: ReadonlySet<QueueListener>): Promise<void> {
    const event = await this.#event();
    for (const listener of listeners) {
      const { response, sent } = listener;
      if (sent === event || response.writableNeedDrain) continue;
      response.write(event);
      listener.sent = event;
    }
  }

  async #event(): Promise<string> {
    try {
      return eventToText({ name: 'queue', json: await this.#relay.ask('GET', '/queue/overview') });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const said: QueueUnavailable = { problem: error.message };
      return eventToText({ name: 'unavailable', json: JSON.stringify(said) });
    }
  }
}
