/**
 * Raw octets of a peer against the real relay: commands, pipelining, segments split anywhere, STARTTLS,
 * messages with every kind of line end. After each session a good peer is answered at once; every reply is
 * a line of SMTP; nothing that was said before TLS is answered under it; no recipient is accepted that the
 * engine, asked here, refuses to that peer; and what was acknowledged, and nothing else, arrives once.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import type { DecisionDetail } from '../../../shared/api/decisions.js';
import type { RoutingDocument } from '../../../shared/api/routing.js';
import { compile, type Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { RulesInput } from '../../../shared/rules/schema.js';
import { referenceAtEnd } from '../../../shared/smtp/reply.js';
import { Gatepost } from '../../support/gatepost.js';
import { SmtpClient } from '../../support/smtp-client.js';
import { SmtpSink } from '../../support/smtp-sink.js';
import { until } from '../../support/until.js';
import { pick, type Fuzzer, type Target } from '../fuzzer.js';
import { MARK_WORDS, optionOf, stepsOf } from '../script.js';

/** A stranger, one that may relay, one that never may, one nobody has heard of. */
const PEERS = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.1.4'];
const GOOD = '127.0.0.5';
const RULES: Partial<RulesInput> = {
  routes: [
    { domain: 'example.com', to: { kind: 'inbound' } },
    { domain: 'old.test', to: { kind: 'domain', domain: 'example.com' } },
    { domain: 'fwd.test', to: { kind: 'domain', domain: 'far.test' } },
    { domain: '.open.test', to: { kind: 'destination' }, alwaysRelay: true },
  ],
  restrictions: {
    authenticated: true,
    addresses: { enabled: true, entries: [{ network: '127.0.0.2' }, { network: '127.0.0.3' }] },
    internalAddresses: { enabled: false, entries: [] },
    never: { entries: [{ network: '127.0.0.3' }] },
  },
};

/** What makes the relay answer and hang up wherever it is, but for a half of a TLS record. */
const ENDING = Buffer.from('\r\n.\r\nQUIT\r\nQUIT\r\n');
const MOST_MS = 15_000;
const REPLY = /^[2345]\d\d[ -][^\x00-\x1f\x7f]*$/;
const MOST_STEPS = 100;
const HANDSHAKE_MS = 1000;
const CHECK_EVERY = 100;

const LOCALS = ['a', 'user', '"a b"', 'a%b', 'x!y', 'IMCEASMTP-a', 'postmaster', ''];
const DOMAINS = [
  'example.com',
  'old.test',
  'fwd.test',
  'a.open.test',
  'far.test',
  '[127.0.0.1]',
  'EXAMPLE.com',
  'exаmple.com',
  'example.com.',
];
const COMMANDS = [
  'EHLO a.test',
  'HELO a',
  'RSET',
  'NOOP',
  'VRFY a',
  'HELP',
  'DATA',
  'AUTH PLAIN AGEAYg==',
  'AUTH LOGIN',
  'STARTTLS',
  'QUIT',
  'BDAT 5',
  'XFORWARD ADDR=127.0.0.2',
  'PROXY TCP4 127.0.0.2 127.0.0.1 1 25',
  'ehlo',
  'GET / HTTP/1.1',
];
const PIECES = [
  'Subject: x',
  '.',
  '..',
  '.x',
  '\r',
  '\n',
  '\0',
  '',
  'MAIL FROM:<x@y.test>',
  'RCPT TO:<z@far.test>',
  'Received: x',
];

export const PEERS_FUZZER: Fuzzer = {
  name: 'peers',
  about: 'raw octets of peers against the relay',
  parallel: 4,
  words: [
    ...MARK_WORDS,
    ...COMMANDS.map((line) => `${line}\r\n`),
    ...DOMAINS,
    ...PIECES,
    '\r\n.\r\n',
    '\n.\n',
    '\r.\r',
    '\r\n.\n',
    'MAIL FROM:<s@s.test> SIZE=9\r\n',
    'RCPT TO:<',
    '>\r\n',
    ' NOTIFY=NEVER',
    ' ORCPT=rfc822;x',
    ' SMTPUTF8',
    '=\r\n',
    '*\r\n',
    '\x16\x03\x01\x02\x00\x01',
    'x'.repeat(3000),
  ],
  draw(random) {
    const end = () =>
      pick(random, [
        '\r\n',
        '\r\n',
        '\r\n',
        '\r\n',
        '\n',
        '{{split}}\r\n',
        '\r\n{{next}}',
        '\r\n{{bytes}}',
        '',
      ]);
    const recipient = () => `RCPT TO:<${pick(random, LOCALS)}@${pick(random, DOMAINS)}>`;
    const message = () =>
      `DATA\r\n${Array.from({ length: Math.floor(random() * 5) }, () => pick(random, PIECES)).join(pick(random, ['\r\n', '\n', '\r']))}${pick(random, ['\r\n.\r\n', '\r\n.\r\n', '\n.\n', '\r\n.\n', '.\r\n'])}`;
    const turns = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
      const chance = random();
      if (chance < 0.25) return `${pick(random, COMMANDS)}${end()}`;
      if (chance < 0.35)
        return `STARTTLS\r\n${pick(random, ['', 'MAIL FROM:<i@i.test>\r\nRCPT TO:<i@far.test>\r\n', 'NOOP\r\n'])}{{tls}}EHLO t.test\r\n`;
      const recipients = Array.from(
        { length: Math.floor(random() * 4) },
        () => recipient() + end(),
      );
      return `MAIL FROM:<${pick(random, ['', 's@s.test', 's@example.com', 'ü@s.test'])}>${end()}${recipients.join('')}${message()}`;
    });
    return Buffer.from(`{{peer ${pick(random, PEERS)}}}EHLO p.test\r\n${turns.join('')}`, 'latin1');
  },
  start: () => Relay.start(),
};

