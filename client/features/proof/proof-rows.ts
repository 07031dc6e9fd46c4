/** A row of the list as it is shown and exported; worked out when it comes into view. */
import { networkFromText, width } from '../../../shared/address/network.js';
import { difference, sizeOf, unionOf } from '../../../shared/engine/address-set.js';
import { NOT_PUBLIC } from '../../../shared/engine/permitted.js';
import { proofRow } from '../../../shared/engine/proof.js';
import type { ShownProof } from './use-proof.js';

export interface NetworkRow {
  readonly network: string;
  readonly note: string;
  readonly until: string | undefined;
  readonly family: 4 | 6;
  /** How many addresses it adds, or takes away. */
  readonly size: bigint;
  /** It takes away. */
  readonly less: boolean;
  readonly public: 'none' | 'some' | 'all';
}

export function networkRow({ answer, rules }: ShownProof, row: number): NetworkRow {
  const { entry, from } = proofRow(rules, answer, row);
  const own = measured(entry.network);
  const size = from ? smaller(own.size, measured(from.network).size) : own.size;
  return {
    network: entry.network,
    note: entry.note ?? '',
    until: entry.until,
    family: own.family,
    size,
    less: from !== null,
    public: from === null ? publicPart(entry.network, own) : 'none',
  };
}

interface Measured {
  readonly family: 4 | 6;
  readonly size: bigint;
}

function measured(cidr: string): Measured {
  const network = networkFromText(cidr);
  if (!network.ok) return { family: 4, size: 0n };
  const { ip, prefix } = network.value;
  return { family: ip.family, size: 1n << BigInt(width(ip) - prefix) };
}

function publicPart(cidr: string, { family, size }: Measured): NetworkRow['public'] {
  const open = sizeOf(difference(unionOf([cidr]), NOT_PUBLIC), family);
  return open === 0n ? 'none' : open === size ? 'all' : 'some';
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
