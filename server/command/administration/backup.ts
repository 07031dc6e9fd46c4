/** `gatepost backup`: one file of a Gatepost that runs, and a list of those that the schedule has made. */
import type { Command } from 'commander';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sizeText } from '../../../shared/address/octets-text.js';
import {
  BACKUPS_PATH,
  type Backup,
  type BackupList,
  type BackupRequest,
} from '../../../shared/api/backups.js';
import { flushFolder } from '../../store/flush-folder.js';
import { CommandFault, misused } from './fault.js';
import { doing, type Asked, type Settings } from './frame.js';
import { Progress, remark, say, sayJson, sayTable, timeText } from './output.js';
import {
  offerPassphrase,
  passphraseOf,
  strongPassphrase,
  type PassphraseOptions,
} from './passphrase.js';

interface TakeOptions extends PassphraseOptions {
  readonly withLog?: boolean;
  readonly queue: boolean;
}

const LOOK_MS = 200;
const NO_SECRETS =
  'Not encrypted: the keys of its secrets are not in it. On another host passwords for other servers, pasted keys and second factors must be entered again.';

export function addBackup(program: Command, settings: Settings): void {
  const backup = program.command('backup').description('one file with all that is set up');
  doing<TakeOptions>(
    offerPassphrase(
      backup
        .command('take', { isDefault: true })
        .description('write it while Gatepost runs; - is standard output')
        .argument('<file>')
        .option('--with-log', 'with the decision log')
        .option('--no-queue', 'without the messages that wait'),
      'pass phrase that encrypts it',
    ),
    settings,
    take,
  );
  doing(backup.command('list').description('those that the schedule has made'), settings, list);
}

async function take(asked: Asked, options: TakeOptions, [file = '']: readonly string[]) {
  const toOutput = file === '-';
  if (!toOutput && existsSync(file)) throw misused(`${file} is there already: name another file.`);
  const given = await passphraseOf(options, false);
  const passphrase = given === null ? null : strongPassphrase(given);
  const body: BackupRequest = {
    log: options.withLog ?? false,
    queue: options.queue,
    ...(passphrase !== null && { passphrase }),
  };
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const begun = (await asked.console.send<Backup>('POST', BACKUPS_PATH, { body })).body;
  const path = `${BACKUPS_PATH}/${encodeURIComponent(begun.id)}`;
  try {
    const made = await ended(asked, path, begun, stopping.signal);
    await fetched(asked, path, toOutput ? null : file, stopping.signal);
    if (passphrase === null) remark(NO_SECRETS);
    // Standard output holds the backup itself.
    if (asked.asJson && !toOutput) sayJson(made);
    else if (!toOutput) say(`${file}: ${contentsOf(made)}.`);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw misused('Stopped: nothing is left of it.');
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await asked.console.send('DELETE', path).catch(() => undefined);
  }
}

async function ended(
  { console }: Asked,
  path: string,
  begun: Backup,
  signal: AbortSignal,
): Promise<Backup> {
  const progress = new Progress();
  let backup = begun;
  try {
    while (backup.state === 'running') {
      const { doing: what, octets, total } = backup;
      progress.tell(total > 0 ? `${what}: ${sizeText(octets)} of ${sizeText(total)}` : what);
      await sleep(LOOK_MS, null, { signal });
      backup = await console.get<Backup>(path);
    }
  } finally {
    progress.end();
  }
  if (backup.state === 'done') return backup;
  const message = backup.problem ?? 'The backup was stopped.';
  throw new CommandFault({ code: 'unavailable', message });
}

/** Under another name until it is whole; null: to standard output. */
async function fetched({ console }: Asked, path: string, file: string | null, signal: AbortSignal) {
  const answer = await console.open('GET', `${path}/file`);
  if (file === null) return pipeline(answer, process.stdout, { signal, end: false });
  const unfinished = `${file}.part`;
  try {
    const sink = createWriteStream(unfinished, { mode: 0o600, flush: true });
    await pipeline(answer, sink, { signal });
    await rename(unfinished, file);
    await flushFolder(dirname(file));
  } catch (error) {
    await rm(unfinished, { force: true });
    if (signal.aborted) throw error;
    throw misused(`${file} cannot be written: ${(error as Error).message}.`);
  }
}

function contentsOf({ queue, log, encrypted }: Backup): string {
  const parts = ['rules, accounts, settings', queue && 'queue', log && 'log'].filter(Boolean);
  return `${parts.join(', ')}${encrypted ? '; encrypted, with the keys of its secrets' : ''}`;
}

async function list(asked: Asked) {
  const found = await asked.console.get<BackupList>(BACKUPS_PATH);
  if (asked.asJson) return sayJson(found);
  const { items, folder, last } = found;
  if (items.length === 0) say(`There is none in ${folder}.`);
  else {
    sayTable(
      ['Made', 'Size', 'Encrypted', `File in ${folder}`],
      items.map(({ at, octets, encrypted, id }) => [
        timeText(at),
        sizeText(octets),
        encrypted ? 'yes' : 'no',
        id,
      ]),
    );
  }
  if (last && last.problem !== null)
    remark(`The last one failed (${timeText(last.at)}): ${last.problem}`);
}
