/**
 * Next hops that misbehave at each stage: what becomes of the message, whether the next server gets it,
 * and that no server gets it twice.
 * Threats: T7.
 */
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NextHop } from '../../../../shared/engine/decision.js';
import { deliver, kindsOf, SHORT, sinkOf } from '../../../support/deliver.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import type { Said, SinkScript, SmtpSink } from '../../../support/smtp-sink.js';

let tls: { key: string; cert: string };
beforeAll(async () => {
  tls = await localhostPair();
});

const OUT: NextHop = { kind: 'domain', domain: 'to.test' };
const TO = ['a@to.test', 'b@to.test', 'c@to.test'];

/** In their order; what fails before `RCPT` fails before the server has said anything to the message. */
const STAGES = [
  'greeting',
  'EHLO',
  'STARTTLS',
  'TLS handshake',
  'EHLO under TLS',
  'AUTH',
  'MAIL',
  'first RCPT',
  'last RCPT',
  'DATA',
  'in the message',
  'end of data',
] as const;
type Stage = (typeof STAGES)[number];
const REACHED = STAGES.indexOf('first RCPT');

const auth = (line: string) => (line.startsWith('AUTH') ? '235 2.7.0 ok' : undefined);

/** A server that wants TLS and an account, and says `said` at a stage in place of what it should. */
function badAt(stage: Stage | null, said: Said, extensions: readonly string[]): SinkScript {
  const commands: Partial<Record<Stage, RegExp>> = {
    STARTTLS: /^STARTTLS/,
    AUTH: /^AUTH/,
    MAIL: /^MAIL/,
    'first RCPT': /^RCPT TO:<a/,
    'last RCPT': /^RCPT TO:<c/,
    DATA: /^DATA/,
  };
  return {
    extensions: ['STARTTLS', 'AUTH PLAIN', ...extensions],
    tls,
    ...(stage === 'greeting' ? { greeting: said } : {}),
    ...(stage === 'TLS handshake' ? { handshake: said } : {}),
    answer: (line, { isSecure }) => {
      const isHello = stage === (isSecure ? 'EHLO under TLS' : 'EHLO');
      if (stage !== null && (commands[stage]?.test(line) || (isHello && line.startsWith('EHLO')))) {
        return said;
      }
      return auth(line);
    },
    ...(stage === 'in the message' ? { onDataPiece: () => said } : {}),
    ...(stage === 'end of data' ? { afterData: () => said } : {}),
  };
}

const CHUNK = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(64));
/** More than the buffers of the system take in, so that a server that does not read is noticed. */
const LARGE = 256;

/** The first server gets a large one where that matters; the next one's share is not what is tested. */
function jobFor(stage: Stage) {
  let count = stage === 'in the message' ? LARGE : 1;
  const body = () => {
    const readable = Readable.from(Array<Buffer>(count).fill(CHUNK));
    count = 1;
    return readable;
  };
  return { body, size: CHUNK.length };
}

const timeOuts = { ...SHORT, tls: 2000, command: 2000, dataBlock: 2000, dataEnd: 2000 };

async function send(stage: Stage, hosts: readonly SmtpSink[]) {
  const outbound = {
    kind: 'smarthost' as const,
    host: hosts.map(({ port }) => `127.0.0.1:${port}`).join(', '),
    port: 25,
    tls: 'required' as const,
    auth: { username: 'u', password: 'p' },
  };
  return await deliver(OUT, TO, {
    settings: { outbound },
    options: { timeOuts },
    job: jobFor(stage),
  });
}

/** What became of it, in a line. */
async function told(stage: Stage, said: Said, extensions: readonly string[]): Promise<string> {
  const alone = await sinkOf(badAt(stage, said, extensions));
  const outcomes = Object.values(await send(stage, [alone]));
  const words = new Set(
    outcomes.map(({ kind, isUnreachable }) => `${kind}${isUnreachable ? ', out of reach' : ''}`),
  );
  const [bad, good] = [
    await sinkOf(badAt(stage, said, extensions)),
    await sinkOf(badAt(null, said, extensions)),
  ];
  const next = kindsOf(await send(stage, [bad, good]));
  const isNext = Object.values(next).every((kind) => kind === 'delivered');
  const copies = [alone, bad].map(({ messages }) => messages.length);
  const flooded = Math.max(
    ...[alone, bad].flatMap(({ sessions }) => sessions.map((s) => s.flooded)),
  );
  return [
    `${stage}: ${[...words].join(' and ')}`,
    isNext && good.messages.length === 1 ? 'the next one has it' : '',
    !isNext && good.sessions.length === 0 ? 'the next one is not asked' : '',
    // Only after its end may a message have been taken.
    copies.some((count) => count > (stage === 'end of data' ? 1 : 0)) ? 'twice' : '',
    flooded > 16 * 1024 * 1024 ? 'flooded' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

function wantedOf(deed: string): string[] {
  switch (deed) {
    case 'closes':
      // A goodbye is an answer to the sender.
      return WANTED.map((line) => line.replace(/^(MAIL: deferred), out of reach/, '$1'));
    case 'never ends a line of it':
      // It reads on and gets the end: it may have taken the message.
      return WANTED.map((line) => line.replace(/^(in the message: .*) has it/, '$1 is not asked'));
    default:
      return WANTED;
  }
}

const WANTED: string[] = STAGES.map((stage, index) => {
  if (stage === 'end of data') return `${stage}: deferred; the next one is not asked`;
  return `${stage}: deferred${index < REACHED ? ', out of reach' : ''}; the next one has it`;
});

describe.each([
  ['with pipelining', ['PIPELINING', '8BITMIME']],
  ['one command at a time', ['8BITMIME']],
])('%s, a next hop that', (_, extensions) => {
  test.each<[string, Said]>([
    ['hangs up', 'DROP'],
    ['falls silent', 'HANG'],
    ['says garbage', { raw: Buffer.from([0x16, 0, 255, 10, 10, 0]) }],
    ['is a web server', 'HTTP/1.1 400 Bad Request'],
    ['never ends its reply', 'FLOOD'],
    ['never ends a line of it', 'TRICKLE'],
    ['closes', '421 4.3.2 closing'],
  ])('%s at any stage', async (deed, said) => {
    const found = await Promise.all(STAGES.map((stage) => told(stage, said, extensions)));
    expect(found).toEqual(wantedOf(deed));
  });

  test('splits its replies at every octet is understood', async () => {
    const sink = await sinkOf({
      ...badAt(null, '', extensions),
      write: async (socket, bytes) => {
        for (const octet of bytes) {
          socket.write(Buffer.from([octet]));
          await new Promise(setImmediate);
        }
      },
    });
    expect(kindsOf(await send('DATA', [sink]))).toEqual({
      'a@to.test': 'delivered',
      'b@to.test': 'delivered',
      'c@to.test': 'delivered',
    });
    expect(sink.messages).toHaveLength(1);
  });
});
