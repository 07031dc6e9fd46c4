import type { DiffSection } from '../../../shared/api/revisions.js';
import { diffOf } from '../../../shared/rules/changes.js';
import { Dialog } from '../../components/dialog.js';
import { Diff } from '../../components/diff.js';
import { sayEnd } from '../../components/when.js';
import { SETTINGS_NAMES } from '../../draft/documents.js';
import { useDraft } from '../../draft/draft.js';

/** What the draft changes, rule by rule. */
export function ChangesDialog({ onClose }: { readonly onClose: () => void }) {
  const draft = useDraft();
  const { changes, count } = draft;
  const settings = SETTINGS_NAMES.flatMap((name) => draft[name].changes);
  const sections: DiffSection[] = [...diffOf(changes, sayEnd)];
  for (const { name, before, after } of settings) {
    const lines = [
      { key: 'before', sign: '-' as const, text: before },
      { key: 'after', sign: '+' as const, text: after },
    ];
    sections.push({ title: name, lines: before === after ? lines.slice(1) : lines });
  }
  return (
    <Dialog title="Changes in Your Draft" width="middle" tall onCancel={onClose}>
      {count === 0 ? <p className="q">The draft changes nothing.</p> : <Diff sections={sections} />}
    </Dialog>
  );
}
