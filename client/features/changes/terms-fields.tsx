/** Beside the changes: the note for the revision, and whether refusals after it are watched. */
import { Field } from '../../components/field.js';
import { CheckBox } from '../../components/tick.js';
import { MOST_NOTE, watchOf, type ApplyTerms } from '../../draft/apply-terms.js';

interface TermsFieldsProps {
  readonly terms: ApplyTerms;
  readonly onChange: (terms: ApplyTerms) => void;
  /** The revision that would be brought back. */
  readonly before: number;
}

export function TermsFields({ terms, onChange, before }: TermsFieldsProps) {
  const set = (part: Partial<ApplyTerms>) => onChange({ ...terms, ...part });
  const bad = terms.watched && watchOf(terms) === null;
  return (
    <div className="terms" data-help="watch">
      <Field
        label="&Note for this revision"
        value={terms.note}
        onChange={(note) => set({ note: note.slice(0, MOST_NOTE) })}
        placeholder="What it is for"
      />
      <div className="watch">
        <CheckBox
          label="&Watch refusals after Apply"
          checked={terms.watched}
          onChange={(watched) => set({ watched })}
          hint="Says so on every page when peers that relayed before are refused."
        />
        {terms.watched && (
          <div className="ind">
            <Field
              label="For so &many minutes"
              value={terms.minutes}
              onChange={(minutes) => set({ minutes })}
              inputMode="numeric"
              problem={bad ? { message: 'From 1 to 1440 minutes.', suggestions: ['10'] } : null}
            />
            <CheckBox
              label={`&Bring revision ${before} back by itself if peers that were fine are refused`}
              checked={terms.rollBack}
              onChange={(rollBack) => set({ rollBack })}
            />
          </div>
        )}
      </div>
    </div>
  );
}
