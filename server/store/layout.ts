/** Where everything lies in the data folder. */
import { join } from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly config: string;
  readonly spool: string;
  readonly decisions: string;
  /** Bodies too large for the spool's rows, one file each. */
  readonly bodies: string;
  /** The embedded inbound host: one Maildir for each recipient. */
  readonly maildir: string;
  readonly tls: string;
  /** What a backup is made of while it is made. */
  readonly backupWork: string;
  /** Backups of the schedule, unless GATEPOST_BACKUPS names another folder. */
  readonly backups: string;
  /** The key of the secrets in the databases, unless GATEPOST_KEY_FILE names another. */
  readonly key: string;
}

export function dataFolder(root: string): DataFolder {
  const at = (name: string) => join(root, name);
  return {
    root,
    config: at('config.db'),
    spool: at('spool.db'),
    decisions: at('decisions.db'),
    bodies: at('bodies'),
    maildir: at('maildir'),
    tls: at('tls'),
    backupWork: at('backup-work'),
    backups: at('backups'),
    key: at('secret.key'),
  };
}
