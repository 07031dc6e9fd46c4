/** The delivery settings in words, one line each. A password is never among them. */
import { TLS_MODES, type Delivery, type TlsMode } from '../../shared/api/delivery.js';
import { hostPort } from '../../shared/rules/text.js';
import { durationText, durationsText } from './duration.js';

export const TLS_LABELS: Readonly<Record<TlsMode, string>> = {
  none: 'never',
  opportunistic: 'when offered',
  required: 'always, any certificate',
  verified: 'always, with a certificate we trust',
};
export const TLS_OPTIONS = TLS_MODES.map((mode) => [mode, TLS_LABELS[mode]] as const);

export function inboundText(inbound: Delivery['inbound']): string {
  if (inbound.kind === 'maildir') return 'Maildir folders of this server';
  if ('socket' in inbound) return `LMTP socket ${inbound.socket}`;
  return `${inbound.kind.toUpperCase()} to ${hostPort(inbound.host, inbound.port)}`;
}

export function outboundText(outbound: Delivery['outbound']): string {
  const tls = `TLS ${TLS_LABELS[outbound.tls]}`;
  if (outbound.kind === 'mx') return `domain name system (DNS), ${tls}`;
  const { host, port, auth } = outbound;
  const replaced = typeof auth?.password === 'string' ? ' with a new password' : '';
  const account = auth ? `, logged on as ${auth.username}${replaced}` : '';
  return `all to ${hostPort(host, port)}, ${tls}${account}`;
}

export function retryText(retry: Delivery['retry']): string {
  return durationsText(retry);
}

export function expiryText(seconds: number): string {
  return durationText(seconds);
}
