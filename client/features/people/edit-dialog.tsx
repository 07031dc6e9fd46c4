/** "Edit": role, disabled, and the second factor of somebody who lost theirs. */
import { useState } from 'react';
import type { User } from '../../../shared/api/people.js';
import { changeUser, resetSecondFactor } from '../../api/people.js';
import { Dialog } from '../../components/dialog.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useTask } from '../../components/task.js';
import { CheckBox } from '../../components/tick.js';
import { RoleChoice } from './role-choice.js';

interface EditDialogProps {
  readonly person: User;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function EditDialog({ person, onDone, onClose }: EditDialogProps) {
  const { username, secondFactor } = person;
  const [role, setRole] = useState(person.role);
  const [disabled, setDisabled] = useState(person.disabled);
  const [resets, setResets] = useState(false);
  const task = useTask();
  const ends = role !== person.role || disabled !== person.disabled;
  const ok = async () => {
    const done = await task.run(async () => {
      if (resets) await resetSecondFactor(username);
      await changeUser(username, { role, disabled });
      return true;
    });
    if (done) onDone();
  };
  return (
    <Dialog
      title="Edit Person"
      onCancel={onClose}
      onOk={() => void ok()}
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
        <RoleChoice role={role} onChange={setRole} />
        <CheckBox
          label="&Disabled"
          checked={disabled}
          onChange={setDisabled}
          hint="Nothing is lost, and it can be undone."
        />
        {secondFactor && (
          <CheckBox
            label="&Turn off the second factor"
            checked={resets}
            onChange={setResets}
            hint="For somebody who lost phone and recovery codes. Be sure who asks."
          />
        )}
        {ends && <p className="q">The sessions and tokens of {username} end.</p>}
      </div>
    </Dialog>
  );
}
