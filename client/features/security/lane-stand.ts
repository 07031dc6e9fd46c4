/** How the lane for old devices stands, and a first one to fill in. */
import type { LegacyLane } from '../../../shared/api/security.js';

export type LaneStand = 'none' | 'open' | 'ended' | 'fails';

export function laneStand(lane: LegacyLane | null, problem: string | null, now: Date): LaneStand {
  if (!lane) return 'none';
  if (new Date(lane.until) <= now) return 'ended';
  return problem === null ? 'open' : 'fails';
}

const DAYS = 90;

export function newLane(now: Date): LegacyLane {
  const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + DAYS);
  return { listen: '0.0.0.0:2526', networks: [], until: end.toISOString(), plainLogons: false };
}
