/** What other users notice while passwords are guessed: their logons' time before and meanwhile. */
import { Gatepost } from '../../support/gatepost.js';
import { SmtpClient } from '../../support/smtp-client.js';

const ATTEMPTS = 10_000;
const SESSIONS = 50;
const PASSWORD = 'a long password';

export async function benchGuessing(): Promise<void> {
  const gatepost = await Gatepost.start();
  await gatepost.api('POST', '/api/accounts', { name: 'user', password: PASSWORD });
  await gatepost.api('POST', '/api/accounts', { name: 'victim', password: PASSWORD });
  const { smtpPort: port } = gatepost;
  console.log(`\nGuessing: ${ATTEMPTS} wrong passwords from ${SESSIONS} addresses.\n`);
  const quiet: number[] = [];
  for (let i = 0; i < 50; i += 1) quiet.push(await timed(port, 'user', PASSWORD, '127.0.0.1'));

  const replies = new Map<string, number>();
  const begun = performance.now();
  const guesses = { left: ATTEMPTS };
  const guessing = Promise.all(
    Array.from({ length: SESSIONS }, async (_, n) => {
      while (guesses.left > 0) {
        guesses.left -= 1;
        const reply = await logon(port, 'victim', `guess ${guesses.left}`, `127.0.7.${n + 1}`);
        const code = reply.slice(0, 3) || 'closed';
        replies.set(code, (replies.get(code) ?? 0) + 1);
      }
    }),
  );
  const meanwhile: number[] = [];
  while (guesses.left > 0) meanwhile.push(await timed(port, 'user', PASSWORD, '127.0.0.1'));
  await guessing;
  const seconds = (performance.now() - begun) / 1000;
  const told = [...replies].map(([code, count]) => `${count} x ${code}`).join(', ');
  console.log(`attempts/s ${Math.round(ATTEMPTS / seconds)}, answered ${told}`);
  console.log('logon of another user, ms: median     p99     max');
  console.log(`  before                 ${row(quiet)}`);
  console.log(`  meanwhile (${String(meanwhile.length).padStart(4)})       ${row(meanwhile)}`);
  await gatepost.stop();
}

async function timed(port: number, name: string, password: string, from: string): Promise<number> {
  const client = await opened(port, from);
  const begun = performance.now();
  const reply = await client.say(plain(name, password));
  const took = performance.now() - begun;
  client.close();
  if (!reply.startsWith('235')) throw new Error(`a good logon was answered ${reply}`);
  return took;
}

async function logon(port: number, name: string, password: string, from: string): Promise<string> {
  const client = await opened(port, from);
  const reply = await client.say(plain(name, password));
  client.close();
  return reply;
}

async function opened(port: number, localAddress: string): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port, localAddress });
  await client.say('EHLO peer.test');
  await client.startTls();
  await client.say('EHLO peer.test');
  return client;
}

function plain(name: string, password: string): string {
  return `AUTH PLAIN ${Buffer.from(`\0${name}\0${password}`).toString('base64')}`;
}

function row(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return [0.5, 0.99, 1].map((part) => (at(part) ?? NaN).toFixed(1).padStart(8)).join('');
}
