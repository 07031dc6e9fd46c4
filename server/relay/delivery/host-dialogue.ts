/**
 * A dialogue held for an administrator: as a delivery would begin it, every line told, and nothing sent but
 * a test message to the relay itself.
 *
 * Promise: it ends within `WHOLE`; no password is told.
 */
import { access, constants, mkdir } from 'node:fs/promises';
import type {
  DialogueLine,
  DialogueQuestion,
  HeldDialogue,
} from '../../../shared/api/dialogues.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import { printable, referenceAtEnd } from '../../../shared/smtp/reply.js';
import { hostPort } from '../../../shared/rules/text.js';
import { AbsentServers } from './absent-servers.js';
import { Connection, type Overhear } from './connection.js';
import type { CourierOptions } from './courier.js';
import { handshake } from './handshake.js';
import { HopFault, TlsFault } from './hop-fault.js';
import { targetsFor } from './next-hop.js';
import { isUnspecified } from '../../own-listeners.js';
import { hopReplyToText, type HopReply } from './reply-reader.js';
import { namesFrom } from './resolver.js';
import { targetToText, type Target } from './target.js';
import type { TimeOuts } from './time-outs.js';
import { isWireAddress } from './wire-address.js';

/** Milliseconds. */
const WHOLE = 60_000;
/** Characters of one line. */
const MOST_SHOWN = 600;
const TIME: TimeOuts = {
  connect: 10_000,
  tls: 15_000,
  command: 30_000,
  dataBlock: WHOLE,
  dataEnd: WHOLE,
};

export type Ended = Omit<HeldDialogue, 'id' | 'lines'>;
export type Tell = (from: DialogueLine['from'], text: string) => void;
/** Never throws. */
export type HoldDialogue = (
  question: DialogueQuestion,
  tell: Tell,
  signal: AbortSignal,
) => Promise<Ended>;

type Options = Pick<
  CourierOptions,
  'settings' | 'hostname' | 'ownListeners' | 'dns' | 'ca' | 'folder'
>;

