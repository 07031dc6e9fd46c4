/** Reads bodies wherever they are: in memory, in the message's row, or in a file. */
import type { Spool } from '../../store/spool/spool.js';
import type { BodyStore } from './body-store.js';
import type { BodySource } from './courier.js';
import type { Entry } from './entry.js';

export class BodyReader {
  readonly #spool: Spool;
  readonly #store: BodyStore;

  constructor(spool: Spool, store: BodyStore) {
    this.#spool = spool;
    this.#store = store;
  }

  /** A source of the whole body that can be begun anew. Throws when it is missing. */
  async source(entry: Entry): Promise<() => BodySource> {
    const { queueId, inFile } = entry.message;
    if (inFile) return () => this.#store.read(queueId);
    const body = await this.#small(entry);
    return () => body;
  }

  /** The first octets of a body, at most `most`. */
  async beginning(entry: Entry, most: number): Promise<Buffer> {
    const { queueId, inFile } = entry.message;
    if (inFile) return await this.#store.beginning(queueId, most);
    return (await this.#small(entry)).subarray(0, most);
  }

  async #small(entry: Entry): Promise<Buffer> {
    if (entry.body) return entry.body;
    const body = await this.#spool.call('body', entry.number);
    if (!body) throw new Error('The body of the message is missing in the spool.');
    return Buffer.from(body.buffer, body.byteOffset, body.length);
  }
}
