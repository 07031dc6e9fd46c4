import type { HelpPage } from '../../components/help.js';

export const PEOPLE_HELP: HelpPage = {
  title: 'People',
  topics: [
    {
      id: 'people',
      title: 'People',
      body: (
        <>
          <p>
            Who may use this console. They are no accounts for SMTP logons: none of them may send
            mail by being here.
          </p>
          <p>
            Whoever is disabled, removed or given another role is logged off at once, everywhere,
            and their tokens end. The last administrator can be neither.
          </p>
        </>
      ),
      exchange:
        'took the rights of Windows NT accounts: Admin., Permissions Admin. and View Only Admin. on the site’s containers.',
    },
    {
      id: 'roles',
      title: 'Roles',
      body: (
        <>
          <p>An administrator changes rules, settings, accounts and people.</p>
          <p>
            An operator reads the decision log and the history and acts on the queues, but changes
            no rule.
          </p>
          <p>
            Helpdesk looks up one reference and reads why it was decided so, and sees neither the
            log nor anybody else’s mail.
          </p>
        </>
      ),
      exchange: 'knew one View Only role, which saw everything.',
    },
    {
      id: 'invitations',
      title: 'Invitations',
      body: (
        <p>
          A link that sets a password, for somebody new or for somebody who forgot theirs. It is
          shown once and works once, for seven days. A second factor that is on stays on: whoever
          takes the link logs on with it. For a user that there is, the sessions end when the new
          password is set.
        </p>
      ),
    },
  ],
};
