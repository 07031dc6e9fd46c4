/** People who use this console, and the invitations that are open. What is changed here takes effect at once. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { AUDIT_PAGE } from '../../../shared/api/audit.js';
import type { NewInvitation } from '../../../shared/api/people.js';
import { getInvitations, getUsers, invite } from '../../api/people.js';
import { faultText } from '../../api/request.js';
import { literalLabel } from '../../components/access-key.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Legend } from '../../components/legend.js';
import { MadePassword } from '../../components/made-password.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { useTask } from '../../components/task.js';
import { useToast } from '../../components/toast.js';
import { When } from '../../components/when.js';
import { EditDialog } from './edit-dialog.js';
import { InvitationList } from './invitation-list.js';
import { InviteDialog } from './invite-dialog.js';
import { PersonList } from './person-list.js';
import { RemovePerson } from './remove-person.js';

type Open =
  | { readonly kind: 'invite' }
  | { readonly kind: 'edit' | 'remove'; readonly name: string }
  | { readonly kind: 'link'; readonly invitation: NewInvitation };

const BACK = { title: 'Security', to: '/security' };

export function PeoplePage() {
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => getUsers(signal) });
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => getInvitations(signal),
  });
  const [open, setOpen] = useState<Open | null>(null);
  const task = useTask();
  const toast = useToast();
  const again = () => {
    void users.refetch();
    void invitations.refetch();
  };
  const close = () => setOpen(null);
  const done = (text: string) => {
    toast({ text });
    again();
    close();
  };
  const linked = (invitation: NewInvitation) => {
    again();
    setOpen({ kind: 'link', invitation });
  };
  const newLink = async (name: string) => {
    const invitation = await task.run(() => invite(name));
    if (invitation) linked(invitation);
  };
  const fault = users.error ?? invitations.error;
  const named =
    open && 'name' in open ? users.data?.find((user) => user.username === open.name) : undefined;
  return (
    <div className="connections security" data-help="people">
      <div>
        <PageHead
          back={BACK}
          here="People"
          title="People"
          lead="Who may use this console, and for what. Accounts for SMTP logons are others: they stand on the Security page."
          actions={
            <Link className="btn" to={AUDIT_PAGE}>
              Audit trail
            </Link>
          }
        />
      </div>
      {fault && (
        <Notice kind="bad" actions={<Button label="Try again" onPress={again} />}>
          <b>The people could not be read.</b> <span className="q">{faultText(fault)}</span>
        </Notice>
      )}
      {task.fault && <ProblemLine>{task.fault}</ProblemLine>}
      <section aria-label="Users" data-help="people">
        <Legend title="Users" />
        {users.data ? (
          <PersonList
            people={users.data}
            busy={task.busy}
            onInvite={() => setOpen({ kind: 'invite' })}
            onEdit={(name) => setOpen({ kind: 'edit', name })}
            onRemove={(name) => setOpen({ kind: 'remove', name })}
            onNewPassword={(name) => void newLink(name)}
          />
        ) : (
          users.isPending && <Skeleton rows={3} />
        )}
      </section>
      <section aria-label="Open invitations" data-help="invitations">
        <Legend title="Open invitations" />
        {invitations.data ? (
          <InvitationList
            invitations={invitations.data}
            onNewLink={(name) => void newLinkFor(name)}
            onWithdrawn={() => done('The link does not work any more.')}
          />
        ) : (
          invitations.isPending && <Skeleton rows={2} />
        )}
      </section>
      {open?.kind === 'invite' && <InviteDialog onDone={linked} onClose={close} />}
      {open?.kind === 'edit' && named && (
        <EditDialog
          person={named}
          onDone={() => done(`${named.username} is changed.`)}
          onClose={close}
        />
      )}
      {open?.kind === 'remove' && named && (
        <RemovePerson
          person={named}
          onDone={() => done(`${named.username} is removed.`)}
          onClose={close}
        />
      )}
      {open?.kind === 'link' && (
        <Dialog title="Invitation" onCancel={close} helpTopic="invitations">
          <div className="stack">
            <MadePassword
              label={`&Link for ${literalLabel(open.invitation.username)}`}
              password={open.invitation.link}
            />
            <p className="q">
              Hand it on by a way that you trust. It works once, until{' '}
              <When at={open.invitation.expires} />, and sets{' '}
              {open.invitation.resets ? 'a new password' : 'the password'}.
            </p>
          </div>
        </Dialog>
      )}
    </div>
  );

  /** In place of one that is open: the role stays. */
  async function newLinkFor(name: string): Promise<void> {
    const waiting = invitations.data?.find(({ username }) => username === name);
    if (!waiting) return;
    const invitation = await task.run(() => invite(name, waiting.role));
    if (invitation) linked(invitation);
  }
}
