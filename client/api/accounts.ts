import {
  ACCOUNTS_PATH,
  type Account,
  type AccountImport,
  type MadeAccount,
  type MadePassword,
} from '../../shared/api/accounts.js';
import { request } from './request.js';

interface AccountPage {
  readonly items: readonly Account[];
  /** Passed as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** What can be said of an account when it is made or changed. */
export interface AccountSettings {
  readonly password?: string;
  readonly generate?: true;
  readonly disabled?: boolean;
  readonly expires?: string | null;
  readonly senders?: readonly string[];
}

/** All of them, page by page. */
export async function getAccounts(signal?: AbortSignal): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? '' : `?${new URLSearchParams({ after })}`;
    const path = ACCOUNTS_PATH + query;
    const { body } = await request<AccountPage>('GET', path, signal ? { signal } : {});
    accounts.push(...body.items);
    after = body.next;
  } while (after !== null);
  return accounts;
}

export async function makeAccount(name: string, settings: AccountSettings): Promise<MadeAccount> {
  const options = { body: { name, ...settings } };
  return (await request<MadeAccount>('POST', ACCOUNTS_PATH, options)).body;
}

export async function changeAccount(name: string, body: AccountSettings): Promise<MadeAccount> {
  return (await request<MadeAccount>('PATCH', pathOf(name), { body })).body;
}

export async function removeAccount(name: string): Promise<void> {
  await request('DELETE', pathOf(name));
}

export async function makeAppPassword(name: string, label: string): Promise<MadePassword> {
  const path = `${pathOf(name)}/app-passwords`;
  return (await request<MadePassword>('POST', path, { body: { label } })).body;
}

export async function removeAppPassword(name: string, id: number): Promise<void> {
  await request('DELETE', `${pathOf(name)}/app-passwords/${id}`);
}

export async function importAccounts(csv: string): Promise<AccountImport> {
  const options = { body: { csv } };
  return (await request<AccountImport>('POST', `${ACCOUNTS_PATH}/import`, options)).body;
}

function pathOf(name: string): string {
  return `${ACCOUNTS_PATH}/${encodeURIComponent(name)}`;
}
