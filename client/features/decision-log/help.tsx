import type { HelpPage } from '../../components/help.js';

export const LOG_HELP: HelpPage = {
  title: 'Decision Log',
  topics: [
    {
      id: 'log',
      title: 'What is in the log',
      body: (
        <>
          <p>
            One row for each recipient that a peer named, permitted or refused, and for each logon
            that failed. The reference in the SMTP reply finds its row.
          </p>
          <p>
            A row opens to its path: every question in the order asked, from the rules as they were
            then. A value there is a filter. Filters live in the address, so a view can be sent to a
            colleague.
          </p>
        </>
      ),
      exchange: 'wrote refusals into the event log, and only at a raised logging level.',
    },
    {
      id: 'search',
      title: 'Searching far back',
      body: (
        <p>
          Filters that match few rows are searched for page after page, until there are enough to
          fill one. It says how far back it has come; Stop ends it at once, Go on takes it up there.
        </p>
      ),
    },
    {
      id: 'export',
      title: 'Export',
      body: (
        <p>
          What the filters match, the newest first, as CSV or NDJSON. The browser fetches it like
          any other file; closing the dialog does not end it, Stop does.
        </p>
      ),
    },
    {
      id: 'keep',
      title: 'How long decisions are kept',
      body: (
        <p>
          By age and by size on the disk, whichever is reached first. The oldest go first. A
          reference whose row has gone can no longer be explained.
        </p>
      ),
    },
    {
      id: 'live',
      title: 'Live',
      body: (
        <p>
          New rows come by themselves. While you point at the list, have scrolled or opened a row,
          they wait behind a bar that counts them.
        </p>
      ),
    },
  ],
};
