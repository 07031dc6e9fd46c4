import type { ListColumn } from '../../components/entry-list.js';
import { EntryTag } from '../../components/entry-tag.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { circumstances } from '../../draft/expectations.js';
import type { ExpectationRow } from './use-expectations.js';

/** The request in words, what is expected, what the draft gives. */
export const EXPECTATION_COLUMNS: readonly ListColumn<ExpectationRow>[] = [
  {
    id: 'request',
    title: 'Request',
    width: 'minmax(0, 1fr)',
    cell: ({ item, mark }) => {
      const { request, note } = item;
      const more = circumstances(request);
      return (
        <>
          <span className="val">
            <StrangerText mono text={request.peer} /> to <StrangerText text={request.recipient} />
          </span>
          <EntryTag mark={mark} />
          {more !== '' && (
            <span className="sub line">
              <StrangerText text={more} />
            </span>
          )}
          {note !== undefined && (
            <span className="sub line">
              <StrangerText text={note} />
            </span>
          )}
        </>
      );
    },
  },
  {
    id: 'expected',
    title: 'Expected',
    width: '84px',
    cell: ({ item }) => (
      <>
        <span className="only-phone t">expected </span>
        <Verdict verdict={item.verdict} />
      </>
    ),
  },
  {
    id: 'gives',
    title: 'Draft gives',
    width: '132px',
    cell: ({ decision, fails }) =>
      decision && (
        <>
          <span className="only-phone t">gives </span>
          <Verdict verdict={decision.verdict} />
          {fails && <span className="tag w after">Fails</span>}
        </>
      ),
  },
];
