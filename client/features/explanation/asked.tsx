/** "What was asked, in order": the path, each rule with who put it there, and the reply at its end. */
import type { DecisionDetail, Explanation, RuleOrigin } from '../../../shared/api/decisions.js';
import { Legend } from '../../components/legend.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { Path } from '../../components/path.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { When } from '../../components/when.js';
import type { FilterName } from '../../decision/log-address.js';

interface AskedProps {
  readonly detail: DecisionDetail;
  readonly explanation: Explanation | undefined;
  /** Left out for whoever does not read the log. */
  readonly onFilter?: ((name: FilterName, value: string) => void) | undefined;
}

export function Asked({ detail, explanation, onFilter }: AskedProps) {
  const { row, decision } = detail;
  const remarks = new Map(
    explanation?.rules.map((origin) => [origin.rule, <Origin key={origin.rule} origin={origin} />]),
  );
  const reply =
    row.reply === '' ? (
      <p className="q">
        {row.reason === 'proxy-header'
          ? 'Nothing was answered: it is not known who would have read it.'
          : 'Nothing was answered: before TLS is agreed on nothing can be said.'}
      </p>
    ) : (
      <code className="reply">
        <StrangerText text={row.reply} />
      </code>
    );
  return (
    <section aria-label="What was asked, in order">
      <Legend title={decision ? 'What was asked, in order' : 'What was decided'} />
      {decision ? (
        <Path
          decision={decision}
          {...(onFilter && { onRule: (rule: string) => onFilter('rule', rule) })}
          remarks={remarks}
          end={reply}
        />
      ) : (
        <div className="stack">
          <p className="q">
            <Verdict verdict={row.verdict} />{' '}
            {row.kind === 'logon'
              ? 'A logon: the rules are not asked before mail is to be sent.'
              : row.kind === 'limit'
                ? 'A limit: it holds whatever the rules say, and they were not asked.'
                : row.reason === 'dns-list'
                  ? 'A DNS list refused it, which the rules would have taken.'
                  : row.decidedBy === 'rules'
                    ? `Revision ${row.revision}, which decided, is no longer known.`
                    : 'Decided outside the rules: they would have been asked for a recipient that is taken.'}
          </p>
          {reply}
        </div>
      )}
    </section>
  );
}

/** `guest kiosk, since revision 12 by Maria Keller, 2 Sep 14:02`. */
function Origin({ origin }: { readonly origin: RuleOrigin }) {
  const { note, since, until, stands } = origin;
  const now = useOpenedAt();
  return (
    <>
      {note !== '' && (
        <>
          <StrangerText text={note} />,{' '}
        </>
      )}
      {since === null ? (
        'older than the revisions that are kept'
      ) : (
        <>
          since revision {since.revision} by <StrangerText text={since.author} />,{' '}
          <When at={since.at} />
        </>
      )}
      {until !== null && (
        <>
          , {Date.parse(until) > Date.parse(now) ? 'ends' : 'ended'} <When at={until} />
        </>
      )}
      {!stands && <b>, no longer in the rules</b>}
    </>
  );
}
