import {
  ACCOUNT_PATH,
  type NewSecondFactor,
  type OwnAccount,
  type OwnSession,
  type RecoveryCodes,
} from '../../shared/api/own-account.js';
import { TOKENS_PATH, type NewToken, type Scope, type Token } from '../../shared/api/tokens.js';
import { request } from './request.js';

const FACTOR_PATH = `${ACCOUNT_PATH}/second-factor`;

export async function getOwnAccount(signal?: AbortSignal): Promise<OwnAccount> {
  return (await request<OwnAccount>('GET', ACCOUNT_PATH, signal ? { signal } : {})).body;
}

export async function changePassword(password: string, newPassword: string): Promise<void> {
  await request('POST', `${ACCOUNT_PATH}/password`, { body: { password, newPassword } });
}

export async function beginSecondFactor(password: string): Promise<NewSecondFactor> {
  return (await request<NewSecondFactor>('POST', FACTOR_PATH, { body: { password } })).body;
}

export async function confirmSecondFactor(code: string): Promise<RecoveryCodes> {
  const options = { body: { code } };
  return (await request<RecoveryCodes>('POST', `${FACTOR_PATH}/confirm`, options)).body;
}

export async function turnOffSecondFactor(password: string): Promise<void> {
  await request('POST', `${FACTOR_PATH}/off`, { body: { password } });
}

export async function makeRecoveryCodes(password: string): Promise<RecoveryCodes> {
  const options = { body: { password } };
  return (await request<RecoveryCodes>('POST', `${ACCOUNT_PATH}/recovery-codes`, options)).body;
}

export async function getSessions(signal?: AbortSignal): Promise<readonly OwnSession[]> {
  const path = `${ACCOUNT_PATH}/sessions`;
  const options = signal ? { signal } : {};
  return (await request<{ items: readonly OwnSession[] }>('GET', path, options)).body.items;
}

export async function revokeSession(id: string): Promise<void> {
  await request('DELETE', `${ACCOUNT_PATH}/sessions/${encodeURIComponent(id)}`);
}

export async function getTokens(signal?: AbortSignal): Promise<readonly Token[]> {
  const options = signal ? { signal } : {};
  return (await request<{ items: readonly Token[] }>('GET', TOKENS_PATH, options)).body.items;
}

export async function makeToken(body: {
  readonly name: string;
  readonly scope: Scope;
  readonly expires: string | null;
}): Promise<NewToken> {
  return (await request<NewToken>('POST', TOKENS_PATH, { body })).body;
}

export async function removeToken(id: number): Promise<void> {
  await request('DELETE', `${TOKENS_PATH}/${id}`);
}
