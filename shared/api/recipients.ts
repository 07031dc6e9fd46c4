/** Which recipients of inbound mail exist, so that what cannot be delivered is refused at RCPT. */
import { z } from 'zod';
import { domainKey } from '../address/domain.js';
import { mailboxFromText, mailboxToText } from '../address/mailbox.js';

export const MOST_RECIPIENTS = 10_000;

const EVERYBODY = 'postmaster';

/** `user@domain`, or `@domain` for everybody there. */
export const knownRecipientSchema = z.string().transform((input, context) => {
  const text = input.trim();
  const read = mailboxFromText(text.startsWith('@') ? EVERYBODY + text : text, '');
  if (read.ok && text.includes('@')) {
    const { domain } = read.value;
    return text.startsWith('@') ? `@${domain}` : mailboxToText(read.value);
  }
  const message = 'An address, such as user@example.com, or @example.com for everybody there.';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Not asked; a list; or what the inbound host answers to RCPT TO. */
export const recipientsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('any') }),
  z.strictObject({
    kind: z.literal('list'),
    addresses: z.array(knownRecipientSchema).max(MOST_RECIPIENTS, 'At most 10,000 addresses.'),
  }),
  z.strictObject({ kind: z.literal('ask') }),
]);
export type Recipients = z.infer<typeof recipientsSchema>;

/** Whether an address, as it will be delivered, is on the list. Local parts match in any case, as mail stores take them. */
export function isListed(addresses: ReadonlySet<string>, address: string): boolean {
  const key = recipientKey(address);
  return addresses.has(key) || addresses.has(key.slice(key.lastIndexOf('@')));
}

/** What `isListed` looks addresses up by. */
export function recipientKey(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at).toLowerCase()}@${domainKey(address.slice(at + 1))}`;
}

/** Taken for our domains whatever a list says (RFC 5321 4.5.1). */
export function isPostmaster(address: string): boolean {
  return /^postmaster@/i.test(address);
}
