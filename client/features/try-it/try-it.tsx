/**
 * Try it: the engine, here in the browser, asked about the draft as it is typed. Nothing is sent, and
 * the relay would decide the same, for it runs the same code.
 */
import { useMemo, useState } from 'react';
import { decide } from '../../../shared/engine/decide.js';
import type { DecisionRequest } from '../../../shared/engine/decision.js';
import { replyToText } from '../../../shared/smtp/reply.js';
import { Field } from '../../components/field.js';
import { Legend } from '../../components/legend.js';
import { PathAcross } from '../../components/path.js';
import { StrangerText } from '../../components/stranger-text.js';
import { Verdict } from '../../components/verdict.js';
import { useDraft } from '../../draft/draft.js';
import { comparedWith, nextHopText } from './outcome.js';

interface Question {
  readonly peer: string;
  readonly localAddress: string;
  readonly account: string;
  readonly sender: string;
  readonly recipient: string;
}

const EMPTY: Question = { peer: '', localAddress: '', account: '', sender: '', recipient: '' };

export function TryIt() {
  const draft = useDraft();
  const [asked, setAsked] = useState(EMPTY);
  const ask = (part: Partial<Question>) => setAsked((now) => ({ ...now, ...part }));
  const compiled = draft.compilation?.compiled;
  const before = draft.before?.compiled;
  const document = draft.routing.base?.document;
  const addresses = useMemo(
    () => [
      ...new Set([
        ...(document?.host.addresses ?? []),
        ...(document?.interfaces.map(({ address }) => address) ?? []),
      ]),
    ],
    [document],
  );
  const decision = useMemo(
    () => (compiled && isAsked(asked) ? decide(compiled, requestOf(asked)) : null),
    [compiled, asked],
  );
  const earlier = useMemo(
    () =>
      before && before !== compiled && isAsked(asked) ? decide(before, requestOf(asked)) : null,
    [before, compiled, asked],
  );
  return (
    <section className="try" aria-label="Try it" data-help="try-it">
      <Legend title="Try it" aside="on this draft, nothing is sent" />
      <div className="try-fields">
        <Field mono label="&Peer" value={asked.peer} onChange={(peer) => ask({ peer })} />
        <Field
          mono
          label="Connected to"
          placeholder="not known"
          value={asked.localAddress}
          list={addresses}
          onChange={(localAddress) => ask({ localAddress })}
        />
        <Field
          label="Logged on as"
          placeholder="nobody"
          value={asked.account}
          onChange={(account) => ask({ account })}
        />
        <Field
          mono
          label="From"
          placeholder="<>"
          value={asked.sender}
          onChange={(sender) => ask({ sender })}
        />
        <Field
          mono
          label="To"
          value={asked.recipient}
          onChange={(recipient) => ask({ recipient })}
        />
      </div>
      <div className="verdict">
        {decision ? (
          <>
            <output className="says">
              <Verdict verdict={decision.verdict} big />
              <p>
                <StrangerText text={nextHopText(decision, asked.recipient.trim())} />
                {earlier && document && (
                  <>
                    <br />
                    {comparedWith(decision, earlier, document.revision, asked.recipient.trim())}
                  </>
                )}
              </p>
              <code className="reply">
                <StrangerText text={replyToText(decision.reply)} />
              </code>
            </output>
            <PathAcross decision={decision} />
          </>
        ) : (
          <p className="t">Enter a peer and a recipient to see what would be decided, and why.</p>
        )}
      </div>
    </section>
  );
}

function isAsked({ peer, recipient }: Question): boolean {
  return peer.trim() !== '' && recipient.trim() !== '';
}

function requestOf({ peer, localAddress, account, sender, recipient }: Question): DecisionRequest {
  const reached = localAddress.trim();
  return {
    peer: peer.trim(),
    recipient: recipient.trim(),
    account: account.trim() === '' ? null : account.trim(),
    sender: sender.trim().replace(/^<(.*)>$/u, '$1'),
    at: new Date().toISOString(),
    ...(reached === '' ? {} : { localAddress: reached }),
  };
}
