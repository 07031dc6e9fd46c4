/** "Add IP Address" and "Edit IP Address": the address in any accepted form, its mask, a note, an end. */
import { useMemo, useState, type ClipboardEvent } from 'react';
import { Dialog } from '../components/dialog.js';
import { Field } from '../components/field.js';
import { instantFromLocal, localTime } from '../components/local-time.js';
import { Problem } from '../components/problem.js';
import { makeEntry, valueOf, type EntryKind, type EntryKinds } from './entry.js';
import { fieldsOf, joined, readFields, split, type EntryFields } from './entry-fields.js';
import { OwnAddresses } from './own-addresses.js';

interface EntryDialogProps<K extends EntryKind> {
  readonly kind: K;
  readonly entries: readonly EntryKinds[K][];
  /** The entry that is edited, or null for a new one. */
  readonly index: number | null;
  readonly onDone: (entries: EntryKinds[K][]) => void;
  readonly onClose: () => void;
  /** Several lines were pasted. */
  readonly onLines: (text: string) => void;
}

const PROBLEM_ID = 'entry-problem';

export function EntryDialog<K extends EntryKind>(props: EntryDialogProps<K>) {
  const { kind, entries, index, onDone, onClose } = props;
  const [fields, setFields] = useState<EntryFields>(() =>
    fieldsOf(kind, index === null ? undefined : entries[index]),
  );
  const [shown, setShown] = useState(false);
  const set = (part: Partial<EntryFields>) => setFields((now) => ({ ...now, ...part }));
  const others = useMemo(
    () => new Set(entries.filter((_, i) => i !== index).map(valueOf)),
    [entries, index],
  );
  const read = readFields(kind, fields, others);
  const problem = shown && !read.ok ? read : null;
  const problemId = problem ? PROBLEM_ID : undefined;

  const ok = () => {
    if (!read.ok) return setShown(true);
    const entry = makeEntry(kind, read.value, fields);
    onDone(index === null ? [...entries, entry] : entries.map((e, i) => (i === index ? entry : e)));
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain');
    if (/\S[\r\n]+\s*\S/.test(text)) {
      event.preventDefault();
      return props.onLines(text);
    }
    const parts = kind === 'network' && fields.address === '' && split(text);
    if (!parts) return;
    event.preventDefault();
    set(parts);
  };
  const leave = () => {
    const parts = kind === 'network' && fields.mask === '' && split(fields.address);
    if (parts) set(parts);
    if (joined(fields) !== '') setShown(true);
  };

  return (
    <Dialog
      title={index === null ? 'Add IP Address' : 'Edit IP Address'}
      onCancel={onClose}
      onOk={ok}
      okDisabled={problem !== null}
      helpTopic={kind === 'network' ? 'ip-address' : 'internal'}
    >
      <div className="stack">
        <div className={kind === 'network' ? 'ip-fields' : undefined}>
          <Field
            mono
            first
            label="&IP address"
            value={fields.address}
            onChange={(address) => set({ address })}
            onPaste={paste}
            onLeave={leave}
            problemId={problemId}
          />
          {kind === 'network' && (
            <Field
              mono
              label="&Mask"
              placeholder="255.255.255.255"
              value={fields.mask}
              onChange={(mask) => set({ mask })}
              onLeave={() => joined(fields) !== '' && setShown(true)}
              problemId={problemId}
            />
          )}
        </div>
        {problem && (
          <Problem
            id={PROBLEM_ID}
            problem={problem}
            onTake={(suggestion) => set(split(suggestion) ?? { address: suggestion, mask: '' })}
          />
        )}
        {kind === 'network' ? (
          <span className="hint">
            Any form will do: <span className="m">IP=1.1.1.0, MASK=255.255.255.0</span>,{' '}
            <span className="m">1.1.1.0/24</span>, address and mask, IPv6. Several lines can be
            pasted.
          </span>
        ) : (
          <OwnAddresses onTake={(address) => set({ address })} />
        )}
        <div className="ip-fields">
          <Field label="&Note" value={fields.note} onChange={(note) => set({ note })} />
          <Field
            label="En&ds"
            type="datetime-local"
            value={localTime(fields.until)}
            onChange={(text) => set({ until: instantFromLocal(text) })}
          />
        </div>
      </div>
    </Dialog>
  );
}
