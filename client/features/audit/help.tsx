import type { HelpPage } from '../../components/help.js';

export const AUDIT_HELP: HelpPage = {
  title: 'Audit Trail',
  topics: [
    {
      id: 'audit',
      title: 'Audit trail',
      body: (
        <>
          <p>
            Who changed rules, settings, accounts, people or the queue, who read a message, who
            logged on and from where. What a token did stands under the name of its owner, with the
            token’s name.
          </p>
          <p>
            Refused logons of one address for one name within an hour are one line, at most 200
            lines an hour, and the newest 10,000 of them are kept. A name that nobody has is not
            written down: it may be a password in the wrong field. Everything else stays for good.
          </p>
        </>
      ),
      exchange:
        'wrote changes to the application log of Windows NT, if diagnostics logging was on.',
    },
  ],
};
