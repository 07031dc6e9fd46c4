/**
 * Logons against Gatepost's own accounts. An unknown name costs the same time as a wrong password; a
 * store that cannot be read, or too many logons at once, is "unavailable": never a refusal that makes
 * a user change a good password, and never a permit.
 */
import { appPasswordHash } from '../../store/app-passwords.js';
import type { AccountSecrets } from '../../store/config/relay-reader.js';
import { TooBusy, type Passwords } from '../../store/passwords.js';
import type { LogonName } from './account-store.js';

export interface AccountSource {
  account(name: string): Promise<AccountSecrets | null>;
}

/** `unknown`: no account of ours; whoever is asked next may know it. */
export type OwnAnswer =
  | { readonly kind: 'accepted'; readonly account: string; readonly senders: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string; readonly account: string | null }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'unknown' };

/** `isLast`: nobody else is asked, so an unknown name must take its time here. */
export async function judgeOwnAccount(
  accounts: AccountSource,
  passwords: Passwords,
  name: LogonName,
  password: string,
  isLast: boolean,
): Promise<OwnAnswer> {
  let account: AccountSecrets | null;
  try {
    account = await find(accounts, name);
  } catch (error) {
    return { kind: 'unavailable', why: `accounts cannot be read: ${(error as Error).message}` };
  }
  if (!account && !isLast) return { kind: 'unknown' };
  try {
    const isRight = await matches(passwords, account, password);
    if (!account) return { kind: 'unknown' };
    const why = !isRight ? 'wrong password' : ended(account);
    return why === null
      ? { kind: 'accepted', account: account.name, senders: account.senders }
      : { kind: 'refused', why, account: account.name };
  } catch (error) {
    if (error instanceof TooBusy) return { kind: 'unavailable', why: error.message };
    throw error;
  }
}

/** As it was given, and `DOMAIN\user` as `user@domain` too. */
async function find(accounts: AccountSource, name: LogonName): Promise<AccountSecrets | null> {
  const { given, user, domain } = name;
  const other = domain === null ? given : `${user}@${domain}`;
  const found = await accounts.account(given);
  return found ?? (other === given ? null : await accounts.account(other));
}

/** The password of a device is looked up, its own is hashed: one hash for every logon that fails. */
async function matches(
  passwords: Passwords,
  account: AccountSecrets | null,
  password: string,
): Promise<boolean> {
  if (account?.appPasswords.includes(appPasswordHash(password))) return true;
  return await passwords.verify(account?.password ?? null, password);
}

function ended({ disabled, expires }: AccountSecrets): string | null {
  if (disabled) return 'the account is disabled';
  return expires !== null && Date.parse(expires) <= Date.now() ? 'the account has expired' : null;
}
