/** Asks before something is removed: what, how many, and what follows. */
import type { ReactNode } from 'react';
import { Dialog } from './dialog.js';
import { StrangerText } from './stranger-text.js';
import { useTask } from './task.js';

interface RemoveDialogProps {
  /** `Remove Account`, or the plural. */
  readonly title: string;
  /** What is removed, by name. */
  readonly text: string;
  readonly count: number;
  readonly help: string;
  /** What it throws is shown. */
  readonly remove: () => Promise<void>;
  readonly onDone: () => void;
  readonly onClose: () => void;
  /** What follows. */
  readonly children: ReactNode;
}

export function RemoveDialog(props: RemoveDialogProps) {
  const { title, text, count, help, remove, onDone, onClose, children } = props;
  const task = useTask();
  const ok = async () => {
    const done = await task.run(async () => {
      await remove();
      return true;
    });
    if (done) onDone();
  };
  return (
    <Dialog
      title={title}
      onCancel={onClose}
      onOk={() => void ok()}
      okFirst
      okKind="bad"
      okLabel={`Remove ${count.toLocaleString('en')}`}
      okDisabled={task.busy}
      foot={task.fault}
      helpTopic={help}
    >
      <div className="stack">
        <p>
          <b>
            <StrangerText text={text} />
          </b>
        </p>
        <p className="q">{children}</p>
      </div>
    </Dialog>
  );
}
