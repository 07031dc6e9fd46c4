/**
 * When each of Gatepost's own accounts was last used, and its failures: kept in memory and written to the
 * spool once a second at most, so that a flood of logons is no flood of writes.
 */
import type { LogonRecord } from '../../store/spool/spooled.js';
import type { Spool } from '../../store/spool/spool.js';

const WRITE_MS = 1000;

export class LogonRecords {
  readonly #spool: Spool;
  readonly #records = new Map<string, LogonRecord>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  async start(): Promise<void> {
    for (const record of await this.#spool.call('logons', null)) {
      this.#records.set(record.account, record);
    }
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#write();
  }

  record(name: string, isGood: boolean): void {
    const account = name.toLowerCase();
    const at = new Date().toISOString();
    const before = this.#records.get(account) ?? {
      account,
      lastUsed: null,
      lastFailure: null,
      failures: 0,
    };
    this.#records.set(
      account,
      isGood
        ? { ...before, lastUsed: at, failures: 0 }
        : { ...before, lastFailure: at, failures: before.failures + 1 },
    );
    this.#changed.add(account);
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_MS);
  }

  list(): LogonRecord[] {
    return [...this.#records.values()];
  }

  async #write(): Promise<void> {
    this.#timer = null;
    const changed = [...this.#changed].map((account) => this.#records.get(account)!);
    this.#changed.clear();
    if (changed.length === 0) return;
    // Lost on a full disk: the next logon is written again.
    await this.#spool.call('recordLogons', changed).catch(() => undefined);
  }
}
