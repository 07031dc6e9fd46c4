/** A revision in words. */
import type { DiffSection, RevisionSummary } from '../../../shared/api/revisions.js';
import { spanText } from '../../components/age.js';

export const NO_NOTE = 'No note';

export function decided({ decisions }: Pick<RevisionSummary, 'decisions'>): number {
  return decisions.inbound + decisions.relay + decisions.reject;
}

/** `1,906 decisions under it, 231 of them refusals`. */
export function decisionsText(revision: Pick<RevisionSummary, 'decisions'>): string {
  const all = decided(revision);
  const { reject } = revision.decisions;
  if (all === 0) return 'no decisions under it in the log';
  const count = all === 1 ? '1 decision' : `${all.toLocaleString('en')} decisions`;
  return `${count} under it, ${refusalsText(reject, all)}`;
}

function refusalsText(reject: number, all: number): string {
  if (all === 1) return reject === 1 ? 'a refusal' : 'no refusal';
  if (reject === 0) return 'none of them a refusal';
  return reject === 1 ? '1 of them a refusal' : `${reject.toLocaleString('en')} of them refusals`;
}

/** `enforced 41 ms later`. */
export function enforcedText({
  at,
  enforcedAt,
}: Pick<RevisionSummary, 'at' | 'enforcedAt'>): string {
  if (enforcedAt === null) return 'never enforced, or not known any more';
  const after = Date.parse(enforcedAt) - Date.parse(at);
  if (Number.isNaN(after) || after < 0) return 'enforced at once';
  return `enforced ${after < 1000 ? `${after} ms` : spanText(after / 1000)} later`;
}

/** `1 removed, 3 added`. */
export function countsText(sections: readonly DiffSection[]): string {
  const of = (sign: string) =>
    sections.flatMap(({ lines }) => lines).filter((line) => line.sign === sign).length;
  const [removed, added] = [of('-'), of('+')];
  if (removed + added === 0) return 'nothing differs';
  const parts = [
    ...(removed > 0 ? [`${removed.toLocaleString('en')} removed`] : []),
    ...(added > 0 ? [`${added.toLocaleString('en')} added`] : []),
  ];
  return parts.join(', ');
}
