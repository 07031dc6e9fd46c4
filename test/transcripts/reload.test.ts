/** What a change of rules means for the sessions that are there. Threats: T2. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start();
});
afterAll(() => gatepost.stop());

function permitting(...networks: string[]) {
  return {
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries: networks.map((network) => ({ network })) },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  };
}

async function session(): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO peer.test');
  return client;
}

test('fifty open sessions survive ten changes of rules, and meet each new set at their next message', async () => {
  const sessions = await Promise.all(Array.from({ length: 50 }, session));
  for (let round = 0; round < 10; round += 1) {
    const permitted = round % 2 === 0;
    const { status, body } = await gatepost.apply(permitting(permitted ? '127.0.0.1' : '10.0.0.1'));
    expect(status).toBe(200);
    expect(body.enforced).toMatchObject({ revision: body.revision });
    const replies = await Promise.all(
      sessions.map(async (client) => {
        await client.say('MAIL FROM:<s@sender.test>');
        const reply = await client.say('RCPT TO:<r@remote.test>');
        await client.say('RSET');
        return reply.slice(0, 3);
      }),
    );
    expect(new Set(replies)).toEqual(new Set([permitted ? '250' : '550']));
  }
  for (const client of sessions) client.close();
});

test('a message keeps the revision it began with, from MAIL FROM to its end', async () => {
  await gatepost.apply(permitting('127.0.0.1'));
  const client = await session();
  await client.say('MAIL FROM:<s@sender.test>');
  expect(await client.say('RCPT TO:<before@remote.test>')).toMatch(/^250/);
  const { body } = await gatepost.apply(permitting('10.0.0.1'));
  expect(await client.say('RCPT TO:<after@remote.test>')).toMatch(/^250/);
  await client.say('RSET');
  await client.say('MAIL FROM:<s@sender.test>');
  expect(await client.say('RCPT TO:<next@remote.test>')).toMatch(/^550/);
  client.close();
  await gatepost.decisions(1, 'recipient=next@remote.test');
  const rows = await gatepost.decisions(3, 'recipient=@remote.test&limit=3');
  expect(rows.map(({ recipient, revision }) => [recipient, revision])).toEqual([
    ['next@remote.test', body.revision],
    ['after@remote.test', body.revision - 1],
    ['before@remote.test', body.revision - 1],
  ]);
});

test('an entry ends at its time, without a change of rules', async () => {
  const ends = new Date(Date.now() + 1500).toISOString();
  const rules = permitting('127.0.0.1');
  rules.restrictions.addresses.entries = [
    { network: '127.0.0.1', until: ends } as { network: string },
  ];
  await gatepost.apply(rules);
  const client = await session();
  const reply = async () => {
    await client.say('MAIL FROM:<s@sender.test>');
    const answer = await client.say('RCPT TO:<r@remote.test>');
    await client.say('RSET');
    return answer.slice(0, 3);
  };
  expect(await reply()).toBe('250');
  await until(async () => ((await reply()) === '550' ? true : null));
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(ends));
  client.close();
});

test('a relay that nobody talks to enforces a new revision too, and says so', async () => {
  const { body } = await gatepost.apply(permitting('127.0.0.3'));
  const { relay } = await gatepost.status();
  expect(relay!.enforced).toMatchObject({ revision: body.revision });
});

test('every decision is in the log within half a second, and its reference finds it', async () => {
  const client = await session();
  await client.say('MAIL FROM:<s@sender.test>');
  const reply = await client.say('RCPT TO:<soon@remote.test>');
  client.close();
  const ref = /\(ref (\w{7})\)/.exec(reply)![1]!;
  await until(async () => {
    const { status } = await gatepost.api('GET', `/api/decisions/${ref}`);
    return status === 200 ? true : null;
  }, 5000);
});
