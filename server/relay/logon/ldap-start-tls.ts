/**
 * Asks an LDAP server for TLS (RFC 4511 4.14), apart from the library: that keeps what came in plain
 * text and reads it on under TLS, so that somebody on the way could put a "success" before the answer
 * of the server.
 */
import type { Socket } from 'node:net';
import { StoreFault } from './store-fault.js';

const OID = '1.3.6.1.4.1.1466.20037';
/** Message 1, an extended request ([APPLICATION 23]) with nothing but its name. */
const REQUEST = Buffer.concat([
  Buffer.from([0x30, OID.length + 7, 0x02, 0x01, 0x01, 0x77, OID.length + 2, 0x80, OID.length]),
  Buffer.from(OID),
]);
const MOST_REPLY = 4096;
const EXTENDED_RESPONSE = 0x78;

/** Resolves when the TLS handshake may begin; rejects when `socket` ends. */
export function askForTls(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let reply: Buffer = Buffer.alloc(0);
    const onEnd = () => settle(new StoreFault('It closed the connection.'));
    const onData = (chunk: Buffer) => {
      reply = Buffer.concat([reply, chunk]);
      const whole = wholeLength(reply);
      if (whole === null) return;
      if (reply.length > MOST_REPLY || reply.length > whole) {
        settle(new StoreFault('It said something in plain text before TLS began.'));
      } else if (reply.length === whole) {
        settle(isSuccess(reply) ? null : new StoreFault('It does not offer TLS.'));
      }
    };
    function settle(fault: Error | null) {
      socket.pause();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      if (fault) reject(fault);
      else resolve();
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
    socket.write(REQUEST);
  });
}

/** How long the message that begins `bytes` is; 0 when it is none; null while that cannot be known. */
function wholeLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  if (bytes[0] !== 0x30) return 0;
  const { from, length } = contentAt(bytes, 0);
  return Number.isNaN(length) ? (bytes.length < 6 ? null : 0) : from + length;
}

/** Of the BER element at `offset`: where its content begins, and how long it is (NaN: not to be read). */
function contentAt(bytes: Buffer, offset: number): { from: number; length: number } {
  const first = bytes[offset + 1] ?? Number.NaN;
  if (!(first >= 0x80)) return { from: offset + 2, length: first };
  const octets = first - 0x80;
  const from = offset + 2 + octets;
  if (octets === 0 || octets > 4 || bytes.length < from) return { from, length: Number.NaN };
  return { from, length: bytes.readUIntBE(offset + 2, octets) };
}

/** `SEQUENCE { messageID 1, [APPLICATION 24] { resultCode success, … } }` */
function isSuccess(reply: Buffer): boolean {
  const message = contentAt(reply, 0);
  const id = contentAt(reply, message.from);
  const response = id.from + id.length;
  const at = contentAt(reply, response).from;
  const code = contentAt(reply, at);
  return (
    reply[message.from] === 0x02 &&
    id.length === 1 &&
    reply[id.from] === 1 &&
    reply[response] === EXTENDED_RESPONSE &&
    reply[at] === 0x0a &&
    code.length === 1 &&
    reply[code.from] === 0
  );
}
