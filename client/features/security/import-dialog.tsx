/** "Import Accounts": lines of `name,password,senders…`, pasted or from a file; what became of each is listed. */
import { useId, useState, type ChangeEvent } from 'react';
import { accountImportSchema, type AccountImport } from '../../../shared/api/accounts.js';
import { importAccounts } from '../../api/accounts.js';
import { AccessLabel, accessKey } from '../../components/access-key.js';
import { Dialog } from '../../components/dialog.js';
import type { FieldProblem } from '../../components/problem.js';
import { TextArea } from '../../components/text-area.js';
import { ImportResult } from './import-result.js';
import { useTask } from '../../components/task.js';

interface ImportDialogProps {
  readonly onImported: () => void;
  readonly onClose: () => void;
}

export function ImportDialog({ onImported, onClose }: ImportDialogProps) {
  const [csv, setCsv] = useState('');
  const [judged, judge] = useState(false);
  const [result, setResult] = useState<AccountImport | null>(null);
  const task = useTask();
  const id = useId();
  const problem = problemOf(csv);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (!file) return;
    setCsv(await file.text());
    judge(true);
  };
  const ok = async () => {
    if (problem) return judge(true);
    const done = await task.run(() => importAccounts(csv));
    if (!done) return;
    setResult(done);
    if (done.created.length > 0) onImported();
  };
  if (result) {
    return (
      <Dialog title="Imported Accounts" width="middle" tall onCancel={onClose}>
        <ImportResult result={result} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Import Accounts"
      width="middle"
      onCancel={onClose}
      onOk={() => void ok()}
      okLabel="Import"
      okDisabled={task.busy || (judged && problem !== null)}
      foot={task.fault}
      helpTopic="accounts"
    >
      <div className="stack">
        <TextArea
          first
          label="&Lines of name,password,senders"
          rows={10}
          value={csv}
          onChange={(text) => {
            setCsv(text);
            task.forget();
          }}
          problem={judged ? problem : null}
          placeholder={'anna,,anna@example.com\nscanner,a long password,@example.com'}
          hint="One account a line. Without a password one is generated, and shown once afterwards. A line that cannot be read changes nothing, the others are imported."
        />
        <div className="f">
          <label htmlFor={`${id}-file`} data-key={accessKey('Or from a &file')}>
            <AccessLabel text="Or from a &file" />
          </label>
          <input
            id={`${id}-file`}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={(event) => void read(event)}
          />
        </div>
      </div>
    </Dialog>
  );
}

function problemOf(csv: string): FieldProblem | null {
  if (csv.trim() === '') return { message: 'Enter at least one line.' };
  const read = accountImportSchema.safeParse({ csv });
  return read.success ? null : { message: read.error.issues[0]!.message };
}
