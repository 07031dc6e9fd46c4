/** All commands of administrators. Loaded apart: the services need none of it, and start sooner without it. */
import type { Command } from 'commander';
import { addAccounts } from './accounts.js';
import { addBackup } from './backup.js';
import { addCheck } from './check.js';
import type { Settings } from './frame.js';
import { addLog } from './log.js';
import { addPeople } from './people.js';
import { addQueue } from './queue.js';
import { addRestore } from './restore.js';
import { addRules } from './rules.js';
import { addTestRelay } from './test-relay.js';
import { addTransfer } from './transfer.js';

/** Adds them to the gatepost command, and what is about people to its command `user`. */
export function addAdministration(command: Command, user: Command, settings: Settings): void {
  addRules(command, settings);
  addCheck(command, settings);
  addQueue(command, settings);
  addLog(command, settings);
  addAccounts(command, settings);
  addPeople(user, settings);
  addTransfer(command, settings);
  addBackup(command, settings);
  addRestore(command, settings);
  addTestRelay(command, settings);
}
