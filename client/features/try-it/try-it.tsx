/**
 * Try it: the engine, here in the browser, asked about the draft as it is typed. Nothing is sent, and
 * the relay would decide the same, for it runs the same code.
 */
import { useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { LinkButton } from '../../components/button.js';
import { Legend } from '../../components/legend.js';
import { ProblemLine } from '../../components/problem.js';
import { explanationAddress, tryAddress } from '../../decision/log-address.js';
import { Answer } from './answer.js';
import { RealDecisionDialog } from './real-decision-dialog.js';
import { TryFields } from './try-fields.js';
import { useQuestion } from './use-question.js';

export function TryIt() {
  const section = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  const [choosing, setChoosing] = useState(false);
  const { question, ask, taken, reading, problem } = useQuestion(section);
  return (
    <section className="try" aria-label="Try it" data-help="try-it" ref={section}>
      <Legend
        title="Try it"
        aside={
          <>
            <span className="desk">on this draft, nothing is sent&ensp;</span>
            <LinkButton onPress={() => setChoosing(true)}>Use a real decision</LinkButton>
          </>
        }
      />
      {reading && <output className="t">Reading the decision…</output>}
      {problem !== null && <ProblemLine>{problem}</ProblemLine>}
      {taken !== null && (
        <p className="t try-taken">
          As in ref{' '}
          <Link className="m" to={explanationAddress(taken)}>
            {taken}
          </Link>
          , asked again now.
        </p>
      )}
      <TryFields question={question} onAsk={ask} />
      <Answer question={question} />
      {choosing && (
        <RealDecisionDialog
          onClose={() => setChoosing(false)}
          onTake={(reference) => {
            setChoosing(false);
            navigate(tryAddress(reference), { replace: true });
          }}
        />
      )}
    </section>
  );
}
