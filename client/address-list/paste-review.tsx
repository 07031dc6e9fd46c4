/** Pasted entries: what was read, what repeats, what is to correct; only the good ones are added. */
import { useMemo, useState } from 'react';
import { Dialog } from '../components/dialog.js';
import { EntryList, type ListColumn } from '../components/entry-list.js';
import { ProblemLine } from '../components/problem.js';
import { LinkButton } from '../components/button.js';
import { makeEntry, valueOf, type EntryKind, type EntryKinds } from './entry.js';
import { readLines, type PastedLine } from './pasted-lines.js';

interface PasteReviewProps<K extends EntryKind> {
  readonly kind: K;
  readonly entries: readonly EntryKinds[K][];
  readonly text: string;
  readonly onDone: (entries: EntryKinds[K][]) => void;
  readonly onClose: () => void;
}

export function PasteReview<K extends EntryKind>(props: PasteReviewProps<K>) {
  const { kind, entries, text, onDone, onClose } = props;
  const [texts, setTexts] = useState<readonly string[]>(() => text.split(/\r\n|\r|\n/));
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => readLines(kind, texts, entries.map(valueOf)), [kind, texts, entries]);
  const worstFirst = useMemo(
    () => lines.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number),
    [lines],
  );
  const good = lines.filter(({ state }) => state === 'good');
  const count = (state: PastedLine['state']) =>
    lines.filter((line) => line.state === state).length.toLocaleString('en');
  const correct = (number: number, suggestion: string) =>
    setTexts((now) => now.map((old, i) => (i === number ? suggestion : old)));
  const ok = () =>
    onDone([
      ...entries,
      ...good.map(({ value, note }) => makeEntry(kind, value, { note, until: '' })),
    ]);
  return (
    <Dialog
      title="Pasted Entries"
      width="wide"
      tall
      onCancel={onClose}
      onOk={ok}
      okLabel={`Add ${good.length.toLocaleString('en')}`}
      okDisabled={good.length === 0}
      helpTopic="ip-address"
    >
      <output style={{ display: 'block', marginBottom: 8 }}>
        {lines.length.toLocaleString('en')} lines read: <b>{count('good')} good</b>,{' '}
        {count('repeated')} repeated, {count('wrong')} to correct. Lines to correct are left out.
      </output>
      <div className="pasted">
        <EntryList
          label="Pasted lines"
          rows={worstFirst}
          keyOf={({ number }) => String(number)}
          textOf={({ text: line, remark }) => `${line} ${remark}`}
          columns={columnsFor(correct)}
          selected={selected}
          onSelect={select}
        />
      </div>
    </Dialog>
  );
}

function columnsFor(
  correct: (number: number, suggestion: string) => void,
): readonly ListColumn<PastedLine>[] {
  return [
    {
      id: 'line',
      title: 'Line',
      width: 'minmax(0, 1fr)',
      cell: ({ text }) => <span className="m">{text}</span>,
    },
    {
      id: 'remark',
      title: 'Read as',
      width: 'minmax(0, 2fr)',
      cell: ({ number, state, remark, suggestions }) =>
        state === 'wrong' ? (
          <ProblemLine>
            {remark}
            {suggestions.length > 0 && ' Did you mean '}
            {suggestions.map((suggestion, i) => (
              <span key={suggestion}>
                {i > 0 && ' or '}
                <LinkButton onPress={() => correct(number, suggestion)}>{suggestion}</LinkButton>
              </span>
            ))}
            {suggestions.length > 0 && '?'}
          </ProblemLine>
        ) : (
          <span className="q">{remark}</span>
        ),
    },
  ];
}

function rank({ state }: PastedLine): number {
  return state === 'wrong' ? 0 : state === 'repeated' ? 1 : 2;
}
