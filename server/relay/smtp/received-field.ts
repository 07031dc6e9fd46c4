/**
 * The Received field that Gatepost puts before every message (RFC 5321 4.4, RFC 3848). It never names
 * the account, and nothing a peer said can break out of it.
 */
export interface Reception {
  readonly helo: string;
  readonly peer: string;
  readonly by: string;
  readonly queueId: string;
  /** EHLO rather than HELO. */
  readonly extended: boolean;
  readonly tls: string | null;
  readonly authenticated: boolean;
  readonly smtputf8: boolean;
  readonly at: Date;
}

/** The whole field with its line end. */
export function receivedField(reception: Reception): string {
  const { helo, peer, by, queueId, at } = reception;
  const literal = peer.includes(':') ? `[IPv6:${peer}]` : `[${peer}]`;
  return (
    `Received: from ${safeHelo(helo)} (${literal})\r\n` +
    `\tby ${by} (Gatepost) with ${protocol(reception)} id ${queueId};\r\n` +
    `\t${rfc5322Date(at)}\r\n`
  );
}

/** `Wed, 25 Nov 2026 10:02:03 +0000` */
function rfc5322Date(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** The `with` keyword: RFC 3848, and RFC 6531 4.3 for SMTPUTF8. */
function protocol({ extended, tls, authenticated, smtputf8 }: Reception): string {
  if (!extended) return 'SMTP';
  const base = smtputf8 ? 'UTF8SMTP' : 'ESMTP';
  return base + (tls === null ? '' : 'S') + (authenticated ? 'A' : '');
}

function safeHelo(helo: string): string {
  const safe = helo.replace(/[^A-Za-z0-9.:[\]_-]/g, '?').slice(0, 255);
  return safe === '' ? 'unknown' : safe;
}
