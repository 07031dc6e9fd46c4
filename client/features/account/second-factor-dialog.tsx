/** "Turn on": the password, then the secret to be scanned or typed and a first code that proves it was. */
import { useState } from 'react';
import type { NewSecondFactor } from '../../../shared/api/own-account.js';
import { beginSecondFactor, confirmSecondFactor } from '../../api/own-account.js';
import { CopyButton } from '../../components/copy-button.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { QrCode } from '../../components/qr-code.js';
import { useTask } from '../../components/task.js';
import { problemAt } from '../../draft/issues.js';
import { ConfirmedDialog } from './confirmed-dialog.js';

interface SecondFactorDialogProps {
  readonly onDone: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

export function SecondFactorDialog({ onDone, onClose }: SecondFactorDialogProps) {
  const [begun, setBegun] = useState<NewSecondFactor | null>(null);
  if (begun) return <CodeDialog factor={begun} onDone={onDone} onClose={onClose} />;
  return (
    <ConfirmedDialog
      title="Turn On the Second Factor"
      okLabel="Go on"
      onOk={async (password) => setBegun(await beginSecondFactor(password))}
      onClose={onClose}
    >
      Each logon then asks for a code that an authenticator app on your phone shows.
    </ConfirmedDialog>
  );
}

interface CodeDialogProps extends SecondFactorDialogProps {
  readonly factor: NewSecondFactor;
}

function CodeDialog({ factor, onDone, onClose }: CodeDialogProps) {
  const [code, setCode] = useState('');
  const task = useTask();
  const confirm = async () => {
    const made = await task.run(() => confirmSecondFactor(code));
    if (made) onDone(made.recoveryCodes);
  };
  return (
    <Dialog
      title="Turn On the Second Factor"
      onCancel={onClose}
      onOk={() => void confirm()}
      okLabel="Turn on"
      okDisabled={task.busy || code.trim() === ''}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="second-factor"
    >
      <div className="stack">
        <p className="q">Scan this with the app, or type the key below it.</p>
        <QrCode text={factor.uri} label="QR code of the key below" />
        <div className="with-copy">
          <p>
            <span className="t">Key: </span>
            <code className="m">{grouped(factor.secret)}</code>
          </p>
          <CopyButton label="Cop&y" text={factor.secret} />
        </div>
        <Field
          first
          label="&Code that the app shows now"
          autoComplete="one-time-code"
          inputMode="numeric"
          value={code}
          onChange={(text) => {
            setCode(text);
            task.forget();
          }}
          problem={problemAt(task.issues, 'code')}
          hint="It is on once this code is right."
        />
      </div>
    </Dialog>
  );
}

/** In fours, as it is typed. */
function grouped(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}
