/** Another administrator applied rules while this draft was open: see both, then choose. Nothing is lost. */
import { useMemo } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Diff, type DiffLine, type DiffSection } from '../../components/diff.js';
import { When } from '../../components/when.js';
import { useToast } from '../../components/toast.js';
import { useDraft } from '../../draft/draft.js';
import { mergeRules, type MergeItem } from '../../draft/merge.js';

export function ConflictDialog({ onClose }: { readonly onClose: () => void }) {
  const { routing } = useDraft();
  const toast = useToast();
  const { base, value, newer } = routing;
  const merge = useMemo(
    () => base && value && newer && mergeRules(base.document.rules, value, newer.document.rules),
    [base, value, newer],
  );
  if (!base || !value || !newer || !merge) return null;
  const { revision, author, at } = newer.document;
  const keep = () => {
    routing.rebase(newer, merge.rules);
    toast({ text: `Your changes stand on top of revision ${revision}. They are not applied yet.` });
    onClose();
  };
  const takeTheirs = () => {
    routing.drop();
    toast({
      text: `Your draft is dropped: you see revision ${revision}.`,
      undo: () => routing.rebase(base, value),
    });
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
            {author} applied revision {revision} at <When at={at} />.
          </b>{' '}
          {overlap(merge.items)} Nothing is applied yet, and nothing is lost.
        </p>
        <Diff sections={sectionsOf(merge.items)} />
        <div>
          <Button kind="bad" label="Take theirs, drop mine" onPress={takeTheirs} />
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

/** Each line says which part of the rules it belongs to, and where both changed it whose it is. */
function linesOf({ facet, key, who, base, mine, theirs }: MergeItem): DiffLine[] {
  const line = (sign: DiffLine['sign'], value: unknown, whose: string): DiffLine => ({
    key: `${facet.section} ${key} ${sign} ${whose}`,
    sign,
    text: value === undefined ? '(removed)' : facet.text(value),
    remark: [whose, facet.section].filter((part) => part !== '').join(', '),
  });
  const was = base === undefined ? [] : [line('-', base, who === 'both' ? 'before' : '')];
  if (who === 'both') {
    return [...was, line(signOf(theirs), theirs, 'theirs'), line(signOf(mine), mine, 'yours')];
  }
  const now = who === 'mine' ? mine : theirs;
  return now === undefined ? was : [...was, line('+', now, '')];
}

function signOf(value: unknown): DiffLine['sign'] {
  return value === undefined ? '-' : '+';
}
