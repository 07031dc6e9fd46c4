import { useState } from 'react';
import { DNS_LIST_ACTIONS, dnsListsSchema, type DnsList } from '../../../shared/api/dns-lists.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { LIST_ACTION_LABELS } from '../../components/delivery-text.js';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import { Problem } from '../../components/problem.js';
import { CheckBox } from '../../components/tick.js';
import { issuesAt, problemAt } from '../../draft/issues.js';

interface DnsListDialogProps {
  readonly lists: readonly DnsList[];
  /** -1 for a new one. */
  readonly index: number;
  /** Of the relay, those that strangers send mail to. */
  readonly listeners: readonly string[];
  readonly onDone: (lists: DnsList[]) => void;
  readonly onClose: () => void;
}

const NEW: DnsList = { zone: '', answers: [], action: 'refuse' };
const OPTIONS = DNS_LIST_ACTIONS.map((action) => [action, LIST_ACTION_LABELS[action]] as const);

export function DnsListDialog({ lists, index, listeners, onDone, onClose }: DnsListDialogProps) {
  const edited = lists[index] ?? NEW;
  const [entry, setEntry] = useState(edited);
  const [name, setName] = useState(edited.name ?? '');
  const [answers, setAnswers] = useState(edited.answers.join(', '));
  const [judged, judge] = useState(false);
  const { name: _, ...rest } = entry;
  const asked = {
    ...rest,
    ...(name.trim() !== '' && { name }),
    answers: answers.split(/[\s,;]+/).filter((answer) => answer !== ''),
  };
  const place = index < 0 ? lists.length : index;
  const read = dnsListsSchema.safeParse(lists.toSpliced(place, 1, asked));
  const issues = read.success ? [] : issuesFromZod(read.error);
  // Of two that are the same the later one has the fault, which may be another than this.
  const own = issuesAt(issues, String(place));
  const found = own.length > 0 ? own : issues.map((issue) => ({ ...issue, path: 'zone' }));
  const problem = (path: string) => (judged ? problemAt(found, path) : null);
  const answerIssue = issuesAt(found, 'answers')[0];
  return (
    <Dialog
      title={index < 0 ? 'Add DNS List' : 'Edit DNS List'}
      onCancel={onClose}
      onOk={() => (read.success ? onDone(read.data) : judge(true))}
      okDisabled={judged && !read.success}
      helpTopic="dns-lists"
    >
      <div className="stack">
        <Field
          first
          label="&Zone"
          placeholder="zen.spamhaus.org"
          value={entry.zone}
          onChange={(zone) => setEntry({ ...entry, zone })}
          onLeave={() => entry.zone !== '' && judge(true)}
          problem={problem('zone')}
          hint="As whoever runs the list names it; read first who may use it."
        />
        <ChoiceField
          label="&Who is on it"
          value={entry.action}
          options={OPTIONS}
          onChange={(action) => setEntry({ ...entry, action })}
        />
        <Field
          label="A&nswers that count"
          placeholder="all"
          value={answers}
          onChange={setAnswers}
          problem={judged && answerIssue ? { message: answerIssue.message } : null}
          hint="Such as 127.0.0.2, 127.0.0.4/30. Left empty, all of them."
        />
        <Field
          label="&Called"
          placeholder={entry.zone}
          value={name}
          onChange={setName}
          problem={problem('name')}
          hint="What peers are told, where the zone holds a key of yours."
        />
        <ListenerChoice
          listeners={listeners}
          chosen={entry.listeners}
          onChange={(chosen) => {
            const { listeners: _before, ...others } = entry;
            setEntry(chosen ? { ...others, listeners: [...chosen] } : others);
          }}
        />
        {problem('listeners') && <Problem problem={problem('listeners')!} />}
      </div>
    </Dialog>
  );
}

interface ListenerChoiceProps {
  readonly listeners: readonly string[];
  /** Undefined: all, also those that come later. */
  readonly chosen: readonly string[] | undefined;
  readonly onChange: (chosen: readonly string[] | undefined) => void;
}

/** Only where there is a choice. */
function ListenerChoice({ listeners, chosen, onChange }: ListenerChoiceProps) {
  const all = [...new Set([...listeners, ...(chosen ?? [])])];
  if (all.length < 2 && chosen === undefined) return null;
  return (
    <fieldset>
      <legend>Asked on these listeners</legend>
      {all.map((address) => (
        <CheckBox
          key={address}
          label={address}
          checked={chosen?.includes(address) ?? true}
          onChange={(on) => {
            const before = chosen ?? all;
            const next = all.filter((each) => (each === address ? on : before.includes(each)));
            onChange(next.length === all.length ? undefined : next);
          }}
        />
      ))}
    </fieldset>
  );
}
