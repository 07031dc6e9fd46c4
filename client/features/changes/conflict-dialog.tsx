/** Another administrator applied something while this draft was open: see both, then choose. Nothing is lost. */
import type { DiffLine, DiffSection } from '../../../shared/api/revisions.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Diff } from '../../components/diff.js';
import { When } from '../../components/when.js';
import { useToast } from '../../components/toast.js';
import type { DraftDocument } from '../../draft/documents.js';
import type { MergeItem } from '../../draft/merge.js';
import { useConflict } from './conflict.js';

interface ConflictDialogProps {
  readonly document: DraftDocument;
  readonly onClose: () => void;
}

export function ConflictDialog({ document, onClose }: ConflictDialogProps) {
  const conflict = useConflict(document);
  const toast = useToast();
  if (!conflict) return null;
  const { what, at, items, keepMine, takeTheirs, undo } = conflict;
  const keep = () => {
    toast({ text: keepMine() });
    onClose();
  };
  const take = () => {
    toast({ text: takeTheirs(), undo });
    onClose();
  };
  return (
    <Dialog
      title="Two Administrators"
      width="middle"
      tall
      onCancel={onClose}
      onOk={keep}
      okLabel="Keep mine on top"
    >
      <div className="stack">
        <p className="q">
          <b>
            {what}
            {at !== null && (
              <>
                {' at '}
                <When at={at} />
              </>
            )}
            .
          </b>{' '}
          {overlap(items)} Nothing of yours is applied yet, and nothing is lost.
        </p>
        <Diff sections={sectionsOf(items)} />
        <div>
          <Button kind="bad" label="Take theirs, drop mine" onPress={take} />
        </div>
      </div>
    </Dialog>
  );
}

export function overlap(items: readonly MergeItem[]): string {
  const both = items.filter(({ who }) => who === 'both').length;
  if (both === 0) return 'It changes nothing that you changed too.';
  return `It changes ${both} ${both === 1 ? 'entry' : 'entries'} that you changed too; yours would win.`;
}

function sectionsOf(items: readonly MergeItem[]): readonly DiffSection[] {
  const of = (who: MergeItem['who'], title: string): DiffSection[] => {
    const found = items.filter((item) => item.who === who);
    return found.length > 0 ? [{ title, lines: found.flatMap(linesOf) }] : [];
  };
  return [
    ...of('both', 'Changed by both'),
    ...of('theirs', 'Changed by them'),
    ...of('mine', 'Changed by you'),
  ];
}

/** Each line says which part it belongs to, and where both changed it whose it is. */
function linesOf({ section, key, who, base, mine, theirs }: MergeItem): DiffLine[] {
  const line = (sign: DiffLine['sign'], text: string | undefined, whose: string): DiffLine => ({
    key: `${section} ${key} ${sign} ${whose}`,
    sign,
    text: text ?? '(removed)',
    remark: [whose, section].filter((part) => part !== '').join(', '),
  });
  const was = base === undefined ? [] : [line('-', base, who === 'both' ? 'before' : '')];
  if (who === 'both') {
    return [...was, line(signOf(theirs), theirs, 'theirs'), line(signOf(mine), mine, 'yours')];
  }
  const now = who === 'mine' ? mine : theirs;
  return now === undefined ? was : [...was, line('+', now, '')];
}

function signOf(text: string | undefined): DiffLine['sign'] {
  return text === undefined ? '-' : '+';
}