/** Who was accepted under a reference, by the peer of the session. */
interface Accepted {
  readonly ref: string;
  readonly peer: string;
}

/** The relay with two next hops, and the account of what came and what should. */
class Relay implements Target {
  readonly #gatepost: Gatepost;
  readonly #sinks: readonly SmtpSink[];
  readonly #compiled: Compiled;
  /** Queue ids. */
  readonly #acknowledged = new Set<string>();
  #accepted: Accepted[] = [];
  /** Queue id and recipient, as the log has them, and as they came. */
  readonly #due = new Set<string>();
  readonly #arrived = new Set<string>();
  #runs = 0;

  private constructor(gatepost: Gatepost, sinks: readonly SmtpSink[], compiled: Compiled) {
    this.#gatepost = gatepost;
    this.#sinks = sinks;
    this.#compiled = compiled;
  }

  static async start(): Promise<Relay> {
    const [inbound, outbound] = await Promise.all([new SmtpSink().start(), new SmtpSink().start()]);
    const gatepost = await Gatepost.start({ environment: { GATEPOST_DNS: '127.0.0.1:9' } });
    await gatepost.deliver({
      siteDomain: 'example.com',
      inbound: { kind: 'smtp', host: '127.0.0.1', port: inbound.port },
      outbound: { kind: 'smarthost', host: '127.0.0.1', port: outbound.port, tls: 'none' },
      retry: [1],
      // A hundred sessions a second, of strangers too.
      limits: { connectionsPerMinute: 0 },
    });
    const { status } = await gatepost.apply(RULES);
    strictEqual(status, 200, 'the rules were not taken');
    const { body } = await gatepost.api<RoutingDocument>('GET', '/api/routing');
    const compilation = compile(body.rules, body.host);
    ok(compilation.ok, 'the rules do not compile');
    return new Relay(gatepost, [inbound, outbound], compilation.compiled);
  }

  async run(input: Buffer): Promise<string> {
    const { value, rest } = optionOf(input, 'peer');
    const peer = PEERS.find((each) => each === value) ?? PEERS[0]!;
    const session = await converse(this.#gatepost.smtpPort, peer, rest);
    const lines = session.said.split('\r\n');
    const unended = lines.pop();
    for (const line of lines) {
      const id = / queued as (\S+)$/.exec(line)?.[1];
      if (id !== undefined) this.#acknowledged.add(id);
      const ref = line.startsWith('250 2.1.5 ') ? referenceAtEnd(line) : null;
      if (ref !== null) this.#accepted.push({ ref, peer });
    }
    strictEqual(unended, '', 'its last reply has no end');
    for (const line of lines) ok(REPLY.test(line), `not a line of SMTP: ${JSON.stringify(line)}`);
    ok(session.took < MOST_MS, `it hung up only after ${Math.round(session.took)} ms`);
    await this.#goodPeer();
    this.#runs += 1;
    if (this.#runs % CHECK_EVERY === 0) await this.#judge();
    return lines
      .map((line) => /^\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3})?/.exec(line)![0])
      .filter((code, at, all) => code !== all[at - 1])
      .slice(0, 30)
      .join(',');
  }

