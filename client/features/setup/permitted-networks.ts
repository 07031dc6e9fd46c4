/** "Hosts and clients with these IP addresses" as set-up has them: some ticked, others typed one a line. */
import { cidrToText } from '../../../shared/address/network.js';
import type { NetworkEntry, Restrictions, Rules } from '../../../shared/rules/schema.js';
import { readLines } from '../../address-list/pasted-lines.js';
import type { FieldProblem } from '../../components/problem.js';

type Addresses = Restrictions['addresses'];

export interface TypedNetworks {
  readonly entries: readonly NetworkEntry[];
  /** What is wrong with the first line that cannot be read. */
  readonly problem: FieldProblem | null;
}

export function readTyped(text: string): TypedNetworks {
  const lines = readLines('network', text.split('\n'), []);
  const wrong = lines.find(({ state }) => state === 'wrong');
  const nearest = wrong?.suggestions[0];
  const message = wrong && `${wrong.remark}${nearest ? ` Nearest: ${nearest}` : ''}`;
  return {
    entries: lines.flatMap(({ state, value, note }) =>
      state === 'good' ? [{ network: value, ...(note !== '' && { note }) }] : [],
    ),
    problem: message === undefined ? null : { message },
  };
}

/** Those that are not offered to be ticked, as they are typed. */
export function othersOf({ entries }: Addresses, offered: ReadonlySet<string>): string {
  return entries
    .filter(({ network }) => !offered.has(network))
    .map(({ network }) => cidrToText(network))
    .join('\n');
}

/**
 * Rules that permit these. `stood` is the list as set-up found it: what stood there keeps its note and its
 * end, whatever is typed in between. A box that was not ticked over entries stays so: they would all come
 * into force with the first that is added.
 */
export function withPermitted(
  rules: Rules,
  stood: Addresses,
  wanted: readonly NetworkEntry[],
): Rules {
  const { restrictions } = rules;
  const networks = new Set(wanted.map(({ network }) => network));
  const kept = stood.entries.filter(({ network }) => networks.has(network));
  const known = new Set(kept.map(({ network }) => network));
  const entries = [...kept, ...wanted.filter(({ network }) => !known.has(network))];
  const begins = stood.entries.length === 0 && entries.length > 0;
  const enabled = restrictions.addresses.enabled || begins;
  return { ...rules, restrictions: { ...restrictions, addresses: { enabled, entries } } };
}
