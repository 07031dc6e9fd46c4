/** History: every revision of the rules, what it changed, what it decided, and the way back to it. */
import { useParams } from 'react-router';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { RevisionChoice, RevisionList } from './revision-list.js';
import { RevisionView } from './revision-view.js';
import { useRevisions } from './use-revisions.js';

const SKELETON_ROWS = 6;

export function HistoryPage() {
  const { routing } = useDraft();
  const { ref } = useParams();
  const newest = (routing.newer ?? routing.base)?.document;
  const revisions = useRevisions(newest?.revision ?? 0);
  const asked = /^\d{1,9}$/.test(ref ?? '') ? Number(ref) : null;
  const shown = asked ?? newest?.revision ?? null;
  if (!newest || shown === null) return null;
  const { items, loading, fault, retry } = revisions;
  return (
    <div className="hist" data-help="revisions">
      <RevisionList revisions={revisions} shown={shown} enforced={newest.enforced.revision} />
      <div key={shown}>
        {fault !== null && (
          <div className="notes">
            <Notice kind="bad" actions={<Button label="Try again" onPress={retry} />}>
              <b>The list of revisions could not be read.</b>{' '}
              <span className="q">{faultText(fault)}</span>
            </Notice>
          </div>
        )}
        {loading && fault === null && <Skeleton rows={SKELETON_ROWS} />}
        {items.length > 0 && <RevisionChoice revisions={revisions} shown={shown} />}
        {(!loading || asked !== null) && (
          <RevisionView
            revision={shown}
            newest={newest.revision}
            others={items.map(({ revision }) => revision)}
          />
        )}
      </div>
    </div>
  );
}
