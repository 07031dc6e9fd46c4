/** A conversation with one of our own listeners, as a stranger has it. */
import { Connection } from '../delivery/connection.js';
import { handshake, type Extensions } from '../delivery/handshake.js';
import type { HopReply } from '../delivery/reply-reader.js';
import type { TimeOuts } from '../delivery/time-outs.js';
import { isUnspecified } from '../../own-listeners.js';
import type { ListenerOffer } from '../../../shared/api/security.js';
import type { Transcript } from './transcript.js';

/** What it calls itself: so its rows in the log can be told (RFC 6761: nobody's name). */
export const SELF_TEST_HELO = 'self-test.invalid';

export interface OwnListener {
  readonly kind: ListenerOffer['kind'];
  /** As it is bound: `0.0.0.0:25`. */
  readonly text: string;
  /** Where it is reached from this host. */
  readonly ip: string;
  readonly port: number;
  /** It listens on every address of this host. */
  readonly everywhere: boolean;
}

export interface Talk {
  readonly connection: Connection;
  readonly extensions: Extensions;
}

export interface Manner {
  readonly listener: OwnListener;
  /** An address of this host. */
  readonly from: string;
  /** Our name, which the certificate is looked at for. */
  readonly hostname: string;
  /** STARTTLS; `smtps` begins with TLS in any case. */
  readonly tls: boolean;
  /** Milliseconds in which each reply must come. */
  readonly patience: number;
}

const CONNECT_MS = 5000;

/** A host of several addresses is reached by its loopback; `::` takes IPv4 too. */
export function ownListener(
  { kind, address: text }: Pick<ListenerOffer, 'kind' | 'address'>,
  bound: { readonly address: string; readonly port: number },
): OwnListener {
  const everywhere = isUnspecified(bound.address);
  const ip = everywhere ? '127.0.0.1' : bound.address;
  return { kind, text, ip, port: bound.port, everywhere };
}

/** Up to where MAIL FROM may be said. Throws a HopFault. */
export async function openTalk(
  { listener, from, hostname, tls, patience }: Manner,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Talk> {
  const { ip, port, kind } = listener;
  transcript.note(`Connecting from ${from} to ${listener.text} (${kind})`);
  const connection = await Connection.open({ ip, port, from }, CONNECT_MS, signal, transcript.tell);
  try {
    const time = timeOuts(patience);
    const isWrapped = kind === 'smtps';
    if (isWrapped) {
      await connection.startTls({ servername: hostname, rejectUnauthorized: false }, patience);
    }
    const manner = {
      protocol: 'smtp',
      name: hostname,
      hostname: SELF_TEST_HELO,
      tls: tls && !isWrapped ? 'required' : 'none',
    } as const;
    return { connection, extensions: await handshake(connection, manner, time) };
  } catch (error) {
    connection.quit();
    throw error;
  }
}

export async function say(
  connection: Connection,
  line: string,
  patience: number,
): Promise<HopReply> {
  const stage = line.split(/[ :]/, 1)[0]!;
  await connection.write(`${line}\r\n`, stage, patience);
  return connection.reply(stage, patience);
}

function timeOuts(patience: number): TimeOuts {
  const common = { tls: patience, command: patience, dataBlock: patience, dataEnd: patience };
  return { connect: CONNECT_MS, ...common };
}
