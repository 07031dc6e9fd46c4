/** Backups: one now, the schedule, the files that are kept, and how to restore. Its settings ride with Apply. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { listBackups } from '../../api/backups.js';
import { faultText } from '../../api/request.js';
import { Notice } from '../../components/notice.js';
import { Part } from '../../components/part.js';
import { ProblemLine } from '../../components/problem.js';
import { When } from '../../components/when.js';
import { BackupNow } from './backup-now.js';
import { BackupSchedulePart } from './backup-schedule.js';
import { KeptBackups } from './kept-backups.js';

const KEY = ['backups'];
const RUNNING_MS = 500;
const IDLE_MS = 30_000;

export function BackupPart() {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => listBackups(signal),
    refetchInterval: ({ state }) =>
      state.data?.current?.state === 'running' ? RUNNING_MS : IDLE_MS,
  });
  const look = () => queries.invalidateQueries({ queryKey: KEY });
  const { current = null, last = null, items = [], folder = '' } = list.data ?? {};
  return (
    <Part
      title="Backup"
      help="backup"
      lead="One file with rules, accounts and settings, for this server or another one"
    >
      <div className="stack backup">
        {list.error && (
          <ProblemLine>The backups cannot be listed: {faultText(list.error)}</ProblemLine>
        )}
        {last && last.problem !== null && (
          <Notice kind="warn">
            The last scheduled backup failed (<When at={last.at} />
            ): {last.problem}
          </Notice>
        )}
        <BackupNow current={current} look={look} />
        <BackupSchedulePart />
        <KeptBackups items={items} folder={folder} look={look} />
        <p className="q">
          To restore: stop Gatepost, run <b>gatepost restore</b> with the file there, and start it.
          Messages of the queue are held until you release them, since the old server may still
          deliver them.
        </p>
      </div>
    </Part>
  );
}
