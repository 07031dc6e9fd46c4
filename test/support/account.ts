/** An account as the API lists it. */
import type { Account } from '../../shared/api/accounts.js';

export function account(name: string, part: Partial<Account> = {}): Account {
  return {
    name,
    createdAt: '2026-01-01T00:00:00Z',
    disabled: false,
    expires: null,
    senders: [],
    appPasswords: [],
    lastUsed: null,
    lastFailure: null,
    failures: 0,
    ...part,
  };
}
