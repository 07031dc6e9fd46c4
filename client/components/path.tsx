/** The path: every decision is drawn as the same line of nodes, in the order the engine asked. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Decision, Step, TraceStep } from '../../shared/engine/decision.js';
import { Icon, type Glyph } from './icon.js';
import { OUTCOME_LABELS, STEP_LABELS } from './labels.js';
import { ruleAsShown, RuleText } from './rule-text.js';
import { StrangerText } from './stranger-text.js';

type Look = 'yes' | 'stop' | 'over' | 'skip' | 'no';

const GLYPH: Readonly<Record<Look, Glyph>> = {
  yes: 'yes',
  stop: 'reject',
  over: 'over',
  skip: 'skip',
  no: 'no',
};
const REJECTS = new Set<Step>(['form', 'local-part', 'mode', 'never']);
/** Questions that are drawn only where they decided something. */
const QUIET = new Set<Step>(['form', 'local-part', 'override']);

interface DecisionProps {
  readonly decision: Pick<Decision, 'trace' | 'reason' | 'verdict'>;
}

interface PathProps extends DecisionProps {
  readonly onRule?: (rule: string) => void;
  /** What is known of a rule beside it: its note, who put it there. */
  readonly remarks?: ReadonlyMap<string, ReactNode>;
  /** The verdict is drawn as the last node, with this under it. */
  readonly end?: ReactNode;
}

/** Upright: every question, what was found, and the outcome in a word. */
export function Path({ decision, onRule, remarks, end }: PathProps) {
  const { verdict } = decision;
  return (
    <ol className="path">
      {shownSteps(decision).map(([key, step]) => {
        const look = lookOf(step, decision);
        return (
          <li key={key} className={look}>
            <Icon name={GLYPH[look]} />
            <div>
              <b className="name">{STEP_LABELS[step.step].full}</b>
              {step.outcome !== 'not-reached' || step.rule ? (
                <p>
                  <StrangerText text={step.text} />
                  {step.rule && (
                    <>
                      {' '}
                      <RuleText rule={step.rule} onPress={onRule} /> {remarks?.get(step.rule)}
                    </>
                  )}
                </p>
              ) : null}
            </div>
            <span className="out">{OUTCOME_LABELS[step.outcome]}</span>
          </li>
        );
      })}
      {end !== undefined && (
        <li className={verdict === 'reject' ? 'stop' : 'yes'}>
          <Icon name={verdict === 'reject' ? 'reject' : 'yes'} />
          <div className="end">
            <b className="name verdict-name">{verdict}</b>
            {end}
          </div>
        </li>
      )}
    </ol>
  );
}

interface PathAcrossProps extends DecisionProps {
  /** Where a rule has its row. */
  readonly ruleAddress?: (rule: string) => string;
}

/** Lying: for Try it. */
export function PathAcross({ decision, ruleAddress }: PathAcrossProps) {
  const shown = shownSteps(decision).filter(
    ([, { step, outcome }]) => step !== 'mode' || outcome === 'matched',
  );
  return (
    <ol className="across">
      {shown.map(([key, step]) => {
        const look = lookOf(step, decision);
        return (
          <li key={key} className={look}>
            <Icon name={GLYPH[look]} />
            <b className="name">{STEP_LABELS[step.step].short}</b>
            <p>
              <span className={look === 'no' || look === 'skip' ? 'sr' : undefined}>
                {OUTCOME_LABELS[step.outcome]}:{' '}
              </span>
              <StrangerText text={step.text} />
              {step.rule && ruleAddress && (
                <>
                  {' '}
                  <Link
                    to={ruleAddress(step.rule)}
                    title={`Show the row: ${ruleAsShown(step.rule)}`}
                  >
                    Show the row
                  </Link>
                </>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

function lookOf(step: TraceStep, { reason, trace }: DecisionProps['decision']): Look {
  if (step.outcome === 'overridden') return 'over';
  if (step.outcome === 'not-reached') return 'skip';
  if (step.outcome === 'not-matched') return 'no';
  const last = trace.findLast(({ step: name }) => name === 'sent-to');
  const circle = reason === 'rewrite-cycle' && step === last;
  return REJECTS.has(step.step) || circle ? 'stop' : 'yes';
}

/** Several rows may be passed: each step with a key of its own. */
function shownSteps({
  trace,
}: DecisionProps['decision']): readonly (readonly [string, TraceStep])[] {
  return trace
    .map((step, i) => [`${step.step}-${i}`, step] as const)
    .filter(
      ([, { step, outcome }]) =>
        !QUIET.has(step) || outcome === 'matched' || outcome === 'overridden',
    );
}
