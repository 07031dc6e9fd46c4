/**
 * Hostile next hops against the real courier: whatever is said, whenever, in whatever pieces, each
 * recipient ends delivered, deferred or failed within the time-outs, nobody is called delivered whose
 * message the hop has not had, and a hop that never stops talking is cut off.
 */
import { ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstDelivery } from '../../../shared/api/delivery.js';
import { courier } from '../../../server/relay/delivery/courier.js';
import { ReplyReader } from '../../../server/relay/delivery/reply-reader.js';
import { TIME_OUTS } from '../../../server/relay/delivery/time-outs.js';
import { dataFolder } from '../../../server/store/layout.js';
import { localhostPair } from '../../support/localhost-pair.js';
import { SmtpSink, type Said } from '../../support/smtp-sink.js';
import { pick, type Fuzzer } from '../fuzzer.js';
import { MARK_WORDS, optionOf, stepsOf, type Step } from '../script.js';

const TO = ['a@to.test', 'b@to.test', 'c@to.test'];
const BODY = Buffer.from('Received: by gatepost.test\r\nSubject: x\r\n\r\n.hello\r\n');
const LIMIT_MS = 250;
const timeOuts = {
  ...TIME_OUTS,
  connect: 2000,
  tls: LIMIT_MS,
  command: LIMIT_MS,
  dataBlock: LIMIT_MS,
  dataEnd: LIMIT_MS,
};
/** Greeting, EHLO, STARTTLS, TLS, EHLO, AUTH, MAIL, three RCPT, DATA, message, end: one limit each; and a busy machine. */
const MOST_MS = 14 * LIMIT_MS + 15_000;
const MOST_FLOOD = 16 * 1024 * 1024;
const MODES = ['none', 'opportunistic', 'required'] as const;

const SOUND = [
  '220 hop.test ESMTP',
  '250-hop.test\r\n250-PIPELINING\r\n250-STARTTLS\r\n250-DSN\r\n250 8BITMIME',
  '250 2.1.0 ok',
  '250 2.1.5 ok',
  '354 go on',
  '250 2.0.0 stored',
];
const BAD = [
  '421 4.3.2 closing',
  '451 4.3.0 not now',
  '550 5.1.1 no',
  '554-5.7.1 no\r\n554 at all',
  '199 x',
  '250',
  '250-',
  '999 x',
  '',
  'HTTP/1.1 400',
  '220 2.0.0 go\r\n250 injected',
  '354 early',
  '235 2.7.0 ok',
  '334 VXNlcm5hbWU6',
];

