import { Link } from 'react-router';
import type { LostPeer } from '../../../shared/api/revisions.js';
import { useMedia } from '../../components/media.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead } from '../../components/table-head.js';
import { When } from '../../components/when.js';

const COLUMNS = [
  ['Peer', undefined],
  ['Refusals', 96, 'n'],
  ['Last seen', 112],
  ['Ref', 96],
] as const;

interface LostPeersProps {
  readonly peers: readonly LostPeer[];
  /** How many there are. */
  readonly count: number;
}

/** Peers that relayed before and are refused since, each with its last refusal. */
export function LostPeers({ peers, count }: LostPeersProps) {
  const narrow = useMedia('(max-width: 760px)');
  return (
    <div>
      {narrow ? <PeerRows peers={peers} /> : <PeerTable peers={peers} />}
      {count > peers.length && (
        <p className="t more">
          {peers.length.toLocaleString('en')} of {count.toLocaleString('en')} are shown, those with
          the most refusals first.
        </p>
      )}
    </div>
  );
}

type PeersProps = Pick<LostPeersProps, 'peers'>;

function PeerTable({ peers }: PeersProps) {
  return (
    <div className="list">
      <table>
        <TableHead caption="Peers that are refused since" columns={COLUMNS} />
        <tbody>
          {peers.map(({ peer, refusals, lastSeen, ref }) => (
            <tr key={peer} className="row">
              <td className="m">
                <StrangerText text={peer} />
              </td>
              <td className="n">{refusals.toLocaleString('en')}</td>
              <td>
                <When at={lastSeen} />
              </td>
              <td className="m">
                <RefLink reference={ref} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same in a small window. */
function PeerRows({ peers }: PeersProps) {
  return (
    <ul className="rows" aria-label="Peers that are refused since">
      {peers.map(({ peer, refusals, lastSeen, ref }) => (
        <li key={peer}>
          <StrangerText mono text={peer} />
          <RefLink reference={ref} />
          <p className="w">
            {refusals.toLocaleString('en')} {refusals === 1 ? 'refusal' : 'refusals'}, last seen{' '}
            <When at={lastSeen} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function RefLink({ reference }: { readonly reference: string }) {
  return (
    <Link className="m" to={`/ref/${encodeURIComponent(reference)}`}>
      {reference}
    </Link>
  );
}
