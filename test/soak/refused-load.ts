/** A stranger that asks to relay, again and again: what it is told must never be yes. */
import { setTimeout as wait } from 'node:timers/promises';
import { SmtpClient } from '../support/smtp-client.js';

export interface RefusedLoadOptions {
  readonly port: number;
  /** Where they come from; default: one address. */
  readonly addresses?: readonly string[];
  /** Milliseconds between recipients. */
  readonly pause?: number;
}

const RECIPIENTS = 20;

export class RefusedLoad {
  readonly #options: RefusedLoadOptions;
  #going = true;
  #loops: Promise<void>[] = [];
  asked = 0;
  /** Answers that took a recipient. */
  readonly accepted: string[] = [];

  constructor(options: RefusedLoadOptions) {
    this.#options = options;
    const { addresses = ['127.0.0.66'] } = options;
    this.#loops = addresses.map((address) => this.#ask(address));
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  async #ask(localAddress: string): Promise<void> {
    const { port, pause = 50 } = this.#options;
    while (this.#going) {
      const client = await SmtpClient.open({ port, localAddress }).catch(() => null);
      if (!client) {
        await wait(100);
        continue;
      }
      await client.say('EHLO stranger.test');
      await client.say('MAIL FROM:<s@stranger.test>');
      for (let count = 0; this.#going && count < RECIPIENTS; count += 1) {
        const reply = await client.say(`RCPT TO:<r${count}@remote.test>`);
        if (reply === '') break;
        this.asked += 1;
        if (reply.startsWith('2')) this.accepted.push(`${localAddress}: ${reply}`);
        await wait(pause);
      }
      client.close();
    }
  }
}
