/** What an administrator has the relay look at: hosts, by a dialogue; names, in DNS; and itself. */
import type { Delivery } from '../../shared/api/delivery.js';
import type { Compiled } from '../../shared/engine/compile.js';
import type { Environment } from '../environment.js';
import type { DataFolder } from '../store/layout.js';
import type { Log } from '../log.js';
import { hostDialogue } from './delivery/host-dialogue.js';
import { nameCheck, type CheckNames } from './delivery/name-check.js';
import { DialogueDesk } from './dialogue-desk.js';
import { listedIn } from './listed.js';
import type { Listeners } from './listeners.js';
import { SelfTests } from './self-test/self-tests.js';
import { selfTestSteps } from './self-test/steps.js';
import { SenderCheck } from './senders/sender-check.js';

export interface DiagnosticsOptions {
  readonly environment: Environment;
  readonly folder: DataFolder;
  readonly log: Log;
  readonly settings: () => Delivery;
  readonly rules: () => Compiled | null;
  readonly listeners: Listeners;
  readonly diskProblem: () => string | null;
}

export interface Diagnostics {
  readonly dialogues: DialogueDesk;
  readonly checkNames: CheckNames;
  readonly selfTests: SelfTests;
}

/** Milliseconds for one question about SPF. */
const SPF_MS = 10_000;

/** `ends` are called when the relay stops. */
export function beginDiagnostics(
  options: DiagnosticsOptions,
  ends: (() => unknown)[],
): Diagnostics {
  const { environment, folder, log, settings, rules, listeners, diskProblem } = options;
  const { hostname, dns } = environment;
  const ownListeners = () => listeners.bound();
  const hold = hostDialogue({ settings, hostname, dns, ownListeners, folder });
  const checkNames = nameCheck(environment);
  const dialogues = new DialogueDesk(hold);
  const onFault = (line: string) => log.error(line);
  const senders = new SenderCheck({ hostname, dns, log: onFault, within: SPF_MS });
  const surroundings = {
    hostname,
    dns,
    folder: folder.root,
    settings,
    rules,
    listeners,
    diskProblem,
    hold,
    checkNames,
    isProxy: listedIn(() => settings().proxies),
    vouches: (asked: Parameters<SenderCheck['verify']>[0]) => senders.verify(asked),
  };
  const selfTests = new SelfTests(() => selfTestSteps(surroundings));
  ends.push(() => {
    dialogues.stop();
    selfTests.end();
    senders.stop();
  });
  return { dialogues, checkNames, selfTests };
}
