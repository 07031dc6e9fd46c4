/** Every page and dialog of the console with something in it, as it is looked at and judged. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { DecisionRow } from '../../shared/api/decisions.js';
import { FIRST_RULES, type RulesInput } from '../../shared/rules/schema.js';
import { Gatepost } from './gatepost.js';
import { SmtpClient } from './smtp-client.js';
import { SmtpSink } from './smtp-sink.js';
import { until } from './until.js';

export interface Stage {
  readonly gatepost: Gatepost;
  /** A refused decision, and one that was taken in. */
  readonly refused: DecisionRow;
  readonly taken: DecisionRow;
  stop(): Promise<void>;
}

export interface Scene {
  readonly name: string;
  readonly path: (stage: Stage) => string;
  /** What is pressed on the page before it is looked at. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is to be seen. */
  readonly sees: (page: Page) => Promise<unknown>;
}

const DEVICES = ['127.0.2.9', '127.0.2.31', '127.0.2.40'];
const STRANGERS = ['127.0.9.1', '127.0.9.7', '127.0.9.30'];

/** A server with rules, decisions, mail that waits, an account, people and some history. */
export async function setStage(): Promise<Stage> {
  const next = await new SmtpSink({
    answer: (line) =>
      /^RCPT TO:<late/i.test(line) ? '451 4.7.1 greylisted, come back' : undefined,
  }).start();
  // The self-test asks names: of nobody, at a port where nobody listens.
  const gatepost = await Gatepost.start({ environment: { GATEPOST_DNS: '127.0.0.1:9' } });
  await gatepost.logOn();
  const routes = [
    { domain: 'example.com', to: { kind: 'inbound' } },
    { domain: 'partner.test', to: { kind: 'host', host: '127.0.0.1', port: next.port } },
    { domain: 'old.example.com', to: { kind: 'domain', domain: 'example.com' } },
    { domain: 'lists.test', to: { kind: 'destination' }, alwaysRelay: true, note: 'for everyone' },
  ] as const;
  const rules = (networks: readonly string[]) => ({
    routes: [...routes],
    restrictions: {
      authenticated: true,
      addresses: {
        enabled: true,
        entries: networks.map((network) => ({ network, note: 'printers' })),
      },
      internalAddresses: { enabled: false, entries: [{ address: '192.0.2.10' }] },
      never: { entries: [{ network: '127.0.9.30' }] },
    },
    expectations: [
      { request: { peer: '203.0.113.7', recipient: 'x@remote.test' }, verdict: 'reject' as const },
    ],
  });
  await apply(gatepost, rules(['127.0.2.0/24']), 'Printers on floor 3');
  await apply(gatepost, rules(['127.0.2.0/24', '10.1.0.0/16']), 'And the office');
  for (const peer of [...DEVICES, ...STRANGERS]) await talk(gatepost, peer);
  await gatepost.api('POST', '/api/accounts', { name: 'scanner', generate: true });
  await gatepost.api('POST', '/api/users/invitations', { username: 'otto', role: 'operator' });
  await gatepost.api('POST', '/api/tokens', { name: 'nightly', scope: 'read' });
  const rows = await until(async () => {
    const found = await gatepost.decisions(DEVICES.length * 4);
    return found.length > 0 ? found : null;
  });
  const refused = rows.find(({ reason }) => reason === 'not-permitted')!;
  const taken = rows.find(({ verdict }) => verdict === 'relay')!;
  await until(async () => {
    const { body } = await gatepost.api<{ items: { state: string }[] }>('GET', '/api/queue');
    return body.items.some(({ state }) => state === 'deferred') || null;
  });
  return {
    gatepost,
    refused,
    taken,
    stop: async () => {
      await gatepost.stop();
      await next.stop();
    },
  };
}

async function apply(gatepost: Gatepost, rules: Partial<RulesInput>, note: string): Promise<void> {
  const { etag } = await gatepost.api('GET', '/api/routing');
  const body = { rules: { ...FIRST_RULES, ...rules }, note };
  const { status } = await gatepost.api('PUT', '/api/routing', body, { 'if-match': etag });
  if (status !== 200) throw new Error(`The rules were not applied: ${status}`);
}

async function talk(gatepost: Gatepost, peer: string): Promise<void> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: peer });
  const recipients = [
    'anna@example.com',
    'late@partner.test',
    'in-time@partner.test',
    'x@remote.test',
  ];
  await client.message('scanner@example.com', recipients);
  client.close();
}

const at = (path: string) => () => path;
const dialog = (name: string | RegExp) => (page: Page) =>
  page.getByRole('dialog', { name }).waitFor();
const text = (what: string | RegExp) => (page: Page) => page.getByText(what).first().waitFor();
const press = (name: string | RegExp) => async (page: Page) => {
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
};

