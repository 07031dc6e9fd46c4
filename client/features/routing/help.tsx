import { DO_NOT_REROUTE, REROUTE, plainLabel } from '../../../shared/rules/labels.js';
import type { HelpPage } from '../../components/help.js';
import {
  DESTINATION,
  EDIT_ROUTE,
  FORWARDED,
  INBOUND,
  OVERRIDE,
  REROUTED,
  SENT_TO_THIS,
} from '../../components/labels.js';

export const ROUTING_HELP: HelpPage = {
  title: 'Routing',
  topics: [
    {
      id: 'routing',
      title: 'What this page decides',
      body: (
        <p>
          Each recipient of each message is looked up by its domain. A row that says &lt;inbound&gt;
          makes the domain ours: everyone may send to it. All other mail is relayed only for those
          whom Routing Restrictions permit.
        </p>
      ),
      exchange: (
        <>
          a change took effect after a restart of the service. Here it is enforced from the next
          message on, and no session is dropped.
        </>
      ),
    },
    {
      id: 'reroute',
      title: plainLabel(REROUTE),
      body: <p>Mail for other domains is sent on for those who may relay.</p>,
    },
    {
      id: 'do-not-reroute',
      title: plainLabel(DO_NOT_REROUTE),
      body: (
        <p>
          Only mail for inbound domains is taken; all else is rejected. Restrictions and the other
          rows are kept, and shown as not in force.
        </p>
      ),
      exchange:
        'took all mail in this mode and returned what it could not deliver, to forged senders too.',
    },
    {
      id: 'table',
      title: 'Sent To and Route To',
      body: (
        <>
          <p>
            The longest name that covers the domain wins, wherever it stands in the list. A row
            covers its name and the names under it; <b>#name</b> is this name only, <b>.name</b> the
            names under it. Without a row, mail goes to the domain’s own mail servers.
          </p>
          <p>
            Ins adds a row, Enter edits it, Del removes it. Removed rows stay visible until Apply.
          </p>
        </>
      ),
      exchange: 'could hand the table over to a custom routing program. This is not offered.',
    },
    {
      id: 'try-it',
      title: 'Try it',
      body: (
        <p>
          Asks about the draft as it stands, with the same code that the relay runs. The line of
          nodes shows each question in the order in which it is asked, and leads to the rows that
          matched. A decision of the log can be filled in; any answer can be kept as an expectation.
        </p>
      ),
    },
    {
      id: 'rule-use',
      title: 'Decisions, 30 days, and Last used',
      body: (
        <p>
          How often the row matched, whether or not it decided, and when last; the bars are days.
          The number leads to those decisions. A row that the draft adds or changes is counted after
          Apply.
        </p>
      ),
    },
    {
      id: 'gateway',
      title: 'What looks like a gateway',
      body: (
        <p>
          A permitted address that gave many HELO names, or from which many accounts logged on,
          within a week has other hosts behind it: all of them may relay. List the hosts behind it
          instead, or keep it if that is meant.
        </p>
      ),
    },
  ],
};

export const ENTRY_HELP: HelpPage = {
  title: EDIT_ROUTE,
  topics: [
    {
      id: 'sent-to',
      title: plainLabel(SENT_TO_THIS),
      body: (
        <p>
          A domain (with the names under it), <b>#domain</b> for this name only, <b>.domain</b> for
          the names under it, or an address such as <b>[192.0.2.1]</b>.
        </p>
      ),
    },
    {
      id: 'inbound',
      title: plainLabel(INBOUND),
      body: (
        <p>
          The domain is ours. Its mail goes to the inbound host of the Connections page, or to a
          host of its own.
        </p>
      ),
      exchange: 'had one inbound store for all domains.',
    },
    {
      id: 'rerouted',
      title: plainLabel(REROUTED),
      body: <p>Rewrites the recipient’s domain; the new domain is looked up again.</p>,
      exchange: (
        <>
          rewrote too, although its help spoke of a host. To send a domain to a host without
          rewriting, choose “{plainLabel(FORWARDED)}”
        </>
      ),
    },
    {
      id: 'forwarded',
      title: plainLabel(FORWARDED),
      body: <p>Keeps the address and hands the mail to this host, for those who may relay.</p>,
      exchange: 'had this on the Connections page, under E-Mail Domain.',
    },
    {
      id: 'destination',
      title: plainLabel(DESTINATION),
      body: <p>As without a row; of use under a wider row, or together with the override below.</p>,
    },
    {
      id: 'override',
      title: plainLabel(OVERRIDE),
      body: (
        <p>
          Everyone may relay to this domain. Hosts and clients that can NEVER route mail may not:
          that list wins.
        </p>
      ),
      exchange:
        'made this a choice of its own, without any other target; what it did against the never-list is not documented.',
    },
  ],
};
