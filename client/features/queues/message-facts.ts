/** What is known of a message besides its recipients. */
import type { QueueMessage } from '../../../shared/api/queue.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { ageText, untilText } from '../../components/age.js';

export interface MessageFact {
  readonly name: string;
  readonly text: string;
  readonly mono?: boolean;
}

const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

export function messageFacts(message: QueueMessage, now: Date): readonly MessageFact[] {
  const { sender, peer, helo, account, size, receivedAt, expires, envelopeId } = message;
  const octets = size < 1024 ? '' : `, ${size.toLocaleString('en')} octets`;
  return [
    { name: 'From', text: sender === '' ? '<>' : sender },
    { name: 'Peer', text: peer, mono: true },
    { name: 'HELO', text: helo === '' ? 'none' : helo, mono: true },
    { name: 'Logged on as', text: account ?? 'nobody' },
    { name: 'Size', text: `${sizeText(size)}${octets}` },
    {
      name: 'Came in',
      text: `${FULL.format(new Date(receivedAt))}, ${ageText(receivedAt, now)} ago`,
    },
    { name: 'Expires', text: untilText(expires, now) },
    ...(envelopeId === null ? [] : [{ name: 'Envelope id', text: envelopeId, mono: true }]),
  ];
}
