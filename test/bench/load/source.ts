/** The load, a process: many sessions that send messages, or that say EHLO and then nothing. */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { answerCalls, sharedNow } from './calls.js';
import { SourceSession } from './source-session.js';

export interface Load {
  readonly port: number;
  /** Part of each Message-Id, so that the sink can tell runs apart. */
  readonly run: string;
  readonly messages: number;
  readonly sessions: number;
  readonly octets: number;
  /** Many messages a connection instead of one. */
  readonly keep: boolean;
  /** Milliseconds after which it gives up. */
  readonly limit: number;
}

export interface Sent {
  readonly accepted: number;
  /** On the shared clock. */
  readonly from: number;
  readonly until: number;
  /** The first thing that went wrong; '' when nothing did. */
  readonly fault: string;
}

export interface Idle {
  readonly port: number;
  readonly sessions: number;
}

export type SourceHandlers = {
  send(load: Load): Promise<Sent>;
  /** Opens sessions and leaves them after EHLO; answers how many were answered. */
  idle(idle: Idle): Promise<number>;
  hangUp(nothing: null): void;
};

/** More unanswered connections at once than this and a short listen backlog is what is measured. */
const OPENING = 64;
/** A server that answers nobody any more has all it takes. */
const STALL_MS = 4000;
const MOST_FAULTS = 20;
const idle: Socket[] = [];

answerCalls({
  send,
  async idle({ port, sessions }) {
    let begun = 0;
    let answered = 0;
    let moved = sharedNow();
    const open = async (): Promise<void> => {
      while (begun < sessions) {
        begun += 1;
        const session = new SourceSession(port);
        idle.push(session.socket);
        if ((await session.hello()) === '') answered += 1;
        moved = sharedNow();
      }
    };
    const all = Promise.all(Array.from({ length: OPENING }, open)).then(() => true);
    while (!(await Promise.race([all, wait(STALL_MS / 4, false)]))) {
      if (sharedNow() - moved > STALL_MS) break;
    }
    begun = sessions;
    return answered;
  },
  hangUp() {
    for (const socket of idle.splice(0)) socket.destroy();
  },
} satisfies SourceHandlers);

async function send(load: Load): Promise<Sent> {
  const body = bodyOf(load.octets);
  const from = sharedNow();
  const deadline = from + load.limit;
  let begun = 0;
  let accepted = 0;
  const faults: string[] = [];
  const goesOn = () => faults.length < MOST_FAULTS && sharedNow() < deadline;
  const sessions = Array.from({ length: load.sessions }, async () => {
    while (begun < load.messages && goesOn()) {
      const session = new SourceSession(load.port);
      const cut = setTimeout(() => session.socket.destroy(), deadline - sharedNow());
      let fault = await session.hello();
      while (fault === '' && begun < load.messages) {
        const number = (begun += 1);
        fault = await session.message(number, headerOf(load.run, number), body);
        if (fault === '') accepted += 1;
        if (!load.keep) break;
      }
      if (fault === '') await session.quit();
      else faults.push(fault);
      session.socket.destroy();
      clearTimeout(cut);
    }
  });
  await Promise.all(sessions);
  return { accepted, from, until: sharedNow(), fault: faults[0] ?? '' };
}

function headerOf(run: string, number: number): string {
  return (
    `From: <from@test.invalid>\r\nTo: <to@test.invalid>\r\nSubject: load\r\n` +
    `Message-Id: <${run}.${number}@load.test>\r\n\r\n`
  );
}

/** Lines of 72 octets, the end of data behind them. */
function bodyOf(octets: number): Buffer {
  const line = `${'gatepost '.repeat(8).slice(0, 70)}\r\n`;
  const text = line.repeat(Math.max(1, Math.round(octets / line.length)));
  return Buffer.from(`${text}.\r\n`);
}
