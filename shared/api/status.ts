/** How the relay is: asked by the console over the control socket, shown in the foot and at `/healthz`. */
import type { Enforced } from './routing.js';
import type { Host } from '../engine/decision.js';

export const STATUS_PATH = '/api/status';
export const HEALTH_PATH = '/healthz';

export interface ListenerStatus {
  readonly kind: 'smtp' | 'submission' | 'smtps';
  /** `127.0.0.1:2525`, with the port really bound. */
  readonly address: string;
}

export interface RelayStatus {
  readonly enforced: Enforced;
  readonly host: Host;
  readonly listeners: readonly ListenerStatus[];
  /** Messages with recipients still to deliver. */
  readonly queued: number;
  /** ISO 8601: when the oldest of them came in; null when there is none. */
  readonly oldest: string | null;
  /** Why no mail is taken now, in a sentence; null when it is. */
  readonly refusing: string | null;
  /** Rows of the decision log that are older, or more, than is to be kept and still there; about. */
  readonly removingDecisions: number;
}

/** `GET /api/status`. */
export interface Status {
  readonly hostname: string;
  readonly version: string;
  /** Null with a sentence when the relay does not answer. */
  readonly relay: RelayStatus | null;
  readonly problem?: string;
}
