/**
 * Asks an inbound host whom it takes, as far as a delivery to it would: MAIL FROM:<>, RCPT TO for each
 * name, and then no message. A peer waits for the answer, so the time for it is short.
 */
import type { AskHost, HostAnswer } from '../recipients/ask-host.js';
import { hostPort } from '../../../shared/rules/text.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import { isAsciiText } from '../queue/octet-class.js';
import { AbsentServers } from './absent-servers.js';
import { Connection } from './connection.js';
import type { CourierOptions } from './courier.js';
import { handshake, type Extensions } from './handshake.js';
import { HopFault, TlsFault } from './hop-fault.js';
import { targetsFor } from './next-hop.js';
import { hopReplyToText, type HopReply } from './reply-reader.js';
import { namesFrom } from './resolver.js';
import type { Target } from './target.js';
import type { TimeOuts } from './time-outs.js';
import { isWireAddress } from './wire-address.js';

/** Milliseconds; the whole question ends with `WHOLE`, whatever the host does. */
const WHOLE = 30_000;
const SHORT: TimeOuts = {
  connect: 10_000,
  tls: 10_000,
  command: 20_000,
  dataBlock: WHOLE,
  dataEnd: WHOLE,
};

type ProbeOptions = Pick<
  CourierOptions,
  'settings' | 'hostname' | 'ownListeners' | 'dns' | 'ca'
> & {
  /** Aborted when the relay stops. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly timeOuts?: TimeOuts;
};

export function recipientProbe(options: ProbeOptions): AskHost {
  const { settings, hostname, ownListeners, ca, timeOuts = SHORT } = options;
  const servers = options.dns.map(({ host, port }) => hostPort(host, port));
  const names = namesFrom({ servers, timeOut: 2000 });
  const surroundings = { names, port: 25, ownListeners, absent: new AbsentServers() };

  return async (nextHop, addresses) => {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, WHOLE);
    options.signal.addEventListener('abort', end);
    const ended = new Promise<'unreachable'>((resolve) => {
      ending.signal.addEventListener('abort', () => resolve('unreachable'));
      if (options.signal.aborted) end();
    });
    try {
      return await Promise.race([atHost(nextHop, addresses, ending.signal), ended]);
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', end);
    }
  };

  async function atHost(
    nextHop: NextHop,
    addresses: readonly string[],
    signal: AbortSignal,
  ): ReturnType<AskHost> {
    try {
      const targets = await targetsFor(nextHop, settings(), surroundings);
      if (targets === 'maildir') return 'everybody';
      for await (const target of targets) {
        const answers = await atServer(target, addresses, signal);
        if (answers) return answers;
      }
    } catch (error) {
      // A fault of ours puts one recipient off; it must be seen, and no session end by it.
      if (!(error instanceof HopFault)) options.log(`recipient check: ${(error as Error).stack}`);
    }
    return 'unreachable';
  }

  /** Null when this server cannot be asked. */
  async function atServer(
    target: Target,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<HostAnswer[] | null> {
    try {
      return await conversation(target, addresses, signal);
    } catch (error) {
      if (!(error instanceof HopFault)) throw error;
      const isOptional = error instanceof TlsFault && target.tls === 'opportunistic';
      return isOptional ? await atServer({ ...target, tls: 'none' }, addresses, signal) : null;
    }
  }

  async function conversation(
    target: Target,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<HostAnswer[]> {
    const connection = await Connection.open(target.place, timeOuts.connect, signal);
    try {
      const extensions = await handshake(connection, { ...target, hostname, ca }, timeOuts);
      return await ask(connection, extensions, addresses);
    } finally {
      connection.quit();
    }
  }

  async function ask(
    connection: Connection,
    extensions: Extensions,
    addresses: readonly string[],
  ): Promise<HostAnswer[]> {
    const hear = (stage: string) => connection.reply(stage, timeOuts.command).then(unlessClosing);
    const say = (line: string, stage: string) => connection.write(line, stage, timeOuts.command);
    const international = extensions.has('SMTPUTF8');
    await say(`MAIL FROM:<>${international ? ' SMTPUTF8' : ''}\r\n`, 'MAIL FROM');
    const reply = await hear('MAIL FROM');
    if (reply.code !== 250) throw new HopFault(hopReplyToText(reply));
    const answers: HostAnswer[] = [];
    for (const address of addresses) {
      if (!isSayable(address, international)) {
        answers.push('unknown');
        continue;
      }
      await say(`RCPT TO:<${address}>\r\n`, 'RCPT TO');
      answers.push(answerOf(await hear('RCPT TO')));
    }
    return answers;
  }
}

/** A host that cannot be told of a name beyond ASCII has nobody of that name. */
function isSayable(address: string, international: boolean): boolean {
  return isWireAddress(address) && (international || isAsciiText(address));
}

/** 421: the server is going away (RFC 5321 3.8). */
function unlessClosing(reply: HopReply): HopReply {
  if (reply.code === 421) throw new HopFault(hopReplyToText(reply));
  return reply;
}

/** What is said of the name: of us, of the message to come or for now is `unclear`. */
function answerOf({ code, lines }: HopReply): HostAnswer {
  if (code < 300) return 'exists';
  if (code < 500) return 'unclear';
  const status = /^5\.\d{1,3}\.\d{1,3}(?= |$)/.exec(lines[0] ?? '')?.[0];
  if (status) return UNKNOWN_STATUS.test(status) ? 'unknown' : 'unclear';
  return UNKNOWN_CODES.has(code) ? 'unknown' : 'unclear';
}

/** Addresses (5.1.x), a mailbox that is disabled, and routing: Exchange says 5.4.1 of a name that it does not have. */
const UNKNOWN_STATUS = /^5\.(?:1\.\d+|2\.1|4\.\d+|0\.0)$/;
const UNKNOWN_CODES: ReadonlySet<number> = new Set([550, 551, 553, 554, 556]);
