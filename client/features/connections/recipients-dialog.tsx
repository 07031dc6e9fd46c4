/** Adds addresses to the list, one a line, typed or pasted; or edits one. Nothing is added that cannot be read. */
import { useMemo, useState } from 'react';
import { MOST_RECIPIENTS } from '../../../shared/api/recipients.js';
import { Dialog } from '../../components/dialog.js';
import type { FieldProblem } from '../../components/problem.js';
import { TextArea } from '../../components/text-area.js';
import { writtenOut } from '../../components/written-out.js';
import { readRecipientLines, type RecipientLines } from './recipient-lines.js';

interface RecipientsDialogProps {
  /** What the list holds besides. */
  readonly others: readonly string[];
  /** The address that is edited, or pasted lines. */
  readonly text: string;
  readonly edits: boolean;
  readonly onDone: (addresses: readonly string[]) => void;
  readonly onClose: () => void;
}

const MOST_NAMED = 5;
const MOST_LETTERS = 60;

export function RecipientsDialog(props: RecipientsDialogProps) {
  const { others, edits, onDone, onClose } = props;
  const [text, setText] = useState(props.text);
  // Pasted lines are judged at once, typed ones when they are done.
  const [judged, judge] = useState(props.text !== '' && !edits);
  const read = useMemo(() => readRecipientLines(text, others), [text, others]);
  const problem = judged ? problemOf(read, others.length, edits) : null;
  const ok = () => {
    if (problemOf(read, others.length, edits)) return judge(true);
    onDone(read.good);
  };
  return (
    <Dialog
      title={edits ? 'Edit Recipient' : 'Add Recipients'}
      width="middle"
      onCancel={onClose}
      onOk={ok}
      okDisabled={problem !== null}
      okLabel={judged && !edits ? `Add ${read.good.length.toLocaleString('en')}` : 'OK'}
      helpTopic="recipients"
    >
      <TextArea
        first
        label={edits ? 'A&ddress' : 'A&ddresses, one a line'}
        rows={edits ? 1 : 10}
        value={text}
        onChange={setText}
        problem={problem}
        hint={hintOf(read, judged && !edits)}
      />
    </Dialog>
  );
}

function problemOf(read: RecipientLines, others: number, edits: boolean): FieldProblem | null {
  const { good, wrong } = read;
  if (wrong.length > 0) return { message: wrongText(read) };
  if (edits && good.length > 1) return { message: 'One address.' };
  if (good.length + others > MOST_RECIPIENTS) {
    const most = MOST_RECIPIENTS.toLocaleString('en');
    return { message: `The list would hold more than ${most} addresses.` };
  }
  if (good.length > 0) return null;
  return { message: read.repeated > 0 ? 'It is on the list already.' : 'Enter an address.' };
}

function wrongText({ wrong }: RecipientLines): string {
  const named = wrong
    .slice(0, MOST_NAMED)
    .map(({ number, text }) => `line ${number} “${writtenOut(text.slice(0, MOST_LETTERS))}”`);
  const rest = wrong.length - named.length;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en')} more` : '';
  return `Cannot be read: ${named.join(', ')}${more}. ${wrong[0]!.message}`;
}

function hintOf({ good, repeated, wrong }: RecipientLines, judged: boolean): string {
  if (!judged) return 'user@example.com, or @example.com for everybody there. A # begins a remark.';
  const count = (lines: number) => lines.toLocaleString('en');
  return `${count(good.length)} good, ${count(repeated)} repeated, ${count(wrong.length)} to correct.`;
}
