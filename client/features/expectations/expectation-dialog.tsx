/** "Add Expectation" and "Edit Expectation": one request, what it must come to, and what the draft gives now. */
import { useMemo, useState } from 'react';
import { VERDICTS } from '../../../shared/engine/decision.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Expectation } from '../../../shared/rules/schema.js';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import { REASON_LABELS } from '../../components/labels.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { Verdict } from '../../components/verdict.js';
import { useDraft } from '../../draft/draft.js';
import { formOf, readExpectation, type ExpectationForm } from './expectation-form.js';

interface ExpectationDialogProps {
  /** Null for a new one. */
  readonly index: number | null;
  readonly expectations: readonly Expectation[];
  readonly onDone: (expectation: Expectation) => void;
  readonly onClose: () => void;
}

const CHOICES = VERDICTS.map((verdict) => [verdict, verdict] as const);

export function ExpectationDialog({ index, expectations, ...props }: ExpectationDialogProps) {
  const { compilation } = useDraft();
  const at = useOpenedAt();
  const was = (index === null ? undefined : expectations[index]) ?? null;
  const [form, setForm] = useState<ExpectationForm>(() => formOf(was));
  const [shown, setShown] = useState(false);
  const set = (part: Partial<ExpectationForm>) => setForm((now) => ({ ...now, ...part }));
  const others = useMemo(() => expectations.filter((_, i) => i !== index), [expectations, index]);
  const { expectation, problems } = readExpectation(form, was, others);
  const compiled = compilation?.compiled;
  const decision = expectation && compiled && decide(compiled, { at, ...expectation.request });
  const problem = (field: keyof ExpectationForm) => (shown ? problems[field] : null);
  const ok = () => (expectation ? props.onDone(expectation) : setShown(true));
  return (
    <Dialog
      title={index === null ? 'Add Expectation' : 'Edit Expectation'}
      onCancel={props.onClose}
      onOk={ok}
      okDisabled={shown && !expectation}
      helpTopic="expectations"
    >
      <div className="stack">
        <Field
          mono
          first
          label="&Peer"
          value={form.peer}
          onChange={(peer) => set({ peer })}
          problem={problem('peer')}
        />
        <Field
          mono
          label="&To"
          value={form.recipient}
          onChange={(recipient) => set({ recipient })}
          problem={problem('recipient')}
        />
        <div className="two-f halves">
          <Field
            label="&Logged on as"
            placeholder="nobody"
            value={form.account}
            onChange={(account) => set({ account })}
          />
          <Field
            mono
            label="&Connected to"
            placeholder="not known"
            value={form.localAddress}
            onChange={(localAddress) => set({ localAddress })}
          />
        </div>
        <Field
          mono
          label="&From"
          placeholder="<>"
          value={form.sender}
          onChange={(sender) => set({ sender })}
        />
        <div className="two-f halves">
          <ChoiceField
            label="&Expected"
            value={form.verdict}
            options={CHOICES}
            onChange={(verdict) => set({ verdict })}
          />
          <Field
            label="&Note"
            value={form.note}
            onChange={(note) => set({ note })}
            problem={problem('note')}
          />
        </div>
        <output className="q">
          {decision ? (
            <>
              The draft gives <Verdict verdict={decision.verdict} />:{' '}
              {REASON_LABELS[decision.reason]}.
            </>
          ) : (
            'What the draft gives stands here once there is a peer and a recipient.'
          )}
        </output>
      </div>
    </Dialog>
  );
}
