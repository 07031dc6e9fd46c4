/** "Import Rules": what another server's configuration becomes, line by line, before anything is in the draft. */
import { useId, useMemo, useState, type ChangeEvent } from 'react';
import { useNavigate } from 'react-router';
import { IMPORT_KINDS, importText, type ImportKind } from '../../../shared/import/import-text.js';
import { withImported, type ImportedLine } from '../../../shared/import/imported.js';
import { countChanges } from '../../../shared/rules/changes.js';
import { AccessLabel, accessKey } from '../../components/access-key.js';
import { Dialog } from '../../components/dialog.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { ChoiceField } from '../../components/field.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TextArea } from '../../components/text-area.js';
import { useToast } from '../../components/toast.js';
import { useDraft } from '../../draft/draft.js';
import { importedOf, kindOfSource, MOST_OCTETS, type Source } from './sources.js';

const PASTED = 'Pasted text';
const EMPTY: Source = { id: 0, name: PASTED, text: '', chosen: null };

export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { routing } = useDraft();
  const navigate = useNavigate();
  const toast = useToast();
  const [sources, setSources] = useState<readonly Source[]>([EMPTY]);
  const [fault, setFault] = useState<string | null>(null);
  const id = useId();
  const rules = routing.value!;
  const imported = useMemo(() => importedOf(sources), [sources]);
  const after = useMemo(() => withImported(rules, imported), [rules, imported]);
  const count = useMemo(() => countChanges(rules, after), [rules, after]);
  const { understood, left } = imported;
  const given = sources.filter(({ text }) => text.trim() !== '');
  const change = (which: number, part: Partial<Source>) =>
    setSources((now) => now.map((each) => (each.id === which ? { ...each, ...part } : each)));

  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    const large = files.find(({ size }) => size > MOST_OCTETS);
    setFault(large ? `${large.name} is larger than 32 MiB.` : null);
    if (large) return;
    const texts = await Promise.all(
      files.map(async (file) => importText(new Uint8Array(await file.arrayBuffer()))),
    );
    setSources((now) => [
      ...now,
      ...files.map(({ name }, i) => ({
        id: now.length + i,
        name,
        text: texts[i]!,
        chosen: null,
      })),
    ]);
    target.value = '';
  };
  const put = () => {
    const before = rules;
    routing.set(after);
    toast({
      text: `${count.toLocaleString('en')} ${count === 1 ? 'change is' : 'changes are'} in the draft. Nothing is applied yet.`,
      undo: () => routing.update(() => before),
    });
    navigate('/routing/preview');
  };
  return (
    <Dialog
      title="Import Rules"
      width="wide"
      tall
      onCancel={onClose}
      onOk={put}
      okLabel={count === 0 ? 'Add' : `Add ${changesText(count)}`}
      okDisabled={count === 0}
      foot={footOf(given.length, count)}
      helpTopic="import"
    >
      <div className="stack">
        <TextArea
          first
          label="&Text of the configuration"
          rows={5}
          value={sources[0]!.text}
          onChange={(text) => change(0, { text })}
          placeholder="mynetworks = 127.0.0.0/8 10.1.0.0/16"
          hint="Of Postfix, IIS SMTP, Exchange or Gatepost. Nothing of it is sent anywhere until you apply."
        />
        <div className="f">
          <label htmlFor={`${id}-file`} data-key={accessKey('Or &files')}>
            <AccessLabel text="Or &files" />
          </label>
          <input id={`${id}-file`} type="file" multiple onChange={(event) => void take(event)} />
        </div>
        {fault !== null && <ProblemLine>{fault}</ProblemLine>}
        {given.map((source) => (
          <SourceKind
            key={source.id}
            source={source}
            onChange={(chosen) => change(source.id, { chosen })}
          />
        ))}
        {given.length > 0 && (
          <>
            <Lines title="Left out" lines={left} none="Nothing is left out." />
            <Lines title="Understood" lines={understood} none="Nothing was understood." />
          </>
        )}
      </div>
    </Dialog>
  );
}

interface SourceKindProps {
  readonly source: Source;
  readonly onChange: (kind: ImportKind | null) => void;
}

function SourceKind({ source, onChange }: SourceKindProps) {
  const kind = kindOfSource(source);
  const options = Object.entries(IMPORT_KINDS) as [ImportKind, string][];
  const unknown: readonly (readonly [string, string])[] = kind === null ? [['', 'Choose…']] : [];
  return (
    <ChoiceField<string>
      label={`${source.name} is of`}
      value={kind ?? ''}
      options={[...unknown, ...options]}
      onChange={(chosen) => onChange(chosen === '' ? null : (chosen as ImportKind))}
      problem={
        kind === null ? { message: 'It looks like nothing known: say what it is of.' } : null
      }
    />
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly ImportedLine[];
  readonly none: string;
}

interface NumberedLine extends ImportedLine {
  readonly key: string;
}

const COLUMNS: readonly ListColumn<NumberedLine>[] = [
  {
    id: 'line',
    title: 'Line',
    width: 'minmax(0, 1fr)',
    cell: ({ line }) => <StrangerText mono text={line} />,
  },
  {
    id: 'says',
    title: 'What becomes of it',
    width: 'minmax(0, 1fr)',
    cell: ({ says }) => <StrangerText text={says} />,
  },
];

function Lines({ title, lines, none }: LinesProps) {
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => lines.map((each, i) => ({ ...each, key: String(i) })), [lines]);
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className="t">{lines.length.toLocaleString('en')}</span>
      </h3>
      {lines.length === 0 ? (
        <p className="t">{none}</p>
      ) : (
        <div className="pasted">
          <EntryList
            label={title}
            rows={rows}
            keyOf={({ key }) => key}
            textOf={({ line }) => line}
            columns={COLUMNS}
            selected={selected}
            onSelect={select}
          />
        </div>
      )}
    </section>
  );
}

function changesText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'Change' : 'Changes'}`;
}

function footOf(given: number, count: number): string | null {
  if (given === 0) return 'Nothing is given yet.';
  return count === 0 ? 'Nothing in it would change the rules.' : null;
}