export function hostDialogue(options: Options): HoldDialogue {
  const { settings, hostname, ownListeners, folder, ca } = options;
  const servers = options.dns.map(({ host, port }) => hostPort(host, port));

  return async (question, tell, stop) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(WHOLE)]);
    const heard = overhearing(tell);
    try {
      if (question.kind === 'message') return await ownMessage(question, heard, signal);
      const asked = askedOf(question, settings());
      const surroundings = {
        names: namesFrom({ servers, timeOut: 3000 }),
        port: 25,
        ownListeners,
        absent: new AbsentServers(),
      };
      const targets = await targetsFor(asked.nextHop, asked.settings, surroundings);
      if (targets === 'maildir') return await ownMailboxes(tell);
      let last: HopFault | null = null;
      for await (const target of targets) {
        try {
          return await atServer(target, asked.recipient, tell, heard, signal);
        } catch (error) {
          if (!(error instanceof HopFault)) throw error;
          tell('note', sentence(error.message));
          last = error;
        }
      }
      return bad(last?.message ?? 'there is nobody to ask');
    } catch (error) {
      if (!(error instanceof HopFault)) return bad((error as Error).message);
      return bad(signal.aborted ? 'the time is up' : error.message);
    }
  };

  async function ownMailboxes(tell: Tell): Promise<Ended> {
    tell('note', `Mail is kept in mailboxes on this host, in ${folder.maildir}.`);
    await mkdir(folder.maildir, { recursive: true, mode: 0o700 });
    await access(folder.maildir, constants.W_OK);
    return { state: 'good', outcome: 'The folder of the mailboxes can be written.' };
  }

  async function atServer(
    target: Target,
    recipient: string | undefined,
    tell: Tell,
    heard: Overhear,
    signal: AbortSignal,
  ): Promise<Ended> {
    tell('note', `Connecting to ${targetToText(target)}`);
    const connection = await Connection.open(target.place, TIME.connect, signal, heard);
    try {
      const extensions = await handshake(connection, { ...target, hostname, ca }, TIME);
      if (recipient === undefined) {
        return { state: 'good', outcome: `${targetToText(target)} answers.` };
      }
      if (!isWireAddress(recipient)) return bad(`${printable(recipient)} cannot be said in SMTP`);
      const international = extensions.has('SMTPUTF8') ? ' SMTPUTF8' : '';
      const reply =
        refusal(await say(connection, `MAIL FROM:<>${international}`, 'MAIL FROM')) ??
        (await say(connection, `RCPT TO:<${recipient}>`, 'RCPT TO'));
      if (reply.code >= 300) return bad(hopReplyToText(reply));
      return { state: 'good', outcome: `${targetToText(target)} takes mail for ${recipient}.` };
    } catch (error) {
      if (!(error instanceof TlsFault) || target.tls !== 'opportunistic') throw error;
      tell('note', `${sentence(error.message)} Mail goes there without TLS.`);
      return await atServer({ ...target, tls: 'none' }, recipient, tell, heard, signal);
    } finally {
      connection.quit();
    }
  }

  /** What the relay itself says to it is what every stranger on this host would hear. */
  async function ownMessage(
    { sender, recipient }: Extract<DialogueQuestion, { kind: 'message' }>,
    heard: Overhear,
    signal: AbortSignal,
  ): Promise<Ended> {
    const [listener] = ownListeners();
    if (!listener) return bad('the relay does not listen anywhere');
    if (![sender, recipient].every(isWireAddress)) return bad('an address cannot be said in SMTP');
    const place = { ip: reachable(listener.address), port: listener.port };
    const connection = await Connection.open(place, TIME.connect, signal, heard);
    try {
      const manner = { protocol: 'smtp', name: hostname, hostname, tls: 'none' } as const;
      await handshake(connection, manner, TIME);
      const mail = refusal(await say(connection, `MAIL FROM:<${sender}>`, 'MAIL FROM'));
      if (mail) return bad(hopReplyToText(mail));
      const rcpt = await say(connection, `RCPT TO:<${recipient}>`, 'RCPT TO');
      const ref = referenceOf(rcpt);
      if (rcpt.code >= 300) return { ...bad(hopReplyToText(rcpt)), ...ref };
      const data = await say(connection, 'DATA', 'DATA');
      if (data.code !== 354) return { ...bad(hopReplyToText(data)), ...ref };
      const taken = await say(connection, `${testMessage(sender, recipient)}\r\n.`, 'DATA');
      if (taken.code >= 300) return { ...bad(hopReplyToText(taken)), ...ref };
      return { state: 'good', outcome: 'The message is taken in.', ...ref };
    } finally {
      connection.quit();
    }
  }

  function testMessage(sender: string, recipient: string): string {
    const now = new Date();
    return [
      `From: <${sender}>`,
      `To: <${recipient}>`,
      'Subject: Test message',
      `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <test.${now.getTime().toString(36)}@${hostname}>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `${hostname} took this message in and delivered it by its rules.`,
    ].join('\r\n');
  }
}

/** Where it would go, and by which settings: those that are asked about, not those in force. */
function askedOf(
  question: Exclude<DialogueQuestion, { kind: 'message' }>,
  { inbound, outbound, tlsFor }: Delivery,
) {
  if (question.kind === 'inbound') {
    const nextHop = { kind: 'inbound' } as const;
    const settings = { inbound: question.inbound, outbound, tlsFor };
    return { nextHop, settings, recipient: question.recipient };
  }
  const { recipient, tlsFor: draft } = question;
  const nextHop = {
    kind: 'domain',
    domain: recipient.slice(recipient.lastIndexOf('@') + 1),
  } as const;
  return { nextHop, settings: { inbound, outbound: question.outbound, tlsFor: draft }, recipient };
}

async function say(connection: Connection, line: string, stage: string): Promise<HopReply> {
  await connection.write(`${line}\r\n`, stage, TIME.command);
  return connection.reply(stage, TIME.command);
}

/** Null when it is a yes. */
function refusal(reply: HopReply): HopReply | null {
  return reply.code < 300 ? null : reply;
}

function overhearing(tell: Tell): Overhear {
  return (from, text, stage) => {
    const lines = text.trimEnd().split(/\r?\n/);
    for (const line of lines)
      tell(from, from === 'ours' && stage === 'AUTH' ? masked(line) : shown(line));
  };
}

/** What a host says is bounded and printable. */
function shown(text: string): string {
  const line = printable(text);
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}...` : line;
}

/** `AUTH PLAIN` and dots for what is a secret. */
function masked(line: string): string {
  const [, word] = /^(AUTH \S+)/.exec(line) ?? [];
  if (line === word) return line;
  return word ? `${word} ••••` : '••••';
}

function referenceOf({ lines }: HopReply): { readonly ref?: string } {
  const ref = referenceAtEnd(lines.at(-1) ?? '');
  return ref === null ? {} : { ref };
}

function reachable(address: string): string {
  if (!isUnspecified(address)) return address;
  return address.includes(':') ? '::1' : '127.0.0.1';
}

function bad(why: string): Ended {
  return { state: 'bad', outcome: sentence(why) };
}

/** Without the status in front, as a sentence. */
function sentence(finding: string): string {
  const text = shown(finding.replace(/^[245]\.\d{1,3}\.\d{1,3} /, '')).trim();
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(capital) ? capital : `${capital}.`;
}
