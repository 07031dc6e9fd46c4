/**
 * kill -9 of relay, console, both or all at seeded moments under load, every other time while the next hop
 * or the DNS fails, with the account that every acknowledged message arrives.
 *
 * False when a message was lost, or came twice where no answer was in flight; the data folder is kept then.
 * Threats: T14.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { KillDriver } from '../support/kill-driver.js';
import type { Balance } from '../support/mail-account.js';
import { FailingNeighbours, HOP } from './neighbours.js';
import { permitting } from '../support/permitting.js';

const KILLS_A_ROUND = 20;
const FAULT_MS = 2000;

export interface KillOptions {
  readonly minutes: number;
  readonly kills: number;
  readonly seed: number;
}

export async function soakKills(options: KillOptions): Promise<boolean> {
  const neighbours = await new FailingNeighbours().start();
  const { sink, dns } = neighbours;
  const port = await freePort();
  const gatepost = await Gatepost.start({
    environment: {
      GATEPOST_SMTP: `127.0.0.1:${port}`,
      GATEPOST_DNS: `${dns.place.host}:${dns.place.port}`,
    },
  });
  await gatepost.apply({
    restrictions: permitting('127.0.0.1'),
  });
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: HOP, port: sink.port, tls: 'none' },
    retry: [1],
  });

  const driver = new KillDriver({ gatepost, port, sink, seed: options.seed });
  const deadline = performance.now() + options.minutes * 60_000;
  const total = { rounds: 0, kills: 0, faults: 0, acknowledged: 0, doubled: 0, repeated: 0 };
  const lost: string[] = [];
  const unexplained: string[] = [];
  console.log(`seed ${options.seed}, data in ${gatepost.data}`);
  while (total.kills < options.kills || performance.now() < deadline) {
    driver.startLoad();
    for (let kills = 0; kills < KILLS_A_ROUND; kills += 1) await killOnce();
    add(await driver.balance());
    // Hours of it must not fill the memory.
    gatepost.lines.length = sink.sessions.length = dns.asked.length = 0;
  }
  const isGood = lost.length === 0 && unexplained.length === 0;
  console.log(
    `seed ${options.seed}: ${total.rounds} rounds, ${total.kills} kills, ${total.faults} other faults, ` +
      `${total.acknowledged} acknowledged, ${lost.length} lost, ${total.doubled} doubled ` +
      `(${unexplained.length} of them with no answer in flight), ` +
      `${total.repeated} repeated because the next hop did not answer`,
  );
  if (isGood) await gatepost.stop();
  else {
    console.log(
      `kept: ${gatepost.data}; lost: ${lost.join(' ')}; unexplained: ${unexplained.join(' ')}`,
    );
    await gatepost.halt();
  }
  await neighbours.stop();
  return isGood;

  async function killOnce(): Promise<void> {
    const fault = driver.random() < 0.5 ? await neighbours.fail(driver.random) : null;
    const victim = await driver.kill();
    total.kills += 1;
    if (!fault) return;
    total.faults += 1;
    await wait(driver.random() * FAULT_MS);
    await fault.heal();
    console.log(`  ${victim} killed, ${fault.name}`);
  }

  function add(balance: Balance): void {
    total.rounds += 1;
    total.acknowledged += balance.acknowledged;
    total.doubled += balance.doubled;
    total.repeated += balance.repeated;
    lost.push(...balance.lost);
    unexplained.push(...balance.unexplained);
    console.log(
      `round ${total.rounds}: ${total.kills} kills, ${balance.acknowledged} acknowledged, ` +
        `${balance.lost.length} lost, ${balance.doubled} doubled`,
    );
  }
}
