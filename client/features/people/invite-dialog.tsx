/** "Invite": a name and a role; the answer is a link, shown once. */
import { useState } from 'react';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { newInvitationSchema, type NewInvitation } from '../../../shared/api/people.js';
import type { Role } from '../../../shared/api/roles.js';
import { invite } from '../../api/people.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { ProblemLine } from '../../components/problem.js';
import { useTask } from '../../components/task.js';
import { problemAt } from '../../draft/issues.js';
import { RoleChoice } from './role-choice.js';

interface InviteDialogProps {
  readonly onDone: (invitation: NewInvitation) => void;
  readonly onClose: () => void;
}

export function InviteDialog({ onDone, onClose }: InviteDialogProps) {
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [judged, judge] = useState(false);
  const task = useTask();
  const read = newInvitationSchema.safeParse({ username, role });
  const issues = [...(judged && !read.success ? issuesFromZod(read.error) : []), ...task.issues];
  const ofRole = problemAt(issues, 'role');
  const ok = async () => {
    judge(true);
    if (!read.success) return;
    const invitation = await task.run(() => invite(read.data.username, role));
    if (invitation) onDone(invitation);
  };
  return (
    <Dialog
      title="Invite"
      onCancel={onClose}
      onOk={() => void ok()}
      okLabel="Make the link"
      okDisabled={task.busy}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="invitations"
    >
      <div className="stack">
        <Field
          first
          label="&Name"
          placeholder="anna"
          value={username}
          onChange={(text) => {
            setUsername(text);
            task.forget();
          }}
          problem={problemAt(issues, 'username')}
        />
        <RoleChoice role={role} onChange={setRole} />
        {ofRole && <ProblemLine>{ofRole.message}</ProblemLine>}
      </div>
    </Dialog>
  );
}
