/** `gatepost restore`: a backup into a data folder in which nothing runs. Its work is loaded only when it is asked for. */
import type { Command } from 'commander';
import { doing, type Settings } from './frame.js';
import { offerPassphrase, type PassphraseOptions } from './passphrase.js';

export interface RestoreOptions extends PassphraseOptions {
  readonly replace?: boolean;
  readonly check?: boolean;
}

export function addRestore(program: Command, settings: Settings): void {
  doing<RestoreOptions>(
    offerPassphrase(
      program
        .command('restore')
        .description('put a backup into the data folder; Gatepost must not run there')
        .argument('<file>', '- is standard input')
        .option('--replace', 'what is there already is moved aside')
        .option('--check', 'read and check the whole file, and change nothing'),
      'pass phrase of the backup',
    ),
    settings,
    async (asked, options, args) => {
      const { restore } = await import('./restoring.js');
      await restore(asked, options, args);
    },
  );
}
