import type { HelpPage } from '../../components/help.js';

export const OVERVIEW_HELP: HelpPage = {
  title: 'Overview',
  topics: [
    {
      id: 'overview',
      title: 'Overview',
      body: (
        <>
          <p>
            Is mail flowing, what was decided, and what needs somebody. It is read anew every 15
            seconds while it is in view. Every number, peer and reason leads to its rows in the
            Decision Log, and everything that needs attention to where it is dealt with.
          </p>
          <p>
            Counted are decisions on recipients; logons stand in the log beside them, and are not
            among these numbers.
          </p>
          <p>
            Stored secrets that cannot be read are named: the key file is missing, or another one
            than they were encrypted with. Put back the right file, or enter them again; until then
            what needs them waits, and all else goes on.
          </p>
        </>
      ),
      exchange:
        'had no such page: queues, the event log and Performance Monitor were looked at one by one.',
    },
    {
      id: 'overview-period',
      title: 'Period',
      body: (
        <p>
          The last 24 hours, 7 days or 30 days. The running hour counts as one of them. “Usually” is
          the share in the four weeks before the period, as far as the log goes back.
        </p>
      ),
    },
    {
      id: 'overview-chart',
      title: 'Decisions over time',
      body: (
        <p>
          A bar is an hour, over 30 days a day: inbound, relay and reject from below, or the most
          frequent reasons of each. A dashed line is a revision that came into force. A press on a
          bar shows its decisions; the table says the same in numbers.
        </p>
      ),
    },
    {
      id: 'overview-refusals',
      title: 'Peers refused most, reasons for refusal',
      body: (
        <p>
          Beside a peer stands the name that it gave itself at its last refusal. In a large log the
          newest 20,000 refusals of the period are looked at for the peers; reasons are counted all.
        </p>
      ),
    },
    {
      id: 'overview-attention',
      title: 'Needs attention',
      body: (
        <>
          <p>
            What stands in the way of mail, or soon will: a relay that does not answer, takes no
            mail or does not enforce the newest revision; refusals that jumped; findings about the
            rules in force; account stores that do not answer; a certificate that ends within 30
            days; mail that waits longer than the notice of a delay; little room on the disk;
            addresses that look like a gateway.
          </p>
          <p>
            Refusals have jumped when the last two hours hold at least 20 of them, five times what
            the week before had in the same time, and twice its share of all decisions.
          </p>
        </>
      ),
    },
    {
      id: 'overview-changes',
      title: 'Changed lately',
      body: <p>The latest revisions of the rules, and other settings from the audit trail.</p>,
    },
  ],
};
