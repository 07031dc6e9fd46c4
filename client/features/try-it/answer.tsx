/** The answer: verdict, where it goes, what differs from the revision in force, the reply, the path, and what to do next. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { decide } from '../../../shared/engine/decide.js';
import { replyToText } from '../../../shared/smtp/reply.js';
import { Button } from '../../components/button.js';
import { instantNow } from '../../components/now.js';
import { PathAcross } from '../../components/path.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { logAddress } from '../../decision/log-address.js';
import { useKeepExpectation } from '../../decision/use-keep-expectation.js';
import { useDraft } from '../../draft/draft.js';
import { ruleAddress } from '../../draft/shown-rule.js';
import { comparedWith, nextHopText } from './outcome.js';
import { isAsked, requestOf, type Question } from './question.js';

export function Answer({ question }: { readonly question: Question }) {
  const draft = useDraft();
  const compiled = draft.compilation?.compiled;
  const before = draft.before?.compiled;
  const revision = draft.routing.base?.document.revision;
  const asked = useMemo(() => {
    if (!compiled || !isAsked(question)) return null;
    const request = requestOf(question, instantNow());
    return {
      request,
      decision: decide(compiled, request),
      earlier: before && before !== compiled ? decide(before, request) : null,
    };
  }, [compiled, before, question]);
  const keep = useKeepExpectation(asked ?? undefined);
  if (!asked) {
    return (
      <div className="verdict">
        <p className="t">Enter a peer and a recipient to see what would be decided, and why.</p>
      </div>
    );
  }
  const { request, decision, earlier } = asked;
  return (
    <div className="verdict">
      <div>
        <output className="says">
          <Verdict verdict={decision.verdict} big />
          <p>
            <StrangerText text={nextHopText(decision, request.recipient)} />
            {earlier && revision !== undefined && (
              <>
                <br />
                <StrangerText text={comparedWith(decision, earlier, revision, request.recipient)} />
              </>
            )}
          </p>
          <code className="reply">
            <StrangerText text={replyToText(decision.reply)} />
          </code>
        </output>
        <div className="btns">
          <Button
            label="Keep as expectation"
            disabled={keep === null}
            onPress={() => keep?.()}
            help="expectation"
          />
          <Link
            className="btn"
            to={logAddress({ peer: request.peer, recipient: request.recipient })}
          >
            Find in the log
          </Link>
        </div>
      </div>
      <PathAcross decision={decision} ruleAddress={ruleAddress} />
    </div>
  );
}
