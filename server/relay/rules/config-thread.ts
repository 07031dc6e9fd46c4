/**
 * Reads config.db in a thread of its own: neither the disk nor the parsing and checking of 100,000
 * entries is the business of the thread that answers peers. Rules are handed over in parts on demand,
 * because even taking a large message out of a port takes time.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { deliverySchema, type Delivery } from '../../../shared/api/delivery.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { RelayConfigReader, type ConfigNumbers } from '../../store/config/relay-reader.js';

/** What can be asked; one answer each, in order. */
export interface ConfigQuestions {
  numbers(nothing: null): ConfigNumbers;
  delivery(version: number): { settings: Delivery; json: string };
  /** Opens a set of rules: everything but its lists, which `part` brings. `json` overrides the file. */
  rules(from: { revision: number } | { json: string }): { head: Rules; json: string };
  /** The next entries of the opened rules; null when there are no more. */
  part(nothing: null): RulesPart | null;
  account(name: string): { name: string; password: string } | null;
}

export type ListName = 'routes' | 'addresses' | 'internalAddresses' | 'never';
export interface RulesPart {
  readonly list: ListName;
  readonly entries: readonly unknown[];
}

const PART = 256;
const { path } = workerData as { path: string };
let reader: RelayConfigReader | null = null;
let opened: number | null = null;
let parts: RulesPart[] = [];

const answers: { [K in keyof ConfigQuestions]: ConfigQuestions[K] } = {
  numbers: () => open().numbers(),
  delivery(version) {
    const json = open().delivery(version);
    return { settings: deliverySchema.parse(JSON.parse(json)), json };
  },
  rules(from) {
    const json = 'json' in from ? from.json : open().rules(from.revision);
    // Checked when it was stored; what has become unreadable since is found by `compile`.
    const rules = JSON.parse(json) as Rules;
    const { restrictions } = rules;
    parts = [
      ...split('routes', rules.routes),
      ...split('addresses', restrictions.addresses.entries),
      ...split('internalAddresses', restrictions.internalAddresses.entries),
      ...split('never', restrictions.never.entries),
    ].reverse();
    return { head: headOf(rules), json };
  },
  part: () => parts.pop() ?? null,
  account: (name) => open().account(name),
};

parentPort!.on('message', ({ id, name, argument }) => {
  try {
    const answer = answers[name as keyof ConfigQuestions] as (argument: unknown) => unknown;
    parentPort!.postMessage({ id, value: answer(argument) });
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