export const NEXT_HOPS: Fuzzer = {
  name: 'next-hops',
  about: 'hostile next hops against the client that delivers',
  parallel: 8,
  words: [
    ...SOUND.map((line) => `{{next}}${line}\r\n`),
    ...BAD.map((line) => `{{next}}${line}\r\n`),
    ...MARK_WORDS,
    '\r\n',
    '250-',
    '250 ',
    '\n',
    '{{mode none}}',
    '{{mode required}}',
    '\0',
    '250-AUTH PLAIN\r\n',
  ],
  draw(random) {
    const end = 1 + Math.floor(random() * 12);
    const said = Array.from({ length: end }, (_, at) => {
      if (random() < 0.15)
        return pick(random, ['{{drop}}', '{{bytes}}', '{{silent}}', '{{flood}}']);
      const sound = [
        SOUND[0],
        SOUND[1],
        SOUND[2],
        SOUND[3],
        SOUND[3],
        SOUND[3],
        SOUND[4],
        SOUND[5],
      ][at];
      const line =
        random() < 0.75 && sound !== undefined ? sound : pick(random, [...SOUND, ...BAD]);
      return `${line}${pick(random, ['\r\n', '\r\n', '\r\n', '\n', ''])}`;
    });
    return Buffer.from(`{{mode ${pick(random, MODES)}}}${said.join('{{next}}')}`, 'latin1');
  },
  async start() {
    const root = mkdtempSync(join(tmpdir(), 'gatepost-fuzz-'));
    const folder = dataFolder(root);
    const pair = await localhostPair();
    return {
      async run(input) {
        const { value, rest } = optionOf(input, 'mode');
        const tls = MODES.find((mode) => mode === value) ?? 'none';
        readAlone(rest);
        const heard = { message: false };
        const sink = await new SmtpSink(hostile(stepsOf(rest), pair, heard)).start();
        const settings = {
          ...firstDelivery('site.test'),
          outbound: { kind: 'smarthost' as const, host: '127.0.0.1', port: sink.port, tls },
        };
        const from = performance.now();
        try {
          const outcomes = await courier({
            folder,
            settings: () => settings,
            hostname: 'gatepost.test',
            ownListeners: () => [],
            dns: [],
            timeOuts,
          }).deliver(
            {
              queueId: 'Q1',
              sender: 's@from.test',
              recipients: TO,
              nextHop: { kind: 'domain', domain: 'to.test' },
              body: () => BODY,
              size: BODY.length,
              eightBit: false,
              smtputf8: false,
            },
            new AbortController().signal,
          );
          const took = performance.now() - from;
          ok(took < MOST_MS, `it took ${Math.round(took)} ms`);
          ok(
            [...outcomes.keys()].every((who) => TO.includes(who)),
            'an outcome for a stranger',
          );
          const kinds = TO.map((who) => outcomes.get(who)?.kind ?? 'none');
          const hasHad = sink.messages.length > 0 || heard.message;
          ok(
            hasHad || !kinds.includes('delivered'),
            'delivered, though the hop never had the message',
          );
          const flooded = Math.max(0, ...sink.sessions.map((session) => session.flooded));
          ok(flooded < MOST_FLOOD, `it read ${flooded} octets of one reply`);
          const stages = sink.sessions.map(({ commands }) => commands.map(verb).join('')).join('/');
          const replies = [...outcomes.values()].map(({ reply }) =>
            reply.replace(/[^\w. ]|\d{2,}/g, '').slice(0, 24),
          );
          return `${kinds.join()} ${stages.slice(0, 40)} ${[...new Set(replies)].join('|')}`;
        } finally {
          await sink.stop();
        }
      },
      stop: () => rmSync(root, { recursive: true, force: true }),
    };
  },
};

function verb(line: string): string {
  return /^(?:EHLO|HELO|MAIL|RCPT|DATA|STARTTLS|QUIT|AUTH)/.exec(line)?.[0][0] ?? '?';
}

/** A hop that says one step after another, and is an ordinary one when there are no more. */
function hostile(
  steps: readonly Step[],
  pair: { key: string; cert: string },
  heard: { message: boolean },
) {
  let at = 0;
  let isByBytes = false;
  const next = (): Said | undefined => {
    const step = steps[at];
    at += 1;
    if (!step) return undefined;
    if (step.mark === 'drop') return 'DROP';
    if (step.mark === 'silent') return 'HANG';
    if (step.mark === 'flood') return step.say.length % 2 === 0 ? 'FLOOD' : 'TRICKLE';
    if (step.mark === 'bytes') isByBytes = true;
    const text = step.say.toString('latin1');
    // A sound line is said as such, so that the hop goes on into the message or TLS.
    return /^\d{3} [^\r\n]*\r\n$/.test(text) ? text.slice(0, -2) : { raw: step.say };
  };
  return {
    tls: pair,
    greeting: next() ?? '220 hop.test',
    answer: (line: string) => {
      // A hop that was not ready for the message reads it as commands, and may say yes to any of them.
      if (line.startsWith('Received:')) heard.message = true;
      return next();
    },
    afterData: () => next(),
    write: async (socket: import('node:net').Socket, bytes: Buffer) => {
      if (!isByBytes || bytes.length > 500) return void socket.write(bytes);
      for (const octet of bytes) {
        socket.write(Buffer.of(octet));
        await new Promise(setImmediate);
      }
    },
  };
}

/** The reader of replies alone: the same in one piece and in any pieces, or no reply in both. */
function readAlone(octets: Buffer): void {
  const read = (pieces: readonly Buffer[]) => {
    const reader = new ReplyReader();
    const replies: unknown[] = [];
    try {
      for (const piece of pieces) {
        reader.push(piece);
        for (let reply = reader.take(); reply; reply = reader.take()) replies.push(reply);
      }
      return JSON.stringify(replies);
    } catch (error) {
      ok((error as Error).name === 'ProtocolFault', `it threw ${String(error)}`);
      return null;
    }
  };
  const part = octets.subarray(0, 2000);
  const whole = read([part]);
  const split = read(Array.from(part, (octet) => Buffer.of(octet)));
  ok(whole === split, 'replies depend on the pieces they come in');
}
