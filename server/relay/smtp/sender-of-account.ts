/** Whether a sender belongs to the account that has logged on: what the original checked of its users. */
import { isListed, recipientKey } from '../../../shared/api/recipients.js';

export interface LoggedOn {
  readonly account: string;
  /** What it may use besides its own name: addresses, or @domain. */
  readonly senders: readonly string[];
}

/** `siteDomain` is that of accounts without one. The null sender belongs to everybody: reports need it. */
export function isSenderOf(
  { account, senders }: LoggedOn,
  sender: string,
  siteDomain: string,
): boolean {
  if (sender === '') return true;
  const own = account.includes('@') ? account : `${account}@${siteDomain}`;
  if (recipientKey(own) === recipientKey(sender)) return true;
  return isListed(new Set(senders.map(recipientKey)), sender);
}
