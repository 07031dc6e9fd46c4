/** What a replay has found to change, in groups: by peer, or by the rule that makes the difference. */
import type { PreviewGroup, PreviewOutcome, PreviewPart } from '../api/preview.js';

/** The last of a group is known by its number alone. */
export type ReplayedGroup = Omit<PreviewGroup, 'example' | 'lastSeen'> & { readonly last: number };
export type ReplayedPart = Omit<PreviewPart, 'groups'> & {
  readonly groups: readonly ReplayedGroup[];
};
export type PartName = 'loses' | 'gains' | 'others' | 'rerouted';

/** What the two sides say of requests that they cannot tell apart. */
export interface Difference {
  readonly part: PartName;
  readonly before: PreviewOutcome;
  readonly after: PreviewOutcome;
  readonly because: PreviewGroup['because'];
}

export interface Gathered {
  readonly difference: Difference;
  /** By address. */
  readonly peers: Map<string, Seen>;
}

export interface Seen {
  decisions: number;
  last: number;
}

const MOST_GROUPS = 200;
/** Peers that change for the same reason are named one by one up to so many. */
const MOST_NAMED = 20;

export function partOf(groups: readonly Gathered[]): ReplayedPart {
  const named = groups.flatMap(groupsOf);
  const sorted = named.toSorted((a, b) => b.decisions - a.decisions);
  const peers = new Set(groups.flatMap((group) => [...group.peers.keys()]));
  return {
    decisions: named.reduce((sum, group) => sum + group.decisions, 0),
    peers: peers.size,
    groups: sorted.slice(0, MOST_GROUPS),
    groupCount: sorted.length,
  };
}

/** What one added entry brings is one group; other changes are named peer by peer while they are few. */
function groupsOf({ difference, peers }: Gathered): ReplayedGroup[] {
  const { part, before, after, because } = difference;
  const network = /^(?:address|never) (.+)$/.exec(because.rule ?? '')?.[1] ?? null;
  const facts = { network, before, after, because };
  const together = part === 'gains' && network !== null;
  if (peers.size === 1 || (!together && peers.size <= MOST_NAMED)) {
    return [...peers].map(([peer, seen]) => ({
      ...facts,
      peer,
      peers: 1,
      decisions: seen.decisions,
      last: seen.last,
    }));
  }
  let [newest] = peers.values();
  let decisions = 0;
  for (const seen of peers.values()) {
    decisions += seen.decisions;
    if (seen.last > newest!.last) newest = seen;
  }
  return [{ ...facts, peer: null, peers: peers.size, decisions, last: newest!.last }];
}
