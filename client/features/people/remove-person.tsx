import type { User } from '../../../shared/api/people.js';
import { removeUser } from '../../api/people.js';
import { RemoveDialog } from '../../components/remove-dialog.js';

interface RemovePersonProps {
  readonly person: User;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function RemovePerson({ person: { username }, onDone, onClose }: RemovePersonProps) {
  return (
    <RemoveDialog
      title="Remove Person"
      text={username}
      count={1}
      help="people"
      remove={() => removeUser(username)}
      onDone={onDone}
      onClose={onClose}
    >
      Sessions and tokens end at once. What was done under this name stays in the history and the
      audit trail. This cannot be undone; Disabled can.
    </RemoveDialog>
  );
}
