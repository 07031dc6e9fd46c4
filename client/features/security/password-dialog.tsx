/** "New Password": generated or typed, in force at once. And the window that shows a generated one. */
import { useState } from 'react';
import { accountChangeSchema, type MadeAccount } from '../../../shared/api/accounts.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { changeAccount } from '../../api/accounts.js';
import { literalLabel } from '../../components/access-key.js';
import { Dialog } from '../../components/dialog.js';
import { MadePassword } from '../../components/made-password.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useProblems } from '../../draft/use-problems.js';
import { PasswordChoice } from './account-dialog.js';
import { useTask } from '../../components/task.js';

interface PasswordDialogProps {
  readonly name: string;
  readonly onDone: (account: MadeAccount) => void;
  readonly onClose: () => void;
}

export function PasswordDialog({ name, onDone, onClose }: PasswordDialogProps) {
  const [form, setForm] = useState({ generate: true, password: '' });
  const [judged, judge] = useState(false);
  const task = useTask();
  const body = form.generate ? { generate: true as const } : { password: form.password };
  const read = accountChangeSchema.safeParse(body);
  const found = read.success ? [] : issuesFromZod(read.error);
  const problems = useProblems(found, judged ? [...found, ...task.issues] : task.issues);
  const ok = async () => {
    if (!read.success) return judge(true);
    const made = await task.run(() => changeAccount(name, body));
    if (made) onDone(made);
  };
  return (
    <Dialog
      title="New Password"
      onCancel={onClose}
      onOk={() => void ok()}
      okDisabled={(judged && found.length > 0) || task.busy}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="accounts"
    >
      <div className="stack">
        <p>
          For <StrangerText text={name} />. The old one stops working at once; app passwords stay.
        </p>
        <PasswordChoice
          form={form}
          set={(part) => {
            setForm((now) => ({ ...now, ...part }));
            task.forget();
          }}
          problems={problems}
        />
      </div>
    </Dialog>
  );
}

interface ShownPasswordProps {
  readonly name: string;
  readonly password: string;
  readonly onClose: () => void;
}

export function ShownPassword({ name, password, onClose }: ShownPasswordProps) {
  return (
    <Dialog title="Password" onCancel={onClose} helpTopic="accounts">
      <MadePassword label={`Password of ${literalLabel(name)}`} password={password} />
    </Dialog>
  );
}
