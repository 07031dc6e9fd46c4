/** What is to be set in a client so that it may send through this server: filled in with what the listeners offer. */
import type { ListenerOffer } from '../../../shared/api/security.js';

export const CLIENTS = [
  ['outlook', 'Outlook'],
  ['thunderbird', 'Thunderbird'],
  ['printer', 'Printer or scanner'],
  ['swaks', 'swaks (command line)'],
] as const;
export type Client = (typeof CLIENTS)[number][0];

export interface Offered {
  readonly host: string;
  readonly listeners: readonly ListenerOffer[];
  /** The name to log on with. */
  readonly account: string;
}

interface Way {
  readonly port: string;
  readonly how: 'tls' | 'starttls' | 'old';
}

/** From what is best for an account to what is left. */
const ORDER = ['smtps', 'submission', 'smtp'] as const;

/** The listener that such a client should use; null when none takes logons. */
export function wayFor(client: Client, listeners: readonly ListenerOffer[]): Way | null {
  const taking = listeners.filter(({ logon }) => logon !== 'not offered');
  // Many printers know only STARTTLS on a port of its own, and so it is asked for first there.
  const order = client === 'printer' ? (['submission', 'smtps', 'smtp'] as const) : ORDER;
  for (const kind of order) {
    const found = taking.find((each) => each.kind === kind);
    if (found) return { port: portOf(found), how: kind === 'smtps' ? 'tls' : 'starttls' };
  }
  const old = client === 'printer' ? taking.find(({ kind }) => kind === 'legacy') : undefined;
  return old ? { port: portOf(old), how: 'old' } : null;
}

function portOf({ address }: ListenerOffer): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

const WORDS: Readonly<Record<Client, Readonly<Record<Way['how'], string>>>> = {
  outlook: { tls: 'SSL/TLS', starttls: 'STARTTLS', old: 'none' },
  thunderbird: { tls: 'SSL/TLS', starttls: 'STARTTLS', old: 'none' },
  printer: { tls: 'SSL/TLS', starttls: 'STARTTLS (TLS)', old: 'what the device knows' },
  swaks: { tls: '--tls-on-connect', starttls: '--tls', old: '' },
};

/** The lines to type in; null when no listener takes logons. */
export function settingsText(client: Client, { host, listeners, account }: Offered): string | null {
  const way = wayFor(client, listeners);
  if (!way) return null;
  const tls = WORDS[client][way.how];
  const { port } = way;
  switch (client) {
    case 'outlook':
      return lines(
        ['Outgoing mail (SMTP) server', host],
        ['Port', port],
        ['Encryption method', tls],
        ['My outgoing server requires authentication', 'yes'],
        ['User name', account],
        ['Password', 'of the account, or an app password'],
        ['Secure Password Authentication (SPA)', 'no'],
      );
    case 'thunderbird':
      return lines(
        ['Server Name', host],
        ['Port', port],
        ['Connection security', tls],
        ['Authentication method', 'Normal password'],
        ['User Name', account],
      );
    case 'printer':
      return lines(
        ['SMTP server', host],
        ['Port', port],
        ['Encryption', tls],
        ['SMTP authentication', 'on (LOGIN or PLAIN)'],
        ['User name', account],
        ['Password', 'an app password made for this device'],
        ['Sender', 'an address that the account may use'],
      );
    case 'swaks':
      return `swaks --server ${host} --port ${port} ${tls} \\
  --auth PLAIN --auth-user ${quoted(account)} \\
  --from ${quoted(account.includes('@') ? account : `${account}@example.com`)} --to you@example.com`;
  }
}

function lines(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