/** In the order of the tabs. */
export const SCENES: readonly Scene[] = [
  { name: 'overview', path: at('/overview'), sees: text('Decisions, last 24 hours') },
  { name: 'routing', path: at('/routing'), sees: text('partner.test') },
  {
    name: 'routing-edit',
    path: at('/routing'),
    act: press('Add...'),
    sees: dialog('Edit Routing Table Entry'),
  },
  { name: 'restrictions', path: at('/routing/restrictions'), sees: dialog('Routing Restrictions') },
  {
    name: 'restrictions-add',
    path: at('/routing/restrictions'),
    act: async (page) => {
      const group = page.getByRole('group', { name: 'Hosts and clients with these IP addresses' });
      await group.getByRole('button', { name: 'Add...' }).click();
    },
    sees: dialog('Add IP Address'),
  },
  { name: 'expectations', path: at('/routing/expectations'), sees: dialog('Expectations') },
  { name: 'import', path: at('/routing/import'), sees: dialog('Import Rules') },
  { name: 'export', path: at('/routing/export'), sees: dialog('Export Rules') },
  { name: 'proof', path: at('/routing/who-may-relay'), sees: text('127.0.2.0') },
  {
    name: 'preview',
    path: at('/routing'),
    act: async (page) => {
      await page.getByRole('radio', { name: /Do not reroute/ }).check();
      await page.getByRole('link', { name: 'Preview' }).click();
    },
    sees: text(/replayed over the/),
  },
  {
    name: 'changes',
    path: at('/routing'),
    act: async (page) => {
      await page.getByRole('radio', { name: /Do not reroute/ }).check();
      await page.getByRole('button', { name: /^List/ }).first().click();
    },
    sees: dialog(/Changes/),
  },
  { name: 'connections', path: at('/connections'), sees: text('Message Delivery') },
  { name: 'queues', path: at('/queues'), sees: text('partner.test') },
  { name: 'security', path: at('/security'), sees: text('scanner') },
  {
    name: 'security-account',
    path: at('/security'),
    act: async (page) => {
      const accounts = page.getByRole('region', { name: /ccounts/ }).first();
      await accounts.getByRole('button', { name: 'Add...' }).first().click();
    },
    sees: (page) => page.getByRole('dialog').waitFor(),
  },
  { name: 'people', path: at('/security/people'), sees: text('otto') },
  {
    name: 'people-invite',
    path: at('/security/people'),
    act: press(/^Invite/),
    sees: (page) => page.getByRole('dialog').waitFor(),
  },
  { name: 'audit', path: at('/security/audit'), sees: text('revision 2') },
  { name: 'log', path: at('/log'), sees: text('anna@example.com') },
  {
    name: 'log-export',
    path: at('/log'),
    act: press('Export...'),
    sees: (page) => page.getByRole('dialog').waitFor(),
  },
  {
    name: 'log-keep',
    path: at('/log'),
    act: press('Keep...'),
    sees: (page) => page.getByRole('dialog').waitFor(),
  },
  {
    name: 'explanation',
    path: ({ refused }) => `/ref/${refused.ref}`,
    sees: (page) => page.getByRole('heading', { level: 1 }).last().waitFor(),
  },
  {
    name: 'explanation-taken',
    path: ({ taken }) => `/ref/${taken.ref}`,
    sees: (page) => page.getByRole('heading', { level: 1 }).last().waitFor(),
  },
  { name: 'diagnostics', path: at('/diagnostics'), sees: text('Nothing is raised now') },
  {
    name: 'diagnostics-self-test',
    path: at('/diagnostics'),
    act: async (page) => {
      const run = page.getByRole('button', { name: 'Run the self-test' });
      const step = page.getByRole('button', { name: /^TLS: smtp/ });
      await run.waitFor();
      if (!(await step.isVisible())) await run.click();
      await step.click();
    },
    sees: text('EHLO self-test.invalid'),
  },
  {
    name: 'diagnostics-test',
    path: at('/diagnostics'),
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'Webhook' }).check();
      await page.getByRole('checkbox', { name: 'Another mail server' }).check();
      await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:1/alerts');
      await page.getByRole('button', { name: 'Test webhook' }).click();
      await page.getByText('Not sent').first().waitFor();
    },
    sees: text('Figures for Prometheus'),
  },
  {
    name: 'history',
    path: at('/history'),
    sees: (page) => page.getByRole('heading', { name: /And the office/ }).waitFor(),
  },
  {
    name: 'history-restore',
    path: at('/history/2'),
    act: press(/^Restore/),
    sees: (page) => page.getByRole('dialog').waitFor(),
  },
  { name: 'account', path: at('/account'), sees: text('nightly') },
  { name: 'api-reference', path: at('/api-reference'), sees: text('/routing/decide') },
  {
    name: 'keys',
    path: at('/history'),
    act: async (page) => {
      await page.keyboard.press('?');
    },
    sees: dialog('Keys'),
  },
  {
    name: 'help',
    path: at('/connections'),
    act: (page) => page.keyboard.press('F1'),
    sees: dialog(/^Help/),
  },
  { name: 'setup-domains', path: at('/setup/domains'), sees: text('Domains whose mail is ours') },
  { name: 'setup-inbound', path: at('/setup/inbound'), sees: text('Test this host') },
  { name: 'setup-relay', path: at('/setup/relay'), sees: text('Others, one a line') },
  { name: 'setup-test', path: at('/setup/test'), sees: text('Send the Message') },
];

/** Opens a scene in a page that is logged on, and waits until it stands. */
export async function showScene(page: Page, stage: Stage, scene: Scene): Promise<void> {
  await page.goto(stage.gatepost.consoleUrl + scene.path(stage));
  if (scene.act) {
    await page.getByRole('tabpanel').waitFor();
    await scene.act(page);
  }
  await scene.sees(page);
  await page.waitForFunction(() => !document.querySelector('.skel'));
}

/** Where the picture of a scene is put. */
export function shotPath(folder: string, scene: Scene, look: string): string {
  return join(folder, `${scene.name}-${look}.png`);
}
