/** The files that the schedule has made: save or remove one. */
import type { KeptBackup } from '../../../shared/api/backups.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { backupFilePath, removeBackup } from '../../api/backups.js';
import { addressOf } from '../../api/base.js';
import { LinkButton } from '../../components/button.js';
import { ProblemLine } from '../../components/problem.js';
import { useTask } from '../../components/task.js';
import { When } from '../../components/when.js';

interface KeptBackupsProps {
  readonly items: readonly KeptBackup[];
  readonly folder: string;
  readonly look: () => Promise<unknown>;
}

export function KeptBackups({ items, folder, look }: KeptBackupsProps) {
  const task = useTask();
  if (items.length === 0) return null;
  const remove = (id: string) =>
    void task.run(async () => {
      await removeBackup(id);
      await look();
    });
  return (
    <section className="stack" aria-label="Kept backups">
      <h3>Kept in {folder}</h3>
      <ul className="kept-backups">
        {items.map(({ id, at, octets, encrypted }) => (
          <li key={id}>
            <span>
              <When at={at} />, {sizeText(octets)}, {encrypted ? 'encrypted' : 'not encrypted'}
            </span>
            <a
              className="link"
              href={addressOf(backupFilePath(id))}
              download
              aria-label={`Save ${id}`}
            >
              Save
            </a>
            <LinkButton onPress={() => remove(id)} title={`Remove ${id}`}>
              Remove
            </LinkButton>
          </li>
        ))}
      </ul>
      {task.fault !== null && <ProblemLine>{task.fault}</ProblemLine>}
    </section>
  );
}
