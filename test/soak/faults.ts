/**
 * Every kind of fault, one after another at random moments, under a load of mail that must be taken and mail
 * that must not: kill -9, a full disk, a clock that jumps, DNS and next hop that fail, a config.db that is
 * garbage. In the end every acknowledged message was delivered (one that waits because of the clock is tried
 * by hand), and no refused recipient was ever taken.
 *
 * False when a promise was broken; the data folder is kept then. Without the right to mount, the disk is never full.
 * Threats: T2, T14, T15.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fill, memoryFileSystem, NO_MOUNT } from '../support/file-system.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { KillDriver } from '../support/kill-driver.js';
import { until } from '../support/until.js';
import { FailingNeighbours, HOP } from './neighbours.js';
import { RefusedLoad } from './refused-load.js';
import { permitting } from '../support/permitting.js';

const FAULTS_A_ROUND = 12;
const FAULT_MS = 3000;
const DISK_MIB = 256;
/** Less than a message may wait, so that none is given up because of the clock. */
const MOST_JUMP_MS = 12 * 3600 * 1000;
const PRELOADED = join(import.meta.dirname, '../../../test/support/shift-clock.mjs');

export interface FaultOptions {
  readonly minutes: number;
  readonly seed: number;
}

export async function soakFaults({ minutes, seed }: FaultOptions): Promise<boolean> {
  const neighbours = await new FailingNeighbours().start();
  const { sink, dns } = neighbours;
  const port = await freePort();
  const disk = memoryFileSystem(DISK_MIB);
  if (!disk) console.log(`No full disk: ${NO_MOUNT}.`);
  const data = disk?.path ?? mkdtempSync(join(tmpdir(), 'gatepost-soak-'));
  const clock = join(mkdtempSync(join(tmpdir(), 'gatepost-clock-')), 'offset');
  const gatepost = await Gatepost.start({
    data,
    environment: {
      GATEPOST_SMTP: `127.0.0.1:${port}`,
      // One that it has again when the supervisor starts it again.
      GATEPOST_CONSOLE: `127.0.0.1:${await freePort()}`,
      GATEPOST_DNS: `${dns.place.host}:${dns.place.port}`,
      NODE_OPTIONS: `--import=${PRELOADED}`,
      SHIFT_CLOCK: clock,
    },
  });
  await gatepost.apply({
    restrictions: permitting('127.0.0.1'),
  });
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: HOP, port: sink.port, tls: 'none' },
    retry: [1],
  });

  const driver = new KillDriver({ gatepost, port, sink, seed });
  const refused = new RefusedLoad({ port });
  const pause = () => wait(driver.random() * FAULT_MS);

  const faults: Readonly<Record<string, () => Promise<string>>> = {
    kill: async () => `${await driver.kill()} killed`,
    neighbour: async () => {
      const fault = await neighbours.fail(driver.random);
      await pause();
      await fault.heal();
      return fault.name;
    },
    'neighbour and kill': async () => {
      const fault = await neighbours.fail(driver.random);
      const victim = await driver.kill();
      await pause();
      await fault.heal();
      return `${victim} killed, ${fault.name}`;
    },
    clock: async () => {
      const hours = Math.round((2 * driver.random() - 1) * MOST_JUMP_MS) / 3600_000;
      writeFileSync(clock, String(hours * 3600_000));
      await pause();
      writeFileSync(clock, '0');
      return `clock off by ${hours.toFixed(1)} hours for a while`;
    },
    disk: async () => {
      if (!disk) return 'no full disk';
      const { free } = await fill(disk.path, Math.floor(driver.random() * 64 * 1024));
      driver.account.noteDiskFull();
      await pause();
      await free();
      driver.account.noteDiskFree();
      return 'disk full for a while';
    },
    'config.db': async () => {
      await gatepost.halt();
      const path = join(data, 'config.db');
      const kept = `${path}.kept`;
      copyFileSync(path, kept);
      for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
      writeFileSync(path, Buffer.alloc(50_000 + driver.random() * 50_000, 'garbage'));
      gatepost.spawn();
      await driver.mailIsTaken();
      await gatepost.kill();
      driver.account.noteRelayKilled();
      for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
      copyFileSync(kept, path);
      rmSync(kept);
      await startAgain(gatepost);
      return 'config.db garbage, the relay on its own';
    },
  };

  const names = Object.keys(faults);
  const counted = new Map<string, number>(names.map((name) => [name, 0]));
  const deadline = performance.now() + minutes * 60_000;
  const lost: string[] = [];
  const unexplained: string[] = [];
  let acknowledged = 0;
  let byHand = 0;
  console.log(`seed ${seed}, data in ${data}`);
  do {
    driver.startLoad();
    for (let count = 0; count < FAULTS_A_ROUND; count += 1) {
      const name = names[Math.floor(driver.random() * names.length)]!;
      const told = await faults[name]!();
      counted.set(name, counted.get(name)! + 1);
      await driver.mailIsTaken();
      console.log(`  ${told}`);
    }
    await driver.endLoad();
    // What the clock made wait is queued: it is tried by hand.
    // The console may be on its way back.
    await until(
      () =>
        gatepost.logOn().then(
          () => true as const,
          () => null,
        ),
      60_000,
    );
    const waiting = (await gatepost.status()).relay?.queued ?? 0;
    byHand += waiting;
    if (waiting > 0) {
      const selection = { filter: {} };
      await gatepost.api('POST', '/api/queue/actions', { action: 'retry', selection });
    }
    const balance = await driver.balance();
    acknowledged += balance.acknowledged;
    lost.push(...balance.lost);
    unexplained.push(...balance.unexplained);
    console.log(
      `${balance.acknowledged} acknowledged, ${balance.lost.length} lost, ` +
        `${balance.doubled + balance.repeated} came again, ${refused.asked} refused so far`,
    );
    gatepost.lines.length = sink.sessions.length = dns.asked.length = 0;
  } while (performance.now() < deadline);
  await refused.stop();

  const isGood = lost.length + unexplained.length + refused.accepted.length === 0;
  console.log(
    `seed ${seed}: ${[...counted].map(([name, count]) => `${count} ${name}`).join(', ')}; ` +
      `${acknowledged} acknowledged, ${lost.length} lost, ${unexplained.length} came again without a reason, ` +
      `${byHand} waited at the end of a round; ${refused.asked} recipients refused, ${refused.accepted.length} taken`,
  );
  await gatepost.halt();
  await neighbours.stop();
  if (!isGood) {
    console.log(`kept: ${data}`);
    console.log([...lost, ...unexplained, ...refused.accepted].slice(0, 50).join('\n'));
    return false;
  }
  disk?.unmount();
  rmSync(data, { recursive: true, force: true });
  return true;
}

/** The processes of the one before end a moment after it: their lock may still stand. */
async function startAgain(gatepost: Gatepost): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await gatepost.start();
    } catch (error) {
      if (attempt === 20) throw error;
      await wait(250);
    }
  }
}
