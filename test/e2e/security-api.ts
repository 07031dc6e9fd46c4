/** The console's API of the Security page, answered in the browser: for tests of the page alone. */
import type { Page, Route } from 'playwright-core';
import type { Account } from '../../shared/api/accounts.js';
import { account } from '../support/account.js';
import { FIRST_SECURITY, type Security, type SecurityState } from '../../shared/api/security.js';

export const FACTS = {
  subject: 'CN=mail.example.com',
  issuer: 'CN=Example Issuing CA 2',
  names: ['mail.example.com', 'smtp.example.com'],
  notBefore: '2026-09-01T00:00:00Z',
  notAfter: '2027-11-30T00:00:00Z',
  selfSigned: false,
  chain: 2,
  warnings: [],
} as const;

const STATE: SecurityState = {
  certificate: FACTS,
  certificateFrom: null,
  listeners: [
    {
      kind: 'smtp',
      address: '0.0.0.0:25',
      tls: 'TLS 1.2 and later',
      logon: 'not offered',
      from: 'GATEPOST_SMTP',
    },
    {
      kind: 'submission',
      address: '0.0.0.0:587',
      tls: 'TLS 1.2 and later',
      logon: 'after STARTTLS',
      from: 'systemd socket',
    },
    {
      kind: 'smtps',
      address: '0.0.0.0:465',
      tls: 'TLS 1.2 and later',
      logon: 'always',
      from: 'GATEPOST_SMTP',
    },
  ],
  stores: [],
  legacyProblem: null,
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const PASSWORD = 'kelp-anchor-93-violet';

/** What a console would answer; `asked` fills with what changed something. */
export class SecurityApi {
  security: Security = FIRST_SECURITY;
  version = 1;
  state: SecurityState = STATE;
  accounts: Account[] = [];
  failures: unknown[] = [];
  /** Every answer is this status, as when the console has a fault. */
  broken: number | null = null;
  readonly asked: Asked[] = [];

  async answerIn(page: Page): Promise<void> {
    await page.route(/\/api\/security(?:\/|$)/, (route) => this.#security(route));
    await page.route(/\/api\/accounts(?:[/?]|$)/, (route) => this.#accounts(route));
    await page.route(/\/api\/decisions\?reason=logon-refused/, (route) =>
      route.fulfill({ json: { items: this.failures, next: null } }),
    );
  }

  /** Another administrator applies something. */
  changedElsewhere(part: Partial<Security>): void {
    this.security = { ...this.security, ...part };
    this.version += 1;
  }

  async #security(route: Route): Promise<void> {
    const { method, path, body } = this.#read(route);
    if (this.broken !== null) return refuse(route, this.broken, 'unavailable', 'It is broken.');
    if (path.endsWith('/state')) return route.fulfill({ json: this.state });
    if (path.endsWith('/test-logon')) {
      const accepted = (body as { password: string }).password === 'right';
      return route.fulfill({
        json: {
          result: accepted ? 'accepted' : 'refused',
          text: accepted ? 'The directory took the password.' : 'The directory says 49.',
          account: accepted ? 'anna@example.com' : null,
          took: 23,
        },
      });
    }
    if (path.endsWith('/check-certificate')) {
      const { certificate } = body as { certificate: { cert: string } };
      if (certificate.cert.includes('wrong')) {
        return refuse(route, 422, 'invalid', 'The key does not belong to the certificate.');
      }
      const warnings = ['It expires in 12 days.'];
      return route.fulfill({ json: { ...FACTS, warnings } });
    }
    if (method === 'PUT') {
      if (route.request().headers()['if-match'] !== this.#etag()) {
        return refuse(route, 412, 'stale', 'Changed meanwhile.');
      }
      this.security = body as Security;
      this.version += 1;
    }
    const enforced = { revision: 1, since: null };
    return route.fulfill({ json: { ...this.security, enforced }, headers: { etag: this.#etag() } });
  }

  async #accounts(route: Route): Promise<void> {
    const { method, path, body } = this.#read(route);
    const [name = '', part, id] = path
      .replace(/^\/api\/accounts\/?/, '')
      .split('/')
      .map(decodeURIComponent);
    const found = this.accounts.find((each) => each.name === name);
    if (name === 'import') {
      const created = [{ name: 'carl', password: PASSWORD }, { name: 'dora' }];
      this.accounts.push(account('carl'), account('dora'));
      return route.fulfill({
        json: { created, problems: [{ line: 2, message: 'Enter a name.' }] },
      });
    }
    if (name === '' && method === 'GET') {
      return route.fulfill({ json: { items: this.accounts, next: null } });
    }
    if (name === '') {
      const { generate, password: _password, ...rest } = body as Account & Sent;
      if (this.accounts.some((each) => each.name === rest.name)) {
        const issues = [{ path: 'name', message: 'There is an account of this name.' }];
        return refuse(route, 422, 'invalid', 'There is an account of this name.', issues);
      }
      const made = account(rest.name, rest);
      this.accounts.push(made);
      return route.fulfill({ status: 201, json: withPassword(made, generate) });
    }
    if (part === 'app-passwords' && method === 'POST') {
      const { label } = body as { label: string };
      const made = { id: 7, label, createdAt: '2026-11-25T10:00:00Z' };
      this.#change(name, { appPasswords: [...(found?.appPasswords ?? []), made] });
      return route.fulfill({ status: 201, json: { ...made, password: PASSWORD } });
    }
    if (part === 'app-passwords') {
      const left = found?.appPasswords.filter((each) => String(each.id) !== id) ?? [];
      this.#change(name, { appPasswords: left });
      return route.fulfill({ status: 204 });
    }
    if (method === 'DELETE') {
      this.accounts = this.accounts.filter((each) => each.name !== name);
      return route.fulfill({ status: 204 });
    }
    const { generate, password: _password, ...rest } = body as Partial<Account> & Sent;
    return route.fulfill({ json: withPassword(this.#change(name, rest), generate) });
  }

  #change(name: string, part: Partial<Account>): Account {
    this.accounts = this.accounts.map((each) => (each.name === name ? { ...each, ...part } : each));
    return this.accounts.find((each) => each.name === name)!;
  }

  #read(route: Route): Asked {
    const request = route.request();
    const text = request.postData();
    const body: unknown = text === null ? null : JSON.parse(text);
    const asked = { method: request.method(), path: new URL(request.url()).pathname, body };
    if (asked.method !== 'GET') this.asked.push(asked);
    return asked;
  }

  #etag(): string {
    return `"s${this.version}"`;
  }
}

interface Sent {
  readonly generate?: true;
  readonly password?: string;
}

function withPassword(made: Account, generate: true | undefined): object {
  return generate ? { ...made, password: PASSWORD } : made;
}

async function refuse(
  route: Route,
  status: number,
  code: string,
  message: string,
  issues: readonly object[] = [],
): Promise<void> {
  await route.fulfill({ status, json: { error: { code, message, issues } } });
}
