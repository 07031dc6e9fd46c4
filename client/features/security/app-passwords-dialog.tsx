/** "App Passwords": one for each device or program, so that one can be taken away without the others. */
import { useState, type KeyboardEvent } from 'react';
import {
  newAppPasswordSchema,
  type Account,
  type AppPassword,
  type MadePassword as Made,
} from '../../../shared/api/accounts.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { makeAppPassword, removeAppPassword } from '../../api/accounts.js';
import { literalLabel } from '../../components/access-key.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { Field } from '../../components/field.js';
import { MadePassword } from '../../components/made-password.js';
import { Empty } from '../../components/placeholder.js';
import { When } from '../../components/when.js';
import { problemAt } from '../../draft/issues.js';
import { useTask } from '../../components/task.js';

interface AppPasswordsDialogProps {
  readonly account: Account;
  /** They are other ones now. */
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

const COLUMNS: readonly ListColumn<AppPassword>[] = [
  {
    id: 'label',
    title: 'For',
    width: 'minmax(0, 2fr)',
    cell: ({ label }) => <span className="val">{label}</span>,
  },
  {
    id: 'made',
    title: 'Made',
    width: 'minmax(0, 1fr)',
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
];

export function AppPasswordsDialog({ account, onChanged, onClose }: AppPasswordsDialogProps) {
  const { name, appPasswords } = account;
  const [label, setLabel] = useState('');
  const [judged, judge] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const task = useTask();
  const read = newAppPasswordSchema.safeParse({ label });
  const issues = [...(judged && !read.success ? issuesFromZod(read.error) : []), ...task.issues];
  const chosen = appPasswords.filter(({ id }) => selected.has(String(id)));

  const add = async () => {
    if (task.busy) return;
    if (!read.success) return judge(true);
    const next = await task.run(() => makeAppPassword(name, read.data.label));
    if (!next) return;
    setMade(next);
    setLabel('');
    judge(false);
    onChanged();
  };
  const remove = async () => {
    if (task.busy || chosen.length === 0) return;
    await task.run(async () => {
      for (const { id } of chosen) await removeAppPassword(name, id);
    });
    if (chosen.some(({ id }) => id === made?.id)) setMade(null);
    onChanged();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (!event.target.readOnly) void add();
  };
  return (
    <Dialog
      title={`App Passwords of ${name}`}
      width="middle"
      onCancel={onClose}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="app-passwords"
    >
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter in its field adds, and does not close */}
      <div className="stack app-passwords" onKeyDown={press}>
        <div className="withbtns">
          <EntryList
            label="App passwords"
            rows={appPasswords}
            keyOf={({ id }) => String(id)}
            textOf={(each) => each.label}
            columns={COLUMNS}
            showHead
            selected={selected}
            onSelect={select}
            onRemove={() => void remove()}
            empty={<Empty title="None">The account’s own password is the only one.</Empty>}
          />
          <div className="col">
            <Button
              kind="bad"
              label="Re&move"
              disabled={chosen.length === 0 || task.busy}
              onPress={() => void remove()}
            />
          </div>
        </div>
        <div className="add-line">
          <Field
            first
            label="&For"
            placeholder="printer in the hall"
            value={label}
            onChange={(text) => {
              setLabel(text);
              task.forget();
            }}
            problem={problemAt(issues, 'label')}
          />
          <Button label="&Add" disabled={task.busy} onPress={() => void add()} />
        </div>
        {made && (
          <MadePassword
            label={`App password for ${literalLabel(made.label)}`}
            password={made.password}
          />
        )}
      </div>
    </Dialog>
  );
}
