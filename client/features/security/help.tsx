import type { HelpPage } from '../../components/help.js';

export const SECURITY_HELP: HelpPage = {
  title: 'Security',
  topics: [
    {
      id: 'account-stores',
      title: 'Account stores',
      body: (
        <>
          <p>
            Whoever logs on is looked for among Gatepost’s own accounts first. Other names are asked
            about here, in this order: Dovecot’s auth service, LDAP or Active Directory, or a logon
            at an IMAP or POP3 server. A store with domains is asked only about names that carry one
            of them, as user@example.com or CORP\user.
          </p>
          <p>
            When a store does not answer, the logon is put off and not refused: the client tries
            again. Guest and anonymous names never count, whatever a store says.
          </p>
        </>
      ),
      exchange: 'took Windows NT accounts, and let a name that it did not know in as Guest.',
    },
    {
      id: 'test-logon',
      title: 'Test logon',
      body: (
        <p>
          Asks the store as it is typed in the dialog, before anything is applied, and says what
          came of it and how long that took. The password is neither stored nor logged.
        </p>
      ),
    },
    {
      id: 'sender-belongs',
      title: 'The sender must belong to the account',
      body: (
        <p>
          The address in MAIL FROM must be the account’s own name or one of the senders that it may
          use. An account that was stolen can then not write as somebody else.
        </p>
      ),
      exchange: 'took any sender from whoever had logged on.',
    },
    {
      id: 'accounts',
      title: 'Accounts',
      body: (
        <>
          <p>
            Kept by Gatepost itself, for programs and devices without an account elsewhere. They
            take effect at once and are no part of the draft. Passwords are kept only as what they
            can be checked with; one that is generated is shown once.
          </p>
          <p>
            Failures are counted since the account was last used. Import takes lines of
            name,password,senders; further senders follow with commas.
          </p>
        </>
      ),
    },
    {
      id: 'app-passwords',
      title: 'App passwords',
      body: (
        <p>
          One for each device or program beside the account’s own password. When a printer is lost,
          its password is removed, and nothing else has to change.
        </p>
      ),
    },
    {
      id: 'certificate',
      title: 'Certificate',
      body: (
        <p>
          Shown to every peer that asks for TLS. Files are read again when they change. Check says
          whether certificate and key belong together, what names they are good for and until when,
          before Apply. A stored key never comes back to this page; it stays until you paste
          another.
        </p>
      ),
      exchange: 'took its certificate from Key Manager, and did not say when it expired.',
    },
    {
      id: 'listeners',
      title: 'Listeners',
      body: (
        <p>
          Where the relay listens and what it offers there. The addresses are set where Gatepost is
          started.
        </p>
      ),
    },
    {
      id: 'legacy-lane',
      title: 'Lane for old devices',
      body: (
        <p>
          Printers and scanners that know only TLS 1.0, or no TLS, get a listener of their own for
          their addresses, with an end. So the other listeners need not be weakened for them. It
          stays in red while it lives.
        </p>
      ),
    },
    {
      id: 'logon-failures',
      title: 'Recent logon failures',
      body: (
        <p>
          The newest ten logons that were refused because name and password do not match. The
          decision log has all of them, with their peers.
        </p>
      ),
    },
    {
      id: 'client-setup',
      title: 'Set up a client',
      body: (
        <p>
          What to type into a mail program or device, filled in with this server’s name and the
          listener that fits it best.
        </p>
      ),
    },
  ],
};
