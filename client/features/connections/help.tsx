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
      id: 'recipients',
      title: 'Inbound recipients',
      body: (
        <>
          <p>
            Mail for a recipient that does not exist is best refused at once: taken and returned
            later it goes to a sender that is often forged. The list holds up to 10,000 addresses;
            @example.com stands for everybody there. Lines can be pasted into it.
          </p>
          <p>
            Asked, the inbound host answers for each recipient by SMTP or LMTP, and its answer is
            kept for a while. When it does not answer, those that were good before are taken and
            others are told to come again.
          </p>
        </>
      ),
      exchange: 'took everything for an inbound domain and returned it later.',
    },
    {
      id: 'message-delivery',
      title: 'Message Delivery',
      body: (
        <p>
          Mail for other domains goes to their own mail servers, found by DNS, or all of it to one
          host. Several hosts with commas are tried in turn; one that does not answer is left out
          for a while. A stored password never comes back to this page; it stays until you type
          another. On the disk it is encrypted with the key file of this server: without that file
          mail for the host waits until you type the password again. Link-local and cloud metadata
          addresses are never connected to, whatever name leads there.
        </p>
      ),
      exchange: 'took a comma list too, went round it, and skipped dead hosts.',
    },
    {
      id: 'tls-for',
      title: 'TLS by destination',
      body: (
        <p>
          A domain of recipients, or the name or address of a host, may have a setting of its own.
          “Always” means that nothing is sent in the clear: without TLS the message waits.
        </p>
      ),
      exchange:
        'had this on its Security page, for outbound connections only: none, SSL with an account, or Windows NT challenge/response for each domain.',
    },
    {
      id: 'retries',
      title: 'Retries and time-out',
      body: (
        <p>
          After a failed attempt Gatepost waits for the first interval, then the second, and so on;
          the last one repeats until the time-out returns the message to its sender. A sender who
          waits is told once that it is late; never to an empty sender, and never to a stranger.
        </p>
      ),
      exchange:
        'gave the intervals in hours: 0.25, 0.5, 1, 4, and had time-outs for urgent, normal and non-urgent mail.',
    },
    {
      id: 'limits',
      title: 'Limits',
      body: (
        <p>
          Larger messages are refused, before they are sent where the peer says how large they are.
          With less free space than the limit no mail is taken, and every page says so; what is in
          the queue goes on. Peers try again later, so nothing is lost.
        </p>
      ),
      exchange:
        'had one size limit, and stopped taking mail below 10 MB of free space, looking every 15 seconds.',
    },
    {
      id: 'peer-limits',
      title: 'Limits of peers',
      body: (
        <>
          <p>
            They keep strangers from taking the whole server. Who is permitted to relay by its
            address, or connects to a listed internal address, is never held up by what counts by
            address, and some sessions are always kept free for it; what counts for accounts holds
            wherever the account logs on. “none” is no limit.
          </p>
          <p>
            A limit holds from the next connection or command on. Its reply says which it was: 421
            where the connection ends, 450 where the peer is to come again, 552 for what is too
            large. The Decision Log has a row for the first hit by each address in a minute; the
            others are counted, and a second row says how many there were.
          </p>
          <p>
            With a wait before the greeting, a program that speaks before it was greeted is refused
            with 554. Few mail servers mind waiting some seconds.
          </p>
        </>
      ),
      exchange:
        'had a number of inbound connections, and of connections to one host, with one time-out.',
    },
    {
      id: 'dns-lists',
      title: 'DNS lists',
      body: (
        <>
          <p>
            A DNS list (DNSBL) says which addresses send what nobody wants. It is asked when a peer
            connects to a listener of the kind smtp, and only about peers that are not permitted;
            what it says is used at the first recipient, and never for who has logged on by then. A
            listed peer is refused with 550 and the name of the list, also for our own domains;
            postmaster there is still taken. To see first what a list would refuse, have its peers
            only noted: their rows in the Decision Log are found by the list.
          </p>
          <p>
            A list that does not answer within 2 seconds, or says that it does not answer us
            (127.255.255.0/24), counts as not listing anybody, and is left out for a minute, then
            longer. This page says so. Answers are kept: a listing as long as the list says, up to
            an hour; none for 5 minutes. Many lists answer only who asks through a DNS server of
            their own.
          </p>
        </>
      ),
      exchange: 'had no such lists; Exchange 2003 brought them.',
    },
    {
      id: 'proxies',
      title: 'Proxies',
      body: (
        <>
          <p>
            A proxy or load balancer in front of Gatepost hides who connects: every peer then has
            its address. When it speaks the PROXY protocol (haproxy, nginx, Traefik and others;
            version 1 or 2), list its address here. The address of the peer, and the one it
            connected to, are then those that the proxy says: for the rules, for limits, for logons
            and in the Decision Log.
          </p>
          <p>
            From a listed address a connection without a PROXY header is closed after 5 seconds, on
            every listener and before any TLS. So send no mail straight from such an address. From
            all other addresses nothing is believed: a header is an unknown command there.
          </p>
        </>
      ),
      exchange: 'knew no proxies: it saw the address of whoever connected.',
    },
  ],
};
