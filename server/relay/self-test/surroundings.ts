/** What the self-test is handed by the relay. */
import type { Delivery } from '../../../shared/api/delivery.js';
import type { ListenerOffer } from '../../../shared/api/security.js';
import type { Compiled } from '../../../shared/engine/compile.js';
import type { HoldDialogue } from '../delivery/host-dialogue.js';
import type { CheckNames } from '../delivery/name-check.js';
import type { IsListed } from '../listed.js';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Surroundings {
  readonly hostname: string;
  readonly dns: readonly Place[];
  /** The data folder. */
  readonly folder: string;
  readonly settings: () => Delivery;
  /** Null: none are in force, and nothing is accepted. */
  readonly rules: () => Compiled | null;
  /** Of the same order. */
  readonly listeners: {
    offers(): readonly ListenerOffer[];
    bound(): readonly { readonly address: string; readonly port: number }[];
  };
  /** Why no mail is taken; null when it is. */
  readonly diskProblem: () => string | null;
  readonly hold: HoldDialogue;
  readonly checkNames: CheckNames;
  /** Whether connections from there begin with a PROXY header. */
  readonly isProxy: IsListed;
  /** Whether SPF of the sender's domain vouches for that peer. */
  readonly vouches: (asked: {
    readonly peer: string;
    readonly helo: string;
    readonly sender: string;
  }) => Promise<boolean>;
}
