/** "Export Rules": those in force, as a file that comes back, or as Postfix would have them. */
import { useId, useState } from 'react';
import { postfixText } from '../../../shared/export/postfix.js';
import { rulesFile } from '../../../shared/export/rules-file.js';
import { CopyButton } from '../../components/copy-button.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { saveText } from '../../components/save-text.js';
import { StrangerLines } from '../../components/stranger-text.js';
import { Radio } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';

type Form = 'json' | 'postfix';

/** So much of it is shown; the file has all. */
const MOST_SHOWN = 20_000;

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { routing } = useDraft();
  const [form, setForm] = useState<Form>('json');
  const group = useId();
  const { rules, revision } = routing.base!.document;
  const text = form === 'json' ? rulesFile(rules) : postfixText(rules);
  const name =
    form === 'json' ? `gatepost-rules-${revision}.json` : `gatepost-rules-${revision}-postfix.txt`;
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n…` : text;
  return (
    <Dialog title="Export Rules" width="middle" tall onCancel={onClose} helpTopic="import">
      <div className="stack">
        <p className="q">Revision {revision}, without the draft.</p>
        <div className="choice" role="radiogroup" aria-label="As">
          <Radio
            label="&Gatepost, rules as JSON"
            group={group}
            checked={form === 'json'}
            onChoose={() => setForm('json')}
            hint="Import Rules takes it back, here or on another host."
          />
          <Radio
            label="&Postfix, main.cf and tables"
            group={group}
            checked={form === 'postfix'}
            onChoose={() => setForm('postfix')}
            hint="One text with each file behind its name; what Postfix has nothing for is named at the end."
          />
        </div>
        <StrangerLines label="The file" text={shown} />
        <div className="btns">
          <Button
            label="&Save..."
            onPress={() =>
              saveText(name, form === 'json' ? 'application/json' : 'text/plain', text)
            }
          />
          <CopyButton label="&Copy" text={text} />
        </div>
      </div>
    </Dialog>
  );
}
