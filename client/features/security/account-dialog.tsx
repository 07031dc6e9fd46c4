/** "Add Account" and "Edit Account": stored at once. A generated password is shown this once. */
import { useId, useState } from 'react';
import type { Account, MadeAccount } from '../../../shared/api/accounts.js';
import { changeAccount, makeAccount } from '../../api/accounts.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { TextArea } from '../../components/text-area.js';
import { Radio } from '../../components/tick.js';
import { useProblems, type Problems } from '../../draft/use-problems.js';
import { formOf, readAccount, type AccountForm } from './account-form.js';
import { useTask } from '../../components/task.js';

interface AccountDialogProps {
  /** Null for a new one. */
  readonly edited: Account | null;
  readonly onDone: (account: MadeAccount) => void;
  readonly onClose: () => void;
}

export function AccountDialog({ edited, onDone, onClose }: AccountDialogProps) {
  const [form, setForm] = useState(() => formOf(edited));
  const [judged, judge] = useState(false);
  const task = useTask();
  const read = readAccount(form, edited === null);
  const found = read.ok ? [] : read.issues;
  const problems = useProblems(found, judged ? [...found, ...task.issues] : task.issues);
  const wrong = judged ? found.length : 0;
  const set = (part: Partial<AccountForm>) => {
    setForm((now) => ({ ...now, ...part }));
    task.forget();
  };
  const ok = async () => {
    if (!read.ok) return judge(true);
    const { name, settings } = read;
    const made = await task.run(() =>
      edited ? changeAccount(edited.name, settings) : makeAccount(name, settings),
    );
    if (made) onDone(made);
  };
  return (
    <Dialog
      title={edited ? 'Edit Account' : 'Add Account'}
      onCancel={onClose}
      onOk={() => void ok()}
      okDisabled={wrong > 0 || task.busy}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="accounts"
    >
      <div className="stack">
        {edited ? (
          <p>
            <b>{edited.name}</b>
          </p>
        ) : (
          <>
            <Field
              first
              label="&Name"
              placeholder="anna or anna@example.com"
              value={form.name}
              onChange={(name) => set({ name })}
              {...problems.at('name')}
            />
            <PasswordChoice {...{ form, set, problems }} />
          </>
        )}
        <TextArea
          first={edited !== null}
          label="&Senders it may use besides its own name"
          rows={3}
          value={form.senders}
          onChange={(senders) => set({ senders })}
          hint="One a line; @example.com for all addresses there."
          {...problems.at('senders')}
        />
        <Field
          label="E&xpires"
          type="datetime-local"
          value={localTime(form.expires)}
          onChange={(text) => set({ expires: instantFromLocal(text) })}
          hint="Empty: never."
          {...problems.at('expires')}
        />
      </div>
    </Dialog>
  );
}

interface PasswordChoiceProps {
  readonly form: Pick<AccountForm, 'generate' | 'password'>;
  readonly set: (part: Partial<AccountForm>) => void;
  readonly problems: Problems;
}

/** Generated, or typed. */
export function PasswordChoice({ form, set, problems }: PasswordChoiceProps) {
  const group = useId();
  return (
    <div className="choice" role="radiogroup" aria-label="Password">
      <Radio
        label="&Generate a password"
        group={group}
        checked={form.generate}
        onChoose={() => set({ generate: true })}
        hint="It is shown once."
      />
      <Radio
        label="&Type a password"
        group={group}
        checked={!form.generate}
        onChoose={() => set({ generate: false })}
      >
        {!form.generate && (
          <div className="sub-f">
            <Field
              label="Password"
              type="password"
              autoComplete="new-password"
              value={form.password}
              onChange={(password) => set({ password })}
              {...problems.at('password')}
            />
          </div>
        )}
      </Radio>
    </div>
  );
}
