/** The whole proof as a table: who may relay without logging on, and what is taken from whom. */
import { csvLine } from '../../../shared/api/csv.js';
import { networkRow } from './proof-rows.js';
import type { ShownProof } from './use-proof.js';

const HEAD = ['what', 'network', 'addresses', 'public', 'ends', 'note'];
const PUBLIC = { none: 'no', some: 'in part', all: 'yes' } as const;

export function proofAsCsv(proof: ShownProof): string {
  const { rows, internal, overrides } = proof.answer;
  const networks = Array.from({ length: rows.length / 2 }, (_, i) => {
    const row = networkRow(proof, i);
    return [
      row.less ? 'never' : 'may relay',
      row.network,
      String(row.size),
      row.less ? '' : PUBLIC[row.public],
      row.until ?? '',
      row.note,
    ];
  });
  const lines = [
    HEAD,
    ...networks,
    ...internal.map(({ address, until, note }) => [
      'everyone who connects to',
      address,
      '',
      '',
      until ?? '',
      note ?? '',
    ]),
    ...overrides.map(({ domain, until, note }) => [
      'everyone, to this destination',
      domain,
      '',
      '',
      until ?? '',
      note ?? '',
    ]),
  ];
  return lines.map(csvLine).join('');
}
