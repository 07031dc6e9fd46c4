/** The next hop, a process: offers PIPELINING, takes everything, and remembers which messages came how often. */
import { createServer, type AddressInfo } from 'node:net';
import { answerCalls, sharedNow } from './calls.js';
import { takeSession } from './sink-session.js';

export interface Arrived {
  /** Different messages of the run. */
  readonly unique: number;
  readonly doubled: number;
  /** Not of this run. */
  readonly foreign: number;
  readonly connections: number;
  /** On the shared clock: when each of the unique ones came. */
  readonly first: number;
  readonly last: number;
}

/** Messages a second that arrived in a part of the run. */
export interface Pace {
  readonly from: number;
  readonly to: number;
}

export type SinkHandlers = {
  listen(nothing: null): Promise<number>;
  /** Forgets all; counts messages whose Message-Id begins with the run's name; holds back each reply. */
  begin(run: { readonly name: string; readonly delay: number }): void;
  /** Answers when so many different messages have come, or when the time is over. */
  arrived(wanted: { readonly messages: number; readonly limit: number }): Promise<Arrived>;
  /** Messages a second from the one to the other, counted from 0 in the order they came. */
  pace(part: Pace): number;
};

let name = '';
let delay = 0;
let connections = 0;
let foreign = 0;
let doubled = 0;
let seen = new Set<string>();
let times: number[] = [];
let reached: { messages: number; tell: () => void } | null = null;

const server = createServer({ noDelay: true }, (socket) => {
  connections += 1;
  takeSession(socket, () => delay, noteMessage);
});

answerCalls({
  listen: () =>
    new Promise((resolve) => {
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
  begin(run) {
    ({ name, delay } = run);
    connections = foreign = doubled = 0;
    seen = new Set();
    times = [];
  },
  async arrived({ messages, limit }) {
    if (seen.size < messages) {
      await new Promise<void>((resolve) => {
        const over = setTimeout(resolve, limit);
        reached = { messages, tell: () => (clearTimeout(over), resolve()) };
      });
      reached = null;
    }
    const [first = NaN] = times;
    return {
      unique: seen.size,
      doubled,
      foreign,
      connections,
      first,
      last: times.at(-1) ?? NaN,
    };
  },
  pace({ from, to }) {
    const took = (times[to - 1] ?? NaN) - (times[from] ?? NaN);
    return ((to - 1 - from) * 1000) / took;
  },
} satisfies SinkHandlers);

function noteMessage(id: string): void {
  if (!id.startsWith(`${name}.`)) foreign += 1;
  else if (seen.has(id)) doubled += 1;
  else {
    seen.add(id);
    times.push(sharedNow());
    if (seen.size === reached?.messages) reached.tell();
  }
}
