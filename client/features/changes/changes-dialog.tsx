/** What the draft changes, rule by rule; what goes with it; and Apply. */
import type { DiffSection } from '../../../shared/api/revisions.js';
import { changesOf, diffOf } from '../../../shared/rules/changes.js';
import { Dialog } from '../../components/dialog.js';
import { Diff } from '../../components/diff.js';
import { sayEnd } from '../../components/when.js';
import { watchOf } from '../../draft/apply-terms.js';
import { SETTINGS_NAMES } from '../../draft/documents.js';
import { useDraft } from '../../draft/draft.js';
import { TermsFields } from './terms-fields.js';

interface ChangesDialogProps {
  readonly onApply: () => void;
  readonly onClose: () => void;
}

export function ChangesDialog({ onApply, onClose }: ChangesDialogProps) {
  const draft = useDraft();
  const { count, terms, setTerms, routing } = draft;
  const base = routing.base?.document.rules;
  const rules = base && routing.value ? diffOf(changesOf(base, routing.value), sayEnd) : [];
  const settings = SETTINGS_NAMES.flatMap((name) => draft[name].changes);
  const sections: DiffSection[] = [...rules];
  for (const { name, before, after } of settings) {
    const lines = [
      { key: 'before', sign: '-' as const, text: before },
      { key: 'after', sign: '+' as const, text: after },
    ];
    sections.push({ title: name, lines: before === after ? lines.slice(1) : lines });
  }
  if (count === 0) {
    return (
      <Dialog title="Changes in Your Draft" width="middle" onCancel={onClose}>
        <p className="q">The draft changes nothing.</p>
      </Dialog>
    );
  }
  const ready = !routing.changed || !terms.watched || watchOf(terms) !== null;
  return (
    <Dialog
      title="Changes in Your Draft"
      width="middle"
      tall
      onCancel={onClose}
      cancelLabel="Close"
      onOk={onApply}
      okLabel="Apply"
      okDisabled={!ready}
      foot={ready ? null : '1 to correct before Apply'}
      helpTopic="watch"
    >
      <div className="stack">
        <Diff sections={sections} />
        {routing.changed && (
          <TermsFields
            terms={terms}
            onChange={setTerms}
            before={routing.base?.document.revision ?? 0}
          />
        )}
      </div>
    </Dialog>
  );
}
