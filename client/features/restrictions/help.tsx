import {
  ADDRESSES,
  AUTHENTICATED,
  INTERNAL,
  NEVER,
  plainLabel,
} from '../../../shared/rules/labels.js';
import type { HelpPage } from '../../components/help.js';

export const RESTRICTIONS_HELP: HelpPage = {
  title: 'Routing Restrictions',
  topics: [
    {
      id: 'restrictions',
      title: 'Who may relay',
      body: (
        <p>
          One condition is enough. A ticked box with an empty list permits nobody, and so does a
          dialog without a ticked box. Mail for inbound domains is taken from everyone.
        </p>
      ),
      exchange:
        'with no box ticked relayed for everyone. Here no box ticked means that nobody relays.',
    },
    {
      id: 'authenticated',
      title: plainLabel(AUTHENTICATED),
      body: <p>Whoever logs on with an account of this server may relay, from anywhere.</p>,
      exchange: 'counted Guest and null-session logons too. Here they never count.',
    },
    {
      id: 'addresses',
      title: plainLabel(ADDRESSES),
      body: (
        <p>
          The address of the peer is on the list. Do not list a gateway or a scanner: everyone
          behind it looks like it.
        </p>
      ),
    },
    {
      id: 'ip-address',
      title: 'IP address and Mask',
      body: (
        <p>
          Any form is read: <b>IP=1.1.1.0, MASK=255.255.255.0</b>, <b>1.1.1.0/24</b>, address and
          mask, one address, IPv6. Several lines can be pasted, here or into the list. An entry with
          an end counts until then.
        </p>
      ),
      exchange:
        'took an address inside a network together with the mask, and the entry matched nobody. Here it is refused, and the nearest network offered.',
    },
    {
      id: 'internal',
      title: plainLabel(INTERNAL),
      body: (
        <>
          <p>
            The address of <b>this host</b> that the peer connected to is on the list. Of use when
            the host has an address inside and one outside. IP forwarding must be off, and on a host
            with one address this would permit everyone.
          </p>
          <p>
            Linux answers for each of its addresses on every interface: a stranger outside who sends
            packets for the internal address reaches it too. Bind the listener there to its
            interface (<b>BindToDevice</b> of systemd), and the one outside to its own address. The
            package has it ready: <b>/usr/share/doc/gatepost/examples/internal-listener</b>, with
            the drop-in <b>internal-listener.conf</b>.
          </p>
        </>
      ),
    },
    {
      id: 'never',
      title: plainLabel(NEVER),
      body: (
        <p>
          Wins over every condition above and over rows that always relay. Mail for inbound domains
          is still taken.
        </p>
      ),
    },
  ],
};
