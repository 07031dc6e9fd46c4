/**
 * Reads the PROXY header of a connection and leaves everything behind it to whoever reads next: the
 * SMTP session, or the TLS handshake.
 */
import type { Socket } from 'node:net';
import { proxyHeaderFrom, type ProxiedAddresses } from './proxy-header.js';

export type ProxyAnswer =
  | { readonly kind: 'read'; readonly addresses: ProxiedAddresses | null }
  | { readonly kind: 'bad'; readonly why: string }
  /** It closed before it had sent an octet, as simple health checks do. */
  | { readonly kind: 'left' };

/** Ends within so many milliseconds, however the octets trickle in. The socket is not closed here. */
export function readProxyHeader(socket: Socket, within: number): Promise<ProxyAnswer> {
  return new Promise((resolve) => {
    let octets = Buffer.alloc(0);
    const end = (answer: ProxyAnswer) => {
      clearTimeout(timer);
      socket.off('readable', read).off('error', gone).off('end', gone).off('close', gone);
      resolve(answer);
    };
    const gone = () =>
      end(
        octets.length === 0
          ? { kind: 'left' }
          : { kind: 'bad', why: 'closed within the PROXY header' },
      );
    const read = () => {
      for (let chunk; (chunk = socket.read() as Buffer | null) !== null;) {
        octets = Buffer.concat([octets, chunk]);
        const header = proxyHeaderFrom(octets);
        if (header.kind === 'more') continue;
        if (header.kind === 'bad') return end(header);
        const behind = octets.subarray(header.length);
        if (behind.length > 0) socket.unshift(behind);
        return end({ kind: 'read', addresses: header.addresses });
      }
    };
    const timer = setTimeout(
      () => end({ kind: 'bad', why: `no PROXY header within ${within / 1000} s` }),
      within,
    );
    socket.on('readable', read).on('error', gone).on('end', gone).on('close', gone);
  });
}
