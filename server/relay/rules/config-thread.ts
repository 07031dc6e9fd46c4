/**
 * Reads config.db in a thread of its own: neither the disk nor the reading of 100,000 entries is the
 * business of the thread that answers peers. The lists of networks are compiled here and handed over
 * as they are; the other lists go over in parts on demand, because even taking a large message out of
 * a port takes time.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { Security } from '../../../shared/api/security.js';
import type { Issue } from '../../../shared/api/errors.js';
import { compileNetworks, type CompiledNetworks } from '../../../shared/engine/compile.js';
import { buffersOf } from '../../../shared/engine/networks.js';
import type { Rules } from '../../../shared/rules/schema.js';
import {
  RelayConfigReader,
  type AccountSecrets,
  type ConfigNumbers,
} from '../../store/config/relay-reader.js';
import {
  DELIVERY,
  keptJson,
  opened as openedSettings,
  SECURITY,
  settingsFromStored,
  type SettingsKind,
} from '../../store/sealed-settings.js';
import { Secrets } from '../../store/secrets.js';

/** What can be asked; one answer each, in order. */
export interface ConfigQuestions {
  numbers(nothing: null): ConfigNumbers;
  /** `json` is for keeping, with its secrets sealed. */
  delivery(version: number): { settings: Delivery; json: string };
  /** Opens a set of rules: everything but the lists that `part` brings. `json` stands in for the file. */
  rules(from: { revision: number } | { json: string }): OpenedRules;
  /** The next entries of the opened rules; null when there are no more. */
  part(nothing: null): RulesPart | null;
  security(version: number): { settings: Security; json: string };
  account(name: string): AccountSecrets | null;
  /** Changes when the key file does: what could not be opened may open then. */
  keyStamp(nothing: null): string;
}

export interface ConfigThreadData {
  readonly path: string;
  readonly keyFile: string;
}

export interface OpenedRules {
  /** With empty lists. */
  readonly head: Rules;
  readonly networks: CompiledNetworks;
}
export type ListName = 'routes' | 'internalAddresses';
export interface RulesPart {
  readonly list: ListName;
  readonly entries: readonly unknown[];
}

const PART = 256;
const { path, keyFile } = workerData as ConfigThreadData;
const secrets = new Secrets(keyFile);
let reader: RelayConfigReader | null = null;
let opened: number | null = null;
let parts: RulesPart[] = [];

const answers: { [K in keyof ConfigQuestions]: ConfigQuestions[K] } = {
  numbers: () => open().numbers(),
  delivery: (version) => settingsOf(DELIVERY, open().delivery(version)),
  security: (version) => settingsOf(SECURITY, open().security(version)),
  rules(from) {
    const json = 'json' in from ? from.json : open().rules(from.revision);
    // Checked when it was stored; what has become unreadable since is found by `compile`.
    const rules = JSON.parse(json) as Rules;
    parts = [
      ...split('routes', rules.routes),
      ...split('internalAddresses', rules.restrictions.internalAddresses.entries),
    ].toReversed();
    return { head: headOf(rules), networks: networksOf(rules) };
  },
  part: () => parts.pop() ?? null,
  account: (name) => open().account(name),
  keyStamp: () => secrets.stamp(),
};

parentPort!.on('message', ({ id, name, argument }) => {
  try {
    const answer = answers[name as keyof ConfigQuestions] as (argument: unknown) => unknown;
    const value = answer(argument);
    parentPort!.postMessage({ id, value }, transferOf(value));
  } catch (error) {
    reader?.close();
    reader = null; // the file may have been replaced: open it anew next time
    parentPort!.postMessage({ id, error: (error as Error).message });
  }
});

/** A file that was moved away or replaced is noticed, although the open one can still be read. */
function open(): RelayConfigReader {
  const file = statSync(path, { throwIfNoEntry: false })?.ino ?? null;
  if (reader && file !== opened) {
    reader.close();
    reader = null;
  }
  reader ??= RelayConfigReader.open(path);
  opened = file;
  return reader;
}

function settingsOf<T>(kind: SettingsKind<T>, json: string): { settings: T; json: string } {
  const stored = settingsFromStored(kind, json);
  return {
    settings: openedSettings(kind, stored, secrets),
    json: keptJson(kind, stored, secrets),
  };
}

function networksOf(rules: Rules): CompiledNetworks {
  const issues: Issue[] = [];
  const steps = compileNetworks(rules, issues);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const [issue] = issues;
  if (issue) throw new Error(`The rules cannot be enforced: ${issue.path}: ${issue.message}`);
  return step.value;
}

/** Tables are handed over, not copied. */
function transferOf(value: unknown): ArrayBuffer[] {
  const { networks } = (value ?? {}) as Partial<OpenedRules>;
  return networks ? [...buffersOf(networks.addresses), ...buffersOf(networks.never)] : [];
}

function split(list: ListName, entries: readonly unknown[]): RulesPart[] {
  const count = Math.ceil(entries.length / PART);
  return Array.from({ length: count }, (_, i) => ({
    list,
    entries: entries.slice(i * PART, (i + 1) * PART),
  }));
}

function headOf(rules: Rules): Rules {
  const { addresses, internalAddresses, authenticated } = rules.restrictions;
  return {
    ...rules,
    routes: [],
    restrictions: {
      authenticated,
      addresses: { ...addresses, entries: [] },
      internalAddresses: { ...internalAddresses, entries: [] },
      never: { entries: [] },
    },
  };
}
