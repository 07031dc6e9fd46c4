/** A step that asks for the password once more: a session that was left open must not take it. */
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { useTask } from '../../components/task.js';
import { problemAt } from '../../draft/issues.js';

interface ConfirmedDialogProps {
  readonly title: string;
  readonly okLabel: string;
  readonly bad?: boolean;
  /** What it throws is shown. */
  readonly onOk: (password: string) => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function ConfirmedDialog(props: ConfirmedDialogProps) {
  const { title, okLabel, bad, onOk, onClose, children } = props;
  const [password, setPassword] = useState('');
  const task = useTask();
  return (
    <Dialog
      title={title}
      onCancel={onClose}
      onOk={() => void task.run(() => onOk(password))}
      okLabel={okLabel}
      okKind={bad ? 'bad' : 'go'}
      okDisabled={task.busy || password === ''}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="second-factor"
    >
      <div className="stack">
        <p className="q">{children}</p>
        <Field
          first
          label="Your &password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(text) => {
            setPassword(text);
            task.forget();
          }}
          problem={problemAt(task.issues, 'password')}
        />
      </div>
    </Dialog>
  );
}
