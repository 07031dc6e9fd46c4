/** Reads server-sent events as a browser does: events without data only move the place. */
export interface Event {
  /** '' when it has none. */
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

export class EventReader {
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  readonly #abort: AbortController;
  readonly #events: Event[] = [];
  #waiting: ((event: Event) => void) | null = null;

  private constructor(stream: ReadableStream<Uint8Array>, abort: AbortController) {
    this.#abort = abort;
    this.ended = this.#read(stream).catch(() => {});
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    return new EventReader(response.body, abort);
  }

  next(): Promise<Event> {
    const event = this.#events.shift();
    if (event) return Promise.resolve(event);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  stop(): void {
    this.#abort.abort();
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    // CR and LF alone end a line: for a regular expression others would, too.
    const lines = block.split('\n');
    const field = (name: string) =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    if (data === undefined) return;
    const event = { name: field('event') ?? '', id: field('id') ?? '', data };
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting(event);
    else this.#events.push(event);
  }
}
