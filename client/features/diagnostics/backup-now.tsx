/** A backup that is made now: what is in it, its pass phrase, how far it is, and Save. */
import { useId, useState } from 'react';
import { passphraseSchema, type Backup } from '../../../shared/api/backups.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { backupFilePath, beginBackup, removeBackup } from '../../api/backups.js';
import { addressOf } from '../../api/base.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { ProblemLine } from '../../components/problem.js';
import { Progress } from '../../components/progress.js';
import { useTask } from '../../components/task.js';
import { CheckBox, Radio } from '../../components/tick.js';

interface BackupNowProps {
  readonly current: Backup | null;
  /** Reads again how far it is. */
  readonly look: () => Promise<unknown>;
}

export function BackupNow({ current, look }: BackupNowProps) {
  const group = useId();
  const task = useTask();
  const [queue, setQueue] = useState(true);
  const [log, setLog] = useState(false);
  const [encrypt, setEncrypt] = useState(true);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [judged, judge] = useState(false);
  const read = passphraseSchema.safeParse(passphrase);
  const weak = read.success ? null : { message: read.error.issues[0]?.message ?? '' };
  const differs = again === passphrase ? null : { message: 'The two pass phrases differ.' };
  const running = current?.state === 'running';
  const begin = async () => {
    judge(true);
    if (encrypt && (weak || differs)) return;
    const begun = await task.run(() => beginBackup({ queue, log, ...(encrypt && { passphrase }) }));
    if (!begun) return;
    judge(false);
    setPassphrase('');
    setAgain('');
    await look();
  };
  const remove = (id: string) =>
    void task.run(async () => {
      await removeBackup(id);
      await look();
    });
  return (
    <section className="stack" aria-label="Backup now">
      <h3>Now</h3>
      <div>
        <CheckBox label="With the &queue" checked={queue} onChange={setQueue} />
        <CheckBox
          label="With the decision lo&g"
          hint="It may be large."
          checked={log}
          onChange={setLog}
        />
      </div>
      <div className="choice" role="radiogroup" aria-label="Encryption of the backup">
        <Radio
          label="&Encrypted"
          group={group}
          checked={encrypt}
          onChoose={() => setEncrypt(true)}
          hint="With the keys of all secrets. The age command opens it, too."
        >
          {encrypt && (
            <div className="sub-f">
              <Field
                label="&Pass phrase"
                type="password"
                autoComplete="new-password"
                value={passphrase}
                onChange={setPassphrase}
                problem={judged ? weak : null}
                hint="Without it nobody opens the file, you neither."
              />
              <Field
                label="Pass phrase &again"
                type="password"
                autoComplete="new-password"
                value={again}
                onChange={setAgain}
                problem={judged ? differs : null}
              />
            </div>
          )}
        </Radio>
        <Radio
          label="&Not encrypted"
          group={group}
          checked={!encrypt}
          onChoose={() => setEncrypt(false)}
          hint="On another server passwords for other servers, pasted keys and second factors must be entered again."
        />
      </div>
      <div className="btns">
        <Button label="Ma&ke Backup" disabled={running || task.busy} onPress={() => void begin()} />
        {current?.state === 'done' && !current.scheduled && (
          <>
            <Button label="&Save" onPress={() => download(addressOf(backupFilePath(current.id)))} />
            <Button label="Remove" onPress={() => remove(current.id)} />
          </>
        )}
      </div>
      {running && (
        <Progress
          text={runningText(current)}
          done={current.octets}
          total={current.total}
          onStop={() => remove(current.id)}
        />
      )}
      <output>{current && !running && endedText(current)}</output>
      {task.fault !== null && <ProblemLine>{task.fault}</ProblemLine>}
    </section>
  );
}

function runningText({ doing, octets, total, scheduled }: Backup): string {
  const what = scheduled ? `Scheduled backup: ${doing}` : doing;
  return total === 0 ? `${what}…` : `${what}: ${sizeText(octets)} of ${sizeText(total)}`;
}

function endedText({ state, id, problem, scheduled }: Backup): string {
  if (state === 'failed') return `The backup failed: ${problem ?? 'nobody knows why.'}`;
  if (state === 'stopped') return 'The backup was stopped: nothing is left of it.';
  return scheduled ? '' : `${id} is made. It is kept here for an hour: save it.`;
}

/** The browser's own download: nothing of the file passes through the page. */
function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}
