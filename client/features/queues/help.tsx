import type { HelpPage } from '../../components/help.js';

export const QUEUES_HELP: HelpPage = {
  title: 'Queues',
  topics: [
    {
      id: 'queues',
      title: 'Outbound messages awaiting delivery',
      body: (
        <>
          <p>
            What has been taken and not delivered yet, by destination: a domain, a host, or
            &lt;inbound&gt;. Choose one to see its messages; choose it again to see all. The filters
            stand in the address, so a view can be sent to a colleague.
          </p>
          <p>
            <b>active</b> is being delivered now, <b>queued</b> waits for its turn, <b>deferred</b>{' '}
            waits for its next try, <b>held</b> waits until it is released. The page follows the
            queue by itself; while you point at a list its rows keep their places.
          </p>
        </>
      ),
      exchange:
        'showed four queues, outbound with one entry for each destination host, and had to be told to refresh.',
    },
    {
      id: 'queue-messages',
      title: 'Messages',
      body: (
        <p>
          Arrows move and select, with Shift more, with Ctrl they only move; Space ticks one more;
          Ctrl+A selects all that match the filter, also those not read yet; Esc selects none. Enter
          opens a message, Del deletes.
        </p>
      ),
    },
    {
      id: 'queue-actions',
      title: 'Retry, Hold, Release, Bounce, Delete',
      body: (
        <>
          <p>
            <b>Retry now</b> tries before the next interval, also a destination that is left alone.{' '}
            <b>Hold</b> keeps messages until you <b>Release</b> them. <b>Bounce</b> returns them to
            their senders with a report; <b>Delete</b> tells nobody. These two cannot be undone, and
            say first how many they would act on.
          </p>
          <p>
            An action goes on when you leave the page, and stops where it is when you press Stop.
            Each is noted in the audit trail.
          </p>
        </>
      ),
      exchange: 'could delete a message, or retry the whole queue.',
    },
    {
      id: 'queue-message',
      title: 'One message',
      body: (
        <p>
          The envelope, how each recipient stands, what was tried and what the servers said, and the
          header. What the message says is shown only when you ask for it, as text, and it is noted
          that you did.
        </p>
      ),
    },
  ],
};
