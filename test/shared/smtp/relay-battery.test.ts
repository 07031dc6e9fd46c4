/** The battery that the self-test says is the one that the documents demand. */
import { expect, test } from 'vitest';
import { compile } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import { FIRST_RULES, rulesSchema } from '../../../shared/rules/schema.js';
import { recipientCommand, relayBattery } from '../../../shared/smtp/relay-battery.js';
import { IMS_VECTORS } from '../../support/ims-vectors.js';

const forms = relayBattery({
  literal: '[192.0.2.1]',
  server: 'mail.example.com',
  site: 'example.com',
  remote: 'remote.test',
  user: 'relaytest',
  from: 'antispam',
});
const pairs = forms.map(({ sender, recipient }) => `${sender} ${recipient}`);

test.each(IMS_VECTORS.filter(({ id }) => id.startsWith('nmap-')))(
  '$id of the corpus is in it',
  ({ mailFrom, rcptTo }) => {
    expect(pairs).toContain(`${mailFrom} ${rcptTo.replace('victim', 'relaytest')}`);
  },
);

test('each form is in it once, and those without brackets are said so', () => {
  const commands = forms.map((form) => `${form.sender} ${recipientCommand(form)}`);
  expect(new Set(commands).size).toBe(forms.length);
  expect(forms.length).toBeGreaterThanOrEqual(40);
  expect(commands).toContain(' RCPT TO:relaytest@remote.test');
});

test.each([
  ['two inbound domains', {}],
  ['relaying for accounts alone', { authenticated: true }],
])('with %s a stranger is refused every form', (_, restrictions) => {
  const inbound = (domain: string) => ({ domain, to: { kind: 'inbound' as const } });
  const rules = rulesSchema.parse({
    ...FIRST_RULES,
    routes: [inbound('example.com'), inbound('mail.example.com')],
    restrictions: { ...FIRST_RULES.restrictions, ...restrictions },
  });
  const { compiled } = compile(rules, { siteDomain: 'example.com', addresses: ['192.0.2.1'] });
  const verdicts = forms.map(({ sender, recipient }) => {
    const request = { peer: '203.0.113.77', localAddress: '192.0.2.1', sender, recipient };
    return `${recipient}: ${decide(compiled!, request).verdict}`;
  });
  expect(verdicts.filter((verdict) => !verdict.endsWith('reject'))).toEqual([]);
});
