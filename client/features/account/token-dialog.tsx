/** "Add Token": what it is for, what it may, until when. */
import { useId, useState } from 'react';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { mayAct, type Role } from '../../../shared/api/roles.js';
import {
  newTokenSchema,
  SCOPES,
  SCOPE_WORDS,
  type NewToken,
  type Scope,
} from '../../../shared/api/tokens.js';
import { makeToken } from '../../api/own-account.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { Radio } from '../../components/tick.js';
import { useTask } from '../../components/task.js';
import { problemAt } from '../../draft/issues.js';
import { scopeName } from './tokens-part.js';

interface TokenDialogProps {
  readonly role: Role;
  readonly onDone: (token: NewToken) => void;
  readonly onClose: () => void;
}

const DAYS = 90;

export function TokenDialog({ role, onDone, onClose }: TokenDialogProps) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [expires, setExpires] = useState(() =>
    new Date(Date.now() + DAYS * 86_400_000).toISOString(),
  );
  const [judged, judge] = useState(false);
  const group = useId();
  const task = useTask();
  const body = { name, scope, expires: expires === '' ? null : expires };
  const read = newTokenSchema.safeParse(body);
  const issues = [...(judged && !read.success ? issuesFromZod(read.error) : []), ...task.issues];
  const ok = async () => {
    judge(true);
    if (!read.success) return;
    const made = await task.run(() => makeToken(body));
    if (made) onDone(made);
  };
  return (
    <Dialog
      title="Add Token"
      onCancel={onClose}
      onOk={() => void ok()}
      okDisabled={task.busy}
      foot={task.issues.length > 0 ? null : task.fault}
      helpTopic="tokens"
    >
      <div className="stack">
        <Field
          first
          label="&For"
          placeholder="nightly backup"
          value={name}
          onChange={(text) => {
            setName(text);
            task.forget();
          }}
          problem={problemAt(issues, 'name')}
        />
        <div className="choice" role="radiogroup" aria-label="What it may">
          {SCOPES.filter((each) => each === 'read' || mayAct(role, each)).map((each) => (
            <Radio
              key={each}
              label={scopeName(each)}
              hint={SCOPE_WORDS[each]}
              group={group}
              checked={scope === each}
              onChoose={() => setScope(each)}
            />
          ))}
        </div>
        <Field
          label="E&xpires"
          type="datetime-local"
          value={localTime(expires)}
          onChange={(text) => {
            setExpires(instantFromLocal(text));
            task.forget();
          }}
          hint="Empty: never, until you remove it."
          problem={problemAt(issues, 'expires')}
        />
      </div>
    </Dialog>
  );
}
