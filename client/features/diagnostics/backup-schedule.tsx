/** When backups are made by themselves, how many are kept, and what is in them. */
import { useMemo } from 'react';
import {
  backupSettingsSchema,
  FIRST_SCHEDULE,
  type BackupSchedule,
  type BackupSettings,
} from '../../../shared/api/backups.js';
import { issuesFromZod, type Issue } from '../../../shared/api/errors.js';
import { parsed, unreadable, type Parsed } from '../../../shared/address/parsed.js';
import { Skeleton } from '../../components/placeholder.js';
import { ReadField } from '../../components/read-field.js';
import { SecretField } from '../../components/secret-field.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { useProblems } from '../../draft/use-problems.js';

export function BackupSchedulePart() {
  const draft = useDraft();
  const { value, base, set } = draft.backups;
  const found = useMemo(() => (value ? problemsIn(value) : []), [value]);
  const problems = useProblems(found, issuesAt(draft.refused, 'backups')).under('schedule');
  if (!value || !base) return <Skeleton rows={2} />;
  const { schedule } = value;
  const change = (part: Partial<BackupSchedule>) =>
    schedule && set({ schedule: { ...schedule, ...part } });
  const stored = base.document.schedule;
  return (
    <section className="stack" aria-label="Scheduled backups">
      <h3>Scheduled</h3>
      <CheckBox
        label="Make backups &by a schedule"
        checked={schedule !== null}
        onChange={(on) => set({ schedule: on ? (stored ?? FIRST_SCHEDULE) : null })}
      />
      {schedule && (
        <div className="ind stack">
          <div className="fields">
            <ReadField
              label="Every so &many hours"
              inputMode="numeric"
              value={schedule.every}
              read={readCount}
              show={String}
              unread={NaN}
              onChange={(every) => change({ every })}
              {...problems.at('every')}
            />
            <ReadField
              label="&Files that are kept"
              inputMode="numeric"
              value={schedule.keep}
              read={readCount}
              show={String}
              unread={NaN}
              onChange={(keep) => change({ keep })}
              hint="Older ones are removed once a new one is whole."
              {...problems.at('keep')}
            />
          </div>
          <div>
            <CheckBox
              label="The queue &too"
              checked={schedule.queue}
              onChange={(queue) => change({ queue })}
            />
            <CheckBox
              label="The decision log too"
              checked={schedule.log}
              onChange={(log) => change({ log })}
            />
            <CheckBox
              label="Encrypted, with the keys of all se&crets"
              checked={schedule.passphrase !== null}
              onChange={(on) => change({ passphrase: on ? (stored?.passphrase ?? '') : null })}
            />
          </div>
          {schedule.passphrase !== null && (
            <SecretField
              label="Pass phrase of the scheduled backups"
              value={schedule.passphrase}
              onChange={(passphrase) => change({ passphrase })}
              {...problems.at('passphrase')}
            />
          )}
        </div>
      )}
    </section>
  );
}

function problemsIn(settings: BackupSettings): readonly Issue[] {
  const read = backupSettingsSchema.safeParse(settings);
  return read.success ? [] : issuesFromZod(read.error);
}

function readCount(text: string): Parsed<number> {
  const digits = text.trim();
  return /^\d{1,6}$/.test(digits) ? parsed(Number(digits)) : unreadable('A whole number.');
}
