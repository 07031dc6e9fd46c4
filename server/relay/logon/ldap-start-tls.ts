/**
 * Asks an LDAP server for TLS (RFC 4511 4.14), apart from the library: that keeps what came in plain
 * text and reads it on under TLS, so that somebody on the way could put a "success" before the answer
 * of the server.
 */
import type { Socket } from 'node:net';
import { elementsIn, headAt, type BerElement } from './ber.js';
import { StoreFault } from './store-fault.js';

const OID = '1.3.6.1.4.1.1466.20037';
/** Message 1, an extended request ([APPLICATION 23]) with nothing but its name. */
const REQUEST = Buffer.concat([
  Buffer.from([0x30, OID.length + 7, 0x02, 0x01, 0x01, 0x77, OID.length + 2, 0x80, OID.length]),
  Buffer.from(OID),
]);
const MOST_REPLY = 4096;
const SEQUENCE = 0x30;
const EXTENDED_RESPONSE = 0x78;
const SUCCESS = 0;

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
  const whole = headAt(bytes, 0);
  if (whole === 'more') return bytes.length > 0 && bytes[0] !== SEQUENCE ? 0 : null;
  return whole?.tag === SEQUENCE ? whole.to : 0;
}

/** `SEQUENCE { messageID 1, [APPLICATION 24] { resultCode success, … } }` */
function isSuccess(reply: Buffer): boolean {
  const whole = headAt(reply, 0);
  if (whole === null || whole === 'more') return false;
  const [id, response] = elementsIn(reply, whole) ?? [];
  const [code] = (response && elementsIn(reply, response)) ?? [];
  const isOne = (element: BerElement | undefined, tag: number, value: number) =>
    element?.tag === tag && element.to - element.from === 1 && reply[element.from] === value;
  return isOne(id, 0x02, 1) && response?.tag === EXTENDED_RESPONSE && isOne(code, 0x0a, SUCCESS);
}
