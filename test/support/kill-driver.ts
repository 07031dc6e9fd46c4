/**
 * kill -9 at seeded moments under load, with the account of what was acknowledged: for `npm test` and
 * for `npm run soak`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Gatepost } from './gatepost.js';
import { MailAccount, type Balance } from './mail-account.js';
import { seeded } from './seeded.js';
import { SmtpClient } from './smtp-client.js';
import type { SmtpSink } from './smtp-sink.js';
import { until } from './until.js';

export type Victim = 'relay' | 'console' | 'both' | 'all';

export interface KillDriverOptions {
  readonly gatepost: Gatepost;
  /** Where the relay listens, over restarts. */
  readonly port: number;
  /** The next hop of everything that is sent. */
  readonly sink: SmtpSink;
  readonly seed: number;
  /** Sessions that send at once. */
  readonly senders?: number;
}

/** The supervisor waits longer with each kill: a new one, after so many, waits shortly again. */
const KILLS_A_SUPERVISOR = 4;
const BACK_MS = 60_000;
/** Nothing came for so long: it does not come any more. */
const STALL_MS = 30_000;

export class KillDriver {
  readonly account = new MailAccount();
  readonly random: () => number;
  readonly #options: KillDriverOptions;
  #going = false;
  #senders: Promise<void>[] = [];
  #sent = 0;
  #kills = 0;

  constructor(options: KillDriverOptions) {
    this.#options = options;
    this.random = seeded(options.seed);
    const { sink } = options;
    const { afterData } = sink.script;
    sink.script = {
      ...sink.script,
      afterData: (session) => {
        const said = afterData?.(session);
        // The account is all that is kept: hours of mail must not fill the memory.
        for (const { content } of sink.messages.splice(0)) {
          const id = /^X-Id: (.*)\r$/m.exec(content.toString('latin1', 0, 4096))?.[1];
          if (id !== undefined) this.account.noteArrived(id, said === 'DROP' || said === 'HANG');
        }
        return said;
      },
    };
  }

  /** Sends message after message until the balance is drawn. */
  startLoad(): void {
    const { senders = 4 } = this.#options;
    this.#going = true;
    this.#senders = Array.from({ length: senders }, () => this.#send());
  }

  /** Kills at a random moment, and waits until mail is taken again. */
  async kill(): Promise<Victim> {
    const { gatepost } = this.#options;
    await wait(50 + this.random() * 500);
    this.#kills += 1;
    const isLast = this.#kills % KILLS_A_SUPERVISOR === 0;
    const victim = isLast
      ? 'all'
      : (['relay', 'console', 'both'] as const)[Math.floor(this.random() * 3)]!;
    const { relay, console } = await gatepost.children();
    if (victim !== 'console') this.account.noteRelayKilled();
    const pids = { relay: [relay], console: [console], both: [relay, console], all: [] }[victim];
    for (const pid of pids) if (pid) process.kill(pid, 'SIGKILL');
    if (victim === 'all') {
      await Promise.all([gatepost.kill(), killed(relay), killed(console)]);
      await gatepost.start();
    }
    await this.mailIsTaken();
    return victim;
  }

  async endLoad(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#senders);
  }

  /** Ends the load, waits until everything that was acknowledged has come, and says what did not. */
  async balance(): Promise<Balance> {
    await this.endLoad();
    let missing = this.account.missing().length;
    for (let since = performance.now(); missing > 0;) {
      await wait(25);
      const now = this.account.missing().length;
      if (now < missing) since = performance.now();
      else if (performance.now() - since > STALL_MS) break;
      missing = now;
    }
    return this.account.balance();
  }

  /** Waits until another message has been acknowledged. */
  async mailIsTaken(): Promise<void> {
    const before = this.account.acknowledged;
    await until(() => (this.account.acknowledged > before ? true : null), BACK_MS);
  }

  async #send(): Promise<void> {
    const { port } = this.#options;
    while (this.#going) {
      const number = (this.#sent += 1);
      const client = await SmtpClient.open({ port }).catch(() => null);
      if (!client) {
        await wait(10);
        continue;
      }
      // One in four is large enough for a file of its own.
      const filler = number % 4 === 0 ? `${'x'.repeat(70)}\r\n`.repeat(2000) : '';
      const text = `X-Id: m${number}\r\n\r\n${filler}`;
      const replies = await client.message('s@sender.test', ['r@remote.test'], text);
      if (replies.at(-1)!.startsWith('250 2.0.0')) this.account.noteAcknowledged(`m${number}`);
      client.close();
      await wait(20);
    }
  }
}

/** kill -9, and gone. */
async function killed(pid: number): Promise<void> {
  if (!pid) return;
  await until(() => {
    try {
      process.kill(pid, 'SIGKILL');
      return null;
    } catch {
      return true;
    }
  });
}
