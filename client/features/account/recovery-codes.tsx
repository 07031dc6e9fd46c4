import { CopyButton } from '../../components/copy-button.js';
import { Dialog } from '../../components/dialog.js';

interface RecoveryCodesDialogProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Shown this once. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  return (
    <Dialog title="Recovery Codes" onCancel={onClose} okFirst helpTopic="recovery-codes">
      <div className="stack">
        <p>
          <b>They are not shown again.</b>{' '}
          <span className="q">
            Each logs you on once in place of a code, when the phone is not there. Keep them where
            the phone is not.
          </span>
        </p>
        <ul className="recovery-codes" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>
              <code className="m">{code}</code>
            </li>
          ))}
        </ul>
        <CopyButton label="Cop&y all" text={codes.join('\n')} />
      </div>
    </Dialog>
  );
}
