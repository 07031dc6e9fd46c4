import { removeAccount } from '../../api/accounts.js';
import { RemoveDialog } from '../../components/remove-dialog.js';
import { namesText } from './account-form.js';

interface RemoveAccountsProps {
  readonly names: readonly string[];
  readonly onDone: () => void;
  /** Some may be gone already. */
  readonly onClose: () => void;
}

export function RemoveAccounts({ names, onDone, onClose }: RemoveAccountsProps) {
  return (
    <RemoveDialog
      title={names.length === 1 ? 'Remove Account' : 'Remove Accounts'}
      text={namesText(names)}
      count={names.length}
      help="accounts"
      remove={async () => {
        for (const name of names) await removeAccount(name);
      }}
      onDone={onDone}
      onClose={onClose}
    >
      {names.length === 1 ? 'It' : 'They'} cannot log on any more, with app passwords neither. This
      cannot be undone; Disable can.
    </RemoveDialog>
  );
}
