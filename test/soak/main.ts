/**
 * `npm run soak -- --minutes N`: mail under load while processes are killed, the next hop fails and
 * comes back, and DNS fails. Every acknowledged message has to arrive; it may arrive twice only where
 * the answer to a delivery was in flight. Exits with 1 when one was lost or doubled without a reason.
 */
import { Command, InvalidArgumentError } from 'commander';
import { DnsServer } from '../support/dns-server.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { KillDriver } from '../support/kill-driver.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { HopFaults } from './hop-faults.js';

interface Options {
  readonly minutes: number;
  readonly kills: number;
  readonly seed: number;
}

const { minutes, kills, seed } = new Command('soak')
  .description('Kills, a failing next hop and failing DNS under load; says what was lost.')
  .option('--minutes <n>', 'how long', countOf, 10)
  .option('--kills <n>', 'ends after so many kills, if that is sooner', countOf, Infinity)
  .option('--seed <n>', 'the same seed, the same order of faults', countOf, 1)
  .parse()
  .opts<Options>();

/** Kills between two balances. */
const ROUND = 10;

const sink = await new SmtpSink().start();
const dns = await new DnsServer({ 'hop.test': { a: ['127.0.0.1'] } }).start();
const port = await freePort();
const environment = {
  GATEPOST_SMTP: `127.0.0.1:${port}`,
  GATEPOST_DNS: `${dns.place.host}:${dns.place.port}`,
};
const gatepost = await Gatepost.start({ environment });
await gatepost.deliver({
  outbound: { kind: 'smarthost', host: 'hop.test', port: sink.port },
  retry: [1],
});
const { status } = await gatepost.apply({
  restrictions: {
    authenticated: false,
    addresses: { enabled: true, entries: [{ network: '127.0.0.1' }] },
    internalAddresses: { enabled: false, entries: [] },
    never: { entries: [] },
  },
});
if (status !== 200) throw new Error(`The rules were not enforced: ${status}.`);
const faults = new HopFaults(sink, dns, seed);
const driver = new KillDriver({ gatepost, port, sink, seed });

const total = { kills: 0, acknowledged: 0, lost: 0, doubled: 0, unexplained: 0 };
const until = performance.now() + minutes * 60_000;
while (performance.now() < until && total.kills < kills) {
  faults.begin();
  driver.startLoad();
  for (let i = 0; i < ROUND && total.kills < kills; i += 1) {
    await driver.kill();
    total.kills += 1;
  }
  faults.end();
  await gatepost.logOn();
  // What rests because of the faults is tried now.
  await gatepost.api('POST', '/api/queue/actions', { action: 'retry', selection: { filter: {} } });
  const { acknowledged, lost, doubled, unexplained } = await driver.balance();
  total.acknowledged += acknowledged;
  total.lost += lost.length;
  total.doubled += doubled;
  total.unexplained += unexplained.length;
  const strange = [...lost.map((id) => `${id} lost`), ...unexplained.map((id) => `${id} twice`)];
  console.log(
    `${total.kills} kills, ${faults.count} faults: ${total.acknowledged} acknowledged, ` +
      `${total.lost} lost, ${total.doubled} copies more, ${total.unexplained} of them without a reason` +
      (strange.length > 0 ? ` (${strange.slice(0, 10).join(', ')})` : ''),
  );
}
await gatepost.stop();
await Promise.all([sink.stop(), dns.stop()]);
console.log(`seed ${seed}: ${total.lost === 0 ? 'nothing was lost' : `${total.lost} LOST`}`);
process.exitCode = total.lost + total.unexplained > 0 ? 1 : 0;

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('A whole number.');
  return count;
}
