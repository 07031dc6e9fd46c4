import { removeAccount } from '../../api/accounts.js';
import { Dialog } from '../../components/dialog.js';
import { StrangerText } from '../../components/stranger-text.js';
import { namesText } from './account-form.js';
import { useTask } from '../../components/task.js';

interface RemoveDialogProps {
  readonly names: readonly string[];
  readonly onDone: () => void;
  /** Some may be gone already. */
  readonly onClose: () => void;
}

/** Asks first: how many, and what follows. */
export function RemoveDialog({ names, onDone, onClose }: RemoveDialogProps) {
  const task = useTask();
  const remove = async () => {
    const done = await task.run(async () => {
      for (const name of names) await removeAccount(name);
      return true;
    });
    if (done) onDone();
  };
  const count = names.length.toLocaleString('en');
  return (
    <Dialog
      title={names.length === 1 ? 'Remove Account' : 'Remove Accounts'}
      onCancel={onClose}
      onOk={() => void remove()}
      okFirst
      okKind="bad"
      okLabel={`Remove ${count}`}
      okDisabled={task.busy}
      foot={task.fault}
      helpTopic="accounts"
    >
      <div className="stack">
        <p>
          <b>
            <StrangerText text={namesText(names)} />
          </b>
        </p>
        <p className="q">
          {names.length === 1 ? 'It' : 'They'} cannot log on any more, with app passwords neither.
          This cannot be undone; Disable can.
        </p>
      </div>
    </Dialog>
  );
}
