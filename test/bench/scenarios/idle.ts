/** Sessions that say EHLO and then nothing: what they cost, and whether one more message is still taken. */
import { setTimeout as wait } from 'node:timers/promises';
import { printTable, span } from '../table.js';
import type { Bed, Turn } from '../turn.js';

export interface IdleFigures {
  readonly asked: number;
  readonly answered: number;
  /** Octets a session. */
  readonly rss: number;
  readonly pss: number;
  readonly totalPss: number;
  /** Milliseconds from connecting to the 250 behind the message; null: not in time. */
  readonly next: number | null;
}

const NEXT_LIMIT_MS = 20_000;

export async function idleFigures(
  { source, sink }: Bed,
  turn: Turn,
  asked: number,
): Promise<IdleFigures> {
  await turn.settle();
  const before = { rss: turn.tree.rss(), pss: turn.tree.pss() };
  const answered = await source.call('idle', { port: turn.port, sessions: asked });
  await wait(500);
  const after = { rss: turn.tree.rss(), pss: turn.tree.pss() };
  await sink.call('begin', { name: 'idle', delay: 0 });
  const one = { messages: 1, sessions: 1, octets: 100, keep: false };
  const sent = await source.call('send', {
    ...one,
    port: turn.port,
    run: 'idle',
    limit: NEXT_LIMIT_MS,
  });
  await source.call('hangUp', null);
  return {
    asked,
    answered,
    rss: (after.rss - before.rss) / answered,
    pss: (after.pss - before.pss) / answered,
    totalPss: after.pss,
    next: sent.accepted === 1 ? sent.until - sent.from : null,
  };
}

export function printIdle(results: ReadonlyMap<string, readonly IdleFigures[]>): void {
  const { asked } = [...results.values()].flat()[0]!;
  console.log(`\n== idle: ${asked} sessions after EHLO, then one more with a message`);
  const rows = [...results].map(([name, rounds]) => [
    name,
    span(rounds.map(({ answered }) => answered)),
    span(
      rounds.map(({ rss }) => rss / 1024),
      1,
    ),
    span(
      rounds.map(({ pss }) => pss / 1024),
      1,
    ),
    span(rounds.map(({ totalPss }) => totalPss / 2 ** 20)),
    rounds
      .map(({ next }) => (next === null ? `not in ${NEXT_LIMIT_MS}` : next.toFixed(0)))
      .join(' / '),
  ]);
  printTable(
    ['target', 'EHLO answered', 'RSS KiB/session', 'PSS KiB/session', 'PSS MiB', 'next message ms'],
    rows,
  );
}