  async conclude(): Promise<void> {
    await this.#gatepost.queueEmpty();
    await this.#judge();
    const isAcknowledged = (key: string) => this.#acknowledged.has(key.split(' ')[0]!);
    const missing = [...this.#due].filter((key) => isAcknowledged(key) && !this.#arrived.has(key));
    deepStrictEqual(missing, [], 'acknowledged, and not delivered');
    const extra = [...this.#arrived].filter((key) => !isAcknowledged(key) || !this.#due.has(key));
    deepStrictEqual(extra, [], 'delivered, and never accepted');
  }

  async stop(): Promise<void> {
    await this.#gatepost.stop();
    await Promise.all(this.#sinks.map((sink) => sink.stop()));
  }

  async #goodPeer(): Promise<void> {
    const from = performance.now();
    const client = await SmtpClient.open({ port: this.#gatepost.smtpPort, localAddress: GOOD });
    await client.say('EHLO good.test');
    await client.say('MAIL FROM:<s@good.test>');
    const reply = await client.say('RCPT TO:<good@example.com>');
    client.close();
    ok(reply.startsWith('250 '), `a good peer is answered ${reply}`);
    const took = performance.now() - from;
    ok(took < MOST_MS, `a good peer waited ${Math.round(took)} ms`);
  }

  /** What was accepted since the last time, decided again here; and what has come. */
  async #judge(): Promise<void> {
    for (const { ref, peer } of this.#accepted.splice(0)) {
      const { row, request } = await until(async () => {
        const { status, body } = await this.#gatepost.api<DecisionDetail>(
          'GET',
          `/api/decisions/${ref}`,
        );
        return status === 200 ? body : null;
      });
      strictEqual(request.peer, peer, `${ref} is of another peer`);
      const decision = decide(this.#compiled, request);
      ok(decision.verdict !== 'reject', `${peer} to ${request.recipient}: ${decision.reason}`);
      strictEqual(row.recipient, decision.recipient, 'another recipient than was decided on');
      this.#due.add(`${row.queueId} ${row.recipient}`);
    }
    for (const { content, recipients, sender } of this.#sinks.flatMap((sink) =>
      sink.messages.splice(0),
    )) {
      const text = content.toString('latin1', 0, 4000);
      // A report of ours, which a sender asked for.
      if (sender === '' && text.includes('multipart/report')) continue;
      const id = / id ([\w-]+);\r\n/.exec(text)?.[1] ?? 'none';
      for (const recipient of recipients) {
        const key = `${id} ${recipient}`;
        ok(!this.#arrived.has(key), `${key} was delivered twice`);
        this.#arrived.add(key);
      }
    }
    const { relay } = await this.#gatepost.children();
    ok(relay > 0, 'the relay has gone');
  }
}

interface Conversation {
  /** In latin1; what was said under TLS follows what was said before. */
  readonly said: string;
  /** From its last words to the end, in milliseconds. */
  readonly took: number;
}

/** Says it all, step by step, then the ending, and reads until the relay hangs up. */
async function converse(port: number, localAddress: string, input: Buffer): Promise<Conversation> {
  const plain = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  let socket: Socket = plain;
  let said = '';
  let wake = (): void => undefined;
  const listen = () =>
    socket
      .on('data', (chunk: Buffer) => {
        said += chunk.toString('latin1');
        wake();
      })
      .on('error', () => undefined)
      .on('close', () => wake());
  const more = async (limit: number) => {
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limit);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  listen();
  for (const { mark, say } of stepsOf(input).slice(0, MOST_STEPS)) {
    if (mark === 'drop') socket.destroy();
    if (mark === 'next' || mark === 'silent') await more(20);
    if (mark === 'split') await new Promise(setImmediate);
    if (mark === 'tls' && socket === plain) {
      // To the reply to STARTTLS, if there is one; what came along with it is answered by nothing.
      for (let count = 0; count < 20 && !/^220 2\.0\.0 /m.test(said); count += 1) await more(10);
      if (!/220 2\.0\.0 [^\r]*\r\n$/.test(said)) continue;
      plain.removeAllListeners('data');
      const secure = connectTls({ socket: plain, rejectUnauthorized: false });
      const isSecure = await Promise.race([
        new Promise<boolean>((resolve) => secure.once('secureConnect', () => resolve(true))),
        new Promise<boolean>((resolve) => secure.once('error', () => resolve(false))),
        new Promise<boolean>((resolve) => plain.once('close', () => resolve(false))),
        // What went before may have been taken for half a record.
        wait(HANDSHAKE_MS, false),
      ]);
      socket = secure;
      const before = said.length;
      listen();
      if (!isSecure) break;
      await more(5);
      const early = said.slice(before);
      // A relay that is stopping may say so.
      ok(early === '' || early.startsWith('421 '), `before TLS, answered under it: ${early}`);
    }
    if (socket.destroyed) break;
    if (mark === 'bytes' && say.length < 300) {
      for (const octet of say) {
        socket.write(Buffer.of(octet));
        await new Promise(setImmediate);
      }
    } else if (say.length > 0) socket.write(say);
  }
  const from = performance.now();
  if (!socket.destroyed) socket.write(ENDING);
  while (!socket.destroyed && performance.now() - from < MOST_MS) {
    const before = said.length;
    await more(500);
    // Half a record of TLS, or a logon that is under way: the relay may wait, we need not.
    if (said.length === before && !socket.destroyed) socket.end(ENDING);
    if (socket.readableEnded || plain.destroyed) break;
  }
  socket.destroy();
  plain.destroy();
  // A reply that was cut where we hung up is not the relay's fault.
  if (performance.now() - from >= MOST_MS) said = said.slice(0, said.lastIndexOf('\n') + 1);
  return { said, took: performance.now() - from };
}
