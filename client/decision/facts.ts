/** What is known of a decision besides its path; most values are filters. */
import type { DecisionRow } from '../../shared/api/decisions.js';
import type { RevisionInfo } from '../../shared/api/routing.js';
import { REASON_LABELS } from '../components/labels.js';
import { ruleAsShown } from '../components/rule-text.js';
import { sayTime } from '../components/when.js';
import type { FilterName } from './log-address.js';

export interface Fact {
  readonly name: string;
  readonly text: string;
  readonly mono?: boolean;
  readonly filter?: { readonly name: FilterName; readonly value: string };
  /** Behind the value, and no part of the filter. */
  readonly remark?: string;
}

const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

export function factsOf(row: DecisionRow, by: RevisionInfo | null = null): readonly Fact[] {
  const { peer, sender, recipient, account, mechanism, rule, revision, helo, tls, queueId } = row;
  return [
    { name: 'When', text: FULL.format(new Date(row.at)) },
    { name: 'Peer', text: peer, mono: true, ...filtered('peer', peer) },
    { name: 'Connected to', text: `${row.localAddress} (${row.listener})`, mono: true },
    {
      name: 'HELO',
      text: helo === '' ? 'none' : helo,
      mono: true,
      ...(helo && filtered('q', helo)),
    },
    {
      name: 'Logged on as',
      text: [account ?? 'nobody', mechanism && `by ${mechanism}`, tls ?? 'no TLS']
        .filter(Boolean)
        .join(', '),
      ...(account !== null && filtered('account', account)),
    },
    ...(row.kind !== 'recipient'
      ? []
      : [
          {
            name: 'From',
            text: sender === '' ? '<>' : sender,
            ...(sender !== '' && filtered('sender', sender)),
          },
          { name: 'To', text: recipient, ...filtered('recipient', recipient) },
        ]),
    ...(rule === null
      ? []
      : row.kind !== 'recipient'
        ? [{ name: 'Found', text: rule }]
        : [{ name: 'Rule', text: ruleAsShown(rule), mono: true, ...filtered('rule', rule) }]),
    {
      name: 'Revision',
      text: String(revision),
      ...filtered('revision', String(revision)),
      ...(by && { remark: `, ${by.author}, ${sayTime(new Date(by.at))}` }),
    },
    {
      name: 'Reason',
      text: REASON_LABELS[row.reason] ?? row.reason,
      ...filtered('reason', row.reason),
    },
    ...(queueId === null ? [] : [{ name: 'Queue id', text: queueId, mono: true }]),
  ].map((fact) => fact as Fact);
}

function filtered(name: FilterName, value: string): Pick<Fact, 'filter'> {
  return { filter: { name, value } };
}
