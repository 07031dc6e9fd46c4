import { useState } from 'react';
import { changePassword } from '../../api/own-account.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { isGood, NewPasswordFields } from '../../components/new-password-fields.js';
import { useTask } from '../../components/task.js';
import { useToast } from '../../components/toast.js';
import { problemAt } from '../../draft/issues.js';

export function PasswordPart() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p className="q">With another password your other sessions end; tokens go on.</p>
      <div className="btns part-btns">
        <Button label="Change &password..." onPress={() => setOpen(true)} />
      </div>
      {open && <PasswordDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [typed, setTyped] = useState({ password: '', again: '' });
  const [judged, judge] = useState(false);
  const task = useTask();
  const toast = useToast();
  const ok = async () => {
    judge(true);
    if (!isGood(typed)) return;
    const done = await task.run(async () => {
      await changePassword(password, typed.password);
      return true;
    });
    if (!done) return;
    toast({ text: 'The password is changed. Your other sessions have ended.' });
    onClose();
  };
  return (
    <Dialog
      title="Change Password"
      onCancel={onClose}
      onOk={() => void ok()}
      okDisabled={task.busy}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="own-password"
    >
      <div className="stack">
        <Field
          first
          label="&Old password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(text) => {
            setPassword(text);
            task.forget();
          }}
          problem={problemAt(task.issues, 'password')}
        />
        <NewPasswordFields
          first={false}
          label="&New password"
          value={typed}
          onChange={setTyped}
          judged={judged}
        />
      </div>
    </Dialog>
  );
}
