import type { HelpPage } from '../../components/help.js';
import { BACKUP_TOPIC } from './backup-help.js';

export const DIAGNOSTICS_HELP: HelpPage = {
  title: 'Diagnostics',
  topics: [
    {
      id: 'self-test',
      title: 'Self-test',
      body: (
        <>
          <p>
            The relay connects to each of its listeners from an address of this host that nothing
            permits, and says every form by which testers look for open relays. Each goes to RCPT
            only: nothing is sent. What is taken in although neither an inbound row nor an override
            says so is bad. Where every address of this host is permitted, the rules are asked about
            a stranger instead.
          </p>
          <p>
            Its refusals stand in the Decision Log with the HELO name <code>self-test.invalid</code>
            , and count as refusals like any others, in figures and alerts too.
          </p>
          <p>
            Then come greeting, STARTTLS and logon of each listener; the certificate; disk, clock
            and IP forwarding; host name, MX and SPF in DNS; the inbound host and the smart host, up
            to RCPT. What strangers see from outside, through firewalls and NAT, cannot be seen from
            here; nor whether the clock is right to the second.
          </p>
          <p>
            A step opens to its transcript. The last run is kept until the relay ends.{' '}
            <code>gatepost test-relay</code> does the same on the server, also without the console.
          </p>
        </>
      ),
    },
    {
      id: 'alerts',
      title: 'Alerts',
      body: (
        <>
          <p>
            The console looks every two seconds. An alert is raised once, said again only after the
            time you give, and said once more when it is over; a value that swings about its
            threshold does not make a message each time.
          </p>
          <p>
            Refusals have jumped when the last two hours hold at least 20 and many times more than
            usual in the week before, or when the watch over an applied revision finds peers refused
            that relayed before.
          </p>
          <p>
            That the console itself is gone cannot be said by it: watch <code>/healthz</code> from
            outside.
          </p>
        </>
      ),
      exchange: 'wrote to the event log and sent notifications through itself.',
    },
    {
      id: 'ways',
      title: 'Ways',
      body: (
        <>
          <p>
            An alert about a mail server should not wait in its queue. A webhook gets JSON and must
            answer 2xx; redirections are not followed. Another mail server must not be this one;
            with TLS its certificate must be good. Each is tried again after growing waits for a
            day, and one that fails does not stop the others.
          </p>
          <p>
            The command is fixed where the console is started (<code>GATEPOST_ALERT_COMMAND</code>),
            and only turned on here: otherwise whoever took the console could run any program. It
            has 30 seconds.
          </p>
          <p>
            Test sends by the way as it is typed, applied or not. A stored token or password is used
            only for the host that it was entered for.
          </p>
        </>
      ),
    },
    {
      id: 'monitoring',
      title: 'Monitoring',
      body: (
        <p>
          <code>/metrics</code> holds decisions by verdict and reason, the queue and its age,
          deliveries and their delay, sessions, logons, TLS versions, revisions, the certificate’s
          end and the disk: counts without addresses, names or accounts. Without a token it is
          answered to connections from this host that no proxy has handed on; where a public URL is
          set everybody needs one. Log lines have Postfix’s shape under systemd, or with{' '}
          <code>GATEPOST_LOG=postfix</code>.
        </p>
      ),
    },
    BACKUP_TOPIC,
  ],
};
