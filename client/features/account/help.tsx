import type { HelpPage } from '../../components/help.js';

export const ACCOUNT_HELP: HelpPage = {
  title: 'Your Account',
  topics: [
    {
      id: 'your-account',
      title: 'Your account',
      body: <p>What belongs to you alone. All of it takes effect at once, without Apply.</p>,
      exchange: 'left passwords to Windows NT.',
    },
    {
      id: 'own-password',
      title: 'Password',
      body: (
        <p>
          The old one is asked for, so that nobody changes it at a screen that you left. Your other
          sessions end; tokens go on, and can be removed one by one.
        </p>
      ),
    },
    {
      id: 'second-factor',
      title: 'Second factor',
      body: (
        <p>
          Each logon asks for a code besides the password. Any authenticator app shows it: six
          digits, another every 30 seconds, each taken once. It is on only after a first code was
          right, so an app that did not take the key locks nobody out. When many wrong codes come
          for your name, an app’s code counts only where you have logged on before; a recovery code
          counts everywhere.
        </p>
      ),
    },
    {
      id: 'recovery-codes',
      title: 'Recovery codes',
      body: (
        <p>
          Ten of them, shown once; each logs you on once in place of a code. Without phone and
          recovery codes an administrator can turn your second factor off.
        </p>
      ),
    },
    {
      id: 'own-sessions',
      title: 'Sessions',
      body: (
        <p>
          One for each browser that is logged on as you. One that you do not know is ended here;
          then change the password. A session ends by itself after 12 hours without use, and after
          seven days.
        </p>
      ),
    },
    {
      id: 'tokens',
      title: 'Tokens',
      body: (
        <p>
          For programs: sent as <code>Authorization: Bearer</code>. A token may what its scope says
          and never more than you. It makes no other tokens and changes no password. Removed, or at
          its end, it is refused at once.
        </p>
      ),
    },
  ],
};
