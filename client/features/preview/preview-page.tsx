/** The draft replayed over recorded traffic: the answer as a sentence, who changes and why, what it cannot know. */
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { PREVIEW_DAYS, type Preview } from '../../../shared/api/preview.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { ChoiceField } from '../../components/field.js';
import { Legend } from '../../components/legend.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { usePreview } from '../../draft/use-preview.js';
import { becauseOf } from './because.js';
import { FailingNotice } from './failing-notice.js';
import { GroupTable } from './group-table.js';
import { previewLead, previewSentence, SPANS } from './preview-words.js';
import { ShareBar } from './share-bar.js';
import { unknownText } from './unknown.js';

const BACK = { title: 'Routing', to: '/routing' };
const HERE = 'Preview of the draft';
const SKELETON_ROWS = 5;

export function PreviewPage() {
  const { routing, ruleChanges } = useDraft();
  const { value, base } = routing;
  if (!value || !base) return null;
  if (ruleChanges === 0) return <NoDraft revision={base.document.revision} />;
  // Who else applied something in the meantime changes what the draft is compared with.
  const newest = (routing.newer ?? base).document.revision;
  return <OfDraft draft={value} before={base.document.rules} newest={newest} />;
}

function NoDraft({ revision }: { readonly revision: number }) {
  const navigate = useNavigate();
  return (
    <div data-help="preview">
      <PageHead
        back={BACK}
        here={HERE}
        title="There is no draft: nothing would change."
        lead={`The rules are those of revision ${revision}.`}
      />
      <div className="list blk">
        <Empty
          title="Nothing to replay"
          action={<Button label="Show Routing" onPress={() => navigate(BACK.to)} />}
        >
          Change a row or a restriction; what that would have done to recorded traffic stands here
          before it is applied.
        </Empty>
      </div>
    </div>
  );
}

interface OfDraftProps {
  readonly draft: Rules;
  /** What the draft was made from. */
  readonly before: Rules;
  readonly newest: number;
}

function OfDraft({ draft, before, newest }: OfDraftProps) {
  const { ruleChanges } = useDraft();
  const [params, setParams] = useSearchParams();
  const [attempt, setAttempt] = useState(0);
  const wanted = Number(params.get('days'));
  const days: number = SPANS.find(([each]) => each === wanted)?.[0] ?? PREVIEW_DAYS;
  const replayed = usePreview(draft, { days, turn: `${newest} ${attempt}` });
  const preview = replayed?.preview;
  return (
    <div className="preview" data-help="preview">
      <PageHead
        back={BACK}
        here={HERE}
        title={
          preview
            ? previewSentence(preview, days)
            : replayed
              ? 'What the draft would change is not known.'
              : 'Replaying recorded traffic'
        }
        lead={preview && previewLead(preview, ruleChanges, days)}
        actions={
          <ChoiceField
            label="Replay over"
            labelHidden
            value={String(days)}
            options={SPANS.map(([each, text]) => [String(each), capital(text)] as const)}
            onChange={(chosen) => setParams({ days: chosen }, { replace: true })}
          />
        }
      />
      {preview && preview.decisions > 0 && <ShareBar preview={preview} />}
      <FailingNotice />
      {!replayed && (
        <div className="blk">
          <Skeleton rows={SKELETON_ROWS} />
        </div>
      )}
      {replayed && !preview && (
        <div className="notes blk">
          <Notice
            kind="bad"
            role="alert"
            actions={<Button label="Try again" onPress={() => setAttempt(attempt + 1)} />}
          >
            <b>Not replayed.</b> <span className="q">{faultText(replayed.fault)}</span>
          </Notice>
        </div>
      )}
      {preview && <Groups preview={preview} days={days} draft={draft} before={before} />}
    </div>
  );
}

interface GroupsProps extends Omit<OfDraftProps, 'newest'> {
  readonly preview: Preview;
  readonly days: number;
}

function Groups({ preview, days, draft, before }: GroupsProps) {
  const shown = {
    because: (group: Parameters<typeof becauseOf>[0]) => becauseOf(group, before, draft),
  };
  return (
    <>
      <GroupTable {...shown} title="Would lose relaying" part={preview.loses} />
      <GroupTable {...shown} title="Would gain relaying" part={preview.gains} />
      <GroupTable {...shown} verdicts title="Would get another verdict" part={preview.others} />
      <GroupTable {...shown} title="Would go another way" part={preview.rerouted} />
      <section className="blk" aria-label="What this cannot know">
        <Legend title="What this cannot know" />
        <p className="q unknown">{unknownText(preview, days).join(' ')}</p>
      </section>
    </>
  );
}

function capital(text: string): string {
  const bare = text.replace(/^the /, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
