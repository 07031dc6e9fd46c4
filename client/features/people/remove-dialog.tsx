import type { User } from '../../../shared/api/people.js';
import { removeUser } from '../../api/people.js';
import { Dialog } from '../../components/dialog.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useTask } from '../../components/task.js';

interface RemoveDialogProps {
  readonly person: User;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function RemoveDialog({ person, onDone, onClose }: RemoveDialogProps) {
  const task = useTask();
  const { username } = person;
  const remove = async () => {
    const done = await task.run(async () => {
      await removeUser(username);
      return true;
    });
    if (done) onDone();
  };
  return (
    <Dialog
      title="Remove Person"
      onCancel={onClose}
      onOk={() => void remove()}
      okFirst
      okKind="bad"
      okLabel="Remove 1"
      okDisabled={task.busy}
      foot={task.fault}
      helpTopic="people"
    >
      <div className="stack">
        <p>
          <b>
            <StrangerText text={username} />
          </b>
        </p>
        <p className="q">
          Sessions and tokens end at once. What was done under this name stays in the history and
          the audit trail. This cannot be undone; Disabled can.
        </p>
      </div>
    </Dialog>
  );
}
