/** What every route of the console works with; made once by `Console`. */
import type { Environment } from '../environment.js';
import type { Log } from '../log.js';
import type { Db } from '../store/open.js';
import type { Secrets } from '../store/secrets.js';
import type { Passwords } from '../store/passwords.js';
import type { AlertDesk } from './alerts/alert-desk.js';
import type { ConsoleMetrics } from './metrics.js';
import type { BackupSchedule } from './backup/backup-schedule.js';
import type { Backups } from './backup/backups.js';
import type { DecisionLog } from './decision-log.js';
import type { DecisionStream } from './decision-stream.js';
import type { QueueStream } from './queue-stream.js';
import type { LogonLimits } from './logon-limits.js';
import type { RelayControl } from './relay-control.js';
import type { RulesWatch } from './rules-watch.js';
import type { RoutingDesk } from './routing-desk.js';
import type { RoutingUseDesk } from './routing-use.js';
import type { SetupLink } from './setup-link.js';

export interface Context {
  readonly environment: Environment;
  readonly db: Db;
  readonly log: Log;
  readonly relay: RelayControl;
  readonly passwords: Passwords;
  /** Seals and opens what must be read back. */
  readonly secrets: Secrets;
  readonly limits: LogonLimits;
  readonly setup: SetupLink;
  readonly desk: RoutingDesk;
  /** How the rules are used. */
  readonly use: RoutingUseDesk;
  /** What is raised, and who is told. */
  readonly alerts: AlertDesk;
  readonly metrics: ConsoleMetrics;
  /** Over the revision that was applied last. */
  readonly watch: RulesWatch;
  /** The console shows it too. */
  certificateChanged(): Promise<void>;
  readonly decisions: DecisionLog;
  readonly backups: Backups;
  readonly schedule: BackupSchedule;
  /** What browsers follow live; they end with the session. */
  readonly streams: { readonly decisions: DecisionStream; readonly queue: QueueStream };
  /** True when browsers reach the console over TLS, here or at a proxy. */
  readonly secure: boolean;
  readonly now: () => Date;
}
