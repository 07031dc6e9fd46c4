/** The client for each kind of account store. */
import type { AccountStore } from '../../../shared/api/security.js';
import type { StoreClient } from './account-store.js';
import { TIME_OUT } from './bounded-answer.js';
import { dovecotClient } from './dovecot.js';
import { imapClient } from './imap.js';
import { ldapClient } from './ldap.js';
import { pop3Client } from './pop3.js';

/** `timeOut` in milliseconds, for each logon. */
export function storeClient(store: AccountStore, timeOut: number = TIME_OUT): StoreClient {
  switch (store.kind) {
    case 'dovecot':
      return dovecotClient(store, timeOut);
    case 'ldap':
      return ldapClient(store, timeOut);
    case 'imap':
      return imapClient(store, timeOut);
    case 'pop3':
      return pop3Client(store, timeOut);
  }
}
