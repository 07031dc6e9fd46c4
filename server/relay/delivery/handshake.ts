/**
 * From the greeting to where MAIL FROM may be said: EHLO (HELO, LHLO), STARTTLS, AUTH.
 *
 * Promise: what the server said before TLS plays no part after it, and a password is said under TLS
 * only. Where a certificate is asked for it must be for the host (or the address) that the administrator
 * named, or for the mail exchanger that DNS named.
 * Known weakness: whoever forges the answers of DNS names a mail exchanger of his own, and has a
 * certificate for it; no signature on them is checked. Postfix's `verify` is the same. Mail that must not
 * go astray so is given a row that forwards its domain to a named host.
 */
import { isIP } from 'node:net';
import type { TlsMode } from '../../../shared/api/delivery.js';
import type { Connection } from './connection.js';
import { HopFault, LogonFault } from './hop-fault.js';
import { hopReplyToText, type HopReply } from './reply-reader.js';
import type { TimeOuts } from './time-outs.js';

export interface Manner {
  readonly protocol: 'smtp' | 'lmtp';
  /** The server's name, see above. */
  readonly name: string;
  /** How we call ourselves. */
  readonly hostname: string;
  readonly tls: TlsMode;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
  /** Certificates to trust beside those that Node knows. */
  readonly ca?: string | undefined;
}

/** What a server offers: keyword in upper case, and its parameters. */
export type Extensions = ReadonlyMap<string, string>;

export async function handshake(
  connection: Connection,
  manner: Manner,
  timeOuts: TimeOuts,
): Promise<Extensions> {
  const ask = asking(connection, timeOuts);
  const greeting = await connection.reply('greeting', timeOuts.command);
  // A 5xx here says no to us, not to the message (RFC 5321 3.1): like Postfix we try again later.
  if (greeting.code !== 220) throw new HopFault(hopReplyToText(greeting));
  const plain = await hello(ask, manner);
  const secured = await secure(connection, ask, plain, manner, timeOuts);
  const extensions = secured ? await hello(ask, manner) : plain;
  if (manner.auth) await logOn(ask, extensions, manner.auth, secured);
  return extensions;
}

type Ask = (line: string, stage: string) => Promise<HopReply>;

function asking(connection: Connection, { command }: TimeOuts): Ask {
  return async (line, stage) => {
    await connection.write(`${line}\r\n`, stage, command);
    return connection.reply(stage, command);
  };
}

async function hello(ask: Ask, { protocol, hostname }: Manner): Promise<Extensions> {
  const word = protocol === 'lmtp' ? 'LHLO' : 'EHLO';
  const extended = await ask(`${word} ${hostname}`, word);
  if (extended.code === 250) return extensionsOf(extended);
  // 5xx to EHLO: a server from before it (RFC 5321 3.2). LMTP has no other greeting.
  if (protocol === 'lmtp' || extended.code < 500) throw refused(extended);
  const plain = await ask(`HELO ${hostname}`, 'HELO');
  if (plain.code !== 250) throw refused(plain);
  return new Map();
}

/** Whether the connection is now under TLS. */
async function secure(
  connection: Connection,
  ask: Ask,
  extensions: Extensions,
  { tls, name, ca }: Manner,
  timeOuts: TimeOuts,
): Promise<boolean> {
  if (tls === 'none') return false;
  const isMust = tls !== 'opportunistic';
  if (!extensions.has('STARTTLS')) {
    if (isMust) throw new HopFault('4.7.4 TLS is required, but was not offered');
    return false;
  }
  const reply = await ask('STARTTLS', 'STARTTLS');
  if (reply.code !== 220) {
    if (isMust) throw new HopFault(hopReplyToText(reply));
    return false;
  }
  const options = {
    host: name,
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: tls === 'verified',
    ...(ca ? { ca } : {}),
  };
  await connection.startTls(options, timeOuts.tls);
  return true;
}

async function logOn(
  ask: Ask,
  extensions: Extensions,
  { username, password }: NonNullable<Manner['auth']>,
  secured: boolean,
): Promise<void> {
  if (!secured) throw new HopFault('4.7.0 a password is not sent without TLS');
  const offered = (extensions.get('AUTH') ?? '').toUpperCase().split(' ');
  let reply: HopReply;
  if (offered.includes('PLAIN')) {
    reply = await ask(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, 'AUTH');
  } else if (offered.includes('LOGIN')) {
    reply = await ask('AUTH LOGIN', 'AUTH');
    if (reply.code === 334) reply = await ask(base64(username), 'AUTH');
    if (reply.code === 334) reply = await ask(base64(password), 'AUTH');
  } else {
    throw new LogonFault('4.7.0 the server offers neither AUTH PLAIN nor AUTH LOGIN');
  }
  // A wrong password is the administrator's to mend, not the sender's.
  if (reply.code !== 235) throw new LogonFault(hopReplyToText(reply));
}

function refused(reply: HopReply): HopFault {
  return new HopFault(hopReplyToText(reply), reply.code >= 500 ? 'failed' : 'deferred');
}

function extensionsOf({ lines }: HopReply): Extensions {
  const pairs = lines.slice(1).map((line): [string, string] => {
    // `AUTH=PLAIN` is what some servers say for those who read the first drafts.
    const [, keyword = '', parameters = ''] = /^([^\s=]+)(?:[\s=](.*))?$/s.exec(line.trim()) ?? [];
    return [keyword.toUpperCase(), parameters.trim()];
  });
  return new Map(pairs.toReversed());
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
