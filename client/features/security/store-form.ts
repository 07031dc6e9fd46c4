/** What the dialog of an account store edits, and what is wrong with it: the schema of the settings says so. */
import { issuesFromZod, type Issue } from '../../../shared/api/errors.js';
import { securitySchema, storeSchema, type AccountStore } from '../../../shared/api/security.js';
import { issuesAt } from '../../draft/issues.js';
import { namedIssues } from './named-issues.js';

type Kind = AccountStore['kind'];

const FIRST: Readonly<Record<Kind, AccountStore>> = {
  dovecot: {
    kind: 'dovecot',
    name: '',
    domains: [],
    disabled: false,
    at: { socket: '/run/dovecot/auth-client' },
  },
  ldap: {
    kind: 'ldap',
    name: '',
    domains: [],
    disabled: false,
    host: '',
    port: 636,
    tls: 'ldaps',
    bind: { how: 'template', template: '{domain}\\{user}' },
  },
  imap: mailServer('imap', 993),
  pop3: mailServer('pop3', 995),
};

function mailServer(kind: 'imap' | 'pop3', port: number): AccountStore {
  const common = { name: '', domains: [], disabled: false };
  return { kind, ...common, host: '', port, tls: 'implicit', nameForm: 'as-given' };
}

export function newStore(kind: Kind): AccountStore {
  return FIRST[kind];
}

/** Another kind keeps what both have: name, domains and host. */
export function withKind(store: AccountStore, kind: Kind): AccountStore {
  if (store.kind === kind) return store;
  const { name, domains, disabled } = store;
  const next = { ...FIRST[kind], name, domains, disabled };
  const host = hostOf(store);
  return 'host' in next && host !== '' ? { ...next, host } : next;
}

function hostOf(store: AccountStore): string {
  if (store.kind !== 'dovecot') return store.host;
  return 'host' in store.at ? store.at.host : '';
}

type Encryption = Exclude<AccountStore, { kind: 'dovecot' }>['tls'];

const PORTS: Readonly<
  Record<Exclude<Kind, 'dovecot'>, readonly [implicit: number, other: number]>
> = { ldap: [636, 389], imap: [993, 143], pop3: [995, 110] };

/** The port that goes with an encryption; one that was typed stays. */
export function portFor(kind: keyof typeof PORTS, tls: Encryption, port: number): number {
  const [implicit, other] = PORTS[kind];
  if (port !== implicit && port !== other) return port;
  return tls === 'ldaps' || tls === 'implicit' ? implicit : other;
}

/** `example.com, CORP`. */
export function domainsFromText(text: string): string[] {
  return text.split(/[\s,;]+/).filter((domain) => domain !== '');
}

export interface ReadStore {
  /** In its stored form; null while something is wrong with it. */
  readonly store: AccountStore | null;
  readonly issues: readonly Issue[];
}

/** `others`: what the list holds besides. */
export function readStore(store: AccountStore, others: readonly AccountStore[]): ReadStore {
  const whole = securitySchema.safeParse({ stores: [...others, store] });
  const all = whole.success ? [] : issuesFromZod(whole.error);
  const own = issuesAt(all, `stores.${others.length}`);
  const issues = namedIssues(own, 'domains', store.domains);
  const read = storeSchema.safeParse(store);
  if (!read.success) {
    // Of a store that cannot be read at all the list says nothing more.
    return { store: null, issues: issues.length > 0 ? issues : issuesFromZod(read.error) };
  }
  return { store: issues.length > 0 ? null : read.data, issues };
}
