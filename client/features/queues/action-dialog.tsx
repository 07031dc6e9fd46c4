/** Asks before an action that cannot be undone, or that acts on more than is seen: how many, and what follows. */
import type { QueueAction } from '../../../shared/api/queue.js';
import { plainLabel } from '../../../shared/rules/labels.js';
import { Dialog } from '../../components/dialog.js';
import { ACTION_WORDS, messages } from './action-text.js';

interface ActionDialogProps {
  readonly action: QueueAction;
  readonly count: number;
  /** ` to example.net`. */
  readonly to: string;
  /** What the filter says besides, in words; null when nothing. */
  readonly filter: string | null;
  /** They are chosen by their destination, and may have others. */
  readonly byDestination: boolean;
  readonly onOk: () => void;
  readonly onCancel: () => void;
}

export function ActionDialog(props: ActionDialogProps) {
  const { action, count, to, filter, byDestination, onOk, onCancel } = props;
  const { title, label, follows } = ACTION_WORDS[action];
  const word = plainLabel(label).replace(/ now$|\.\.\.$/, '');
  return (
    <Dialog
      title={title}
      onCancel={onCancel}
      onOk={onOk}
      okFirst
      okLabel={`${word} ${count.toLocaleString('en')}`}
      okKind={action === 'delete' || action === 'bounce' ? 'bad' : 'go'}
      helpTopic="queue-actions"
    >
      <div className="stack">
        <p>
          <b>
            {messages(count)}
            {to}
          </b>
          {filter !== null && `, ${filter}`}.
        </p>
        <p className="q">{follows}</p>
        {byDestination && (
          <p className="q">
            A message is one thing: this holds for all its recipients, also those of other
            destinations.
          </p>
        )}
      </div>
    </Dialog>
  );
}
