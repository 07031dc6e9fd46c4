import type { HelpPage } from '../../components/help.js';

export const CONNECTIONS_HELP: HelpPage = {
  title: 'Connections',
  topics: [
    {
      id: 'site-domain',
      title: 'Site domain',
      body: <p>Added to addresses without a domain. Bounces come from it.</p>,
    },
    {
      id: 'inbound-host',
      title: 'Inbound host',
      body: (
        <p>
          Where mail for our own domains goes: Maildir folders of this server, or a mail server by
          SMTP or LMTP. A row of the Routing page may name a host of its own.
        </p>
      ),
      exchange: 'kept inbound mail in its own store.',
    },
    {
      id: 'message-delivery',
      title: 'Message Delivery',
      body: (
        <p>
          Mail for other domains goes to their own mail servers, found by DNS, or all of it to one
          host. A stored password never comes back to this page; it stays until you type another.
        </p>
      ),
    },
    {
      id: 'retries',
      title: 'Retries and time-out',
      body: (
        <p>
          After a failed attempt Gatepost waits for the first interval, then the second, and so on;
          the last one repeats until the time-out returns the message to its sender.
        </p>
      ),
      exchange: 'gave the intervals in hours: 0.25, 0.5, 1, 4.',
    },
  ],
};
