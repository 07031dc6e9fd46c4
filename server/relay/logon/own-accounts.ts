/**
 * Logons against Gatepost's own accounts. An unknown name costs the same time as a wrong password; a
 * store that cannot be read, or too many logons at once, is "unavailable": never a refusal that makes
 * a user change a good password, and never a permit.
 */
import type { LogonResult } from '../smtp/front.js';
import { TooBusy, type Passwords } from '../../store/passwords.js';

export interface AccountSource {
  account(name: string): Promise<{ readonly name: string; readonly password: string } | null>;
}

export async function logonToOwnAccount(
  accounts: AccountSource,
  passwords: Passwords,
  username: string,
  password: string,
): Promise<LogonResult> {
  let account;
  try {
    account = await accounts.account(username.trim());
  } catch {
    return { kind: 'unavailable' };
  }
  try {
    const right = await passwords.verify(account?.password ?? null, password);
    return account && right ? { kind: 'accepted', account: account.name } : { kind: 'refused' };
  } catch (error) {
    if (error instanceof TooBusy) return { kind: 'unavailable' };
    throw error;
  }
}
