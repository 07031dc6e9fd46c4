/** "Restore revision 11...": what it would change in the rules in force, a note, and then it is a new revision. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RevisionDetail } from '../../../shared/api/revisions.js';
import type { RoutingDocument } from '../../../shared/api/routing.js';
import type { Finding } from '../../../shared/engine/findings.js';
import { countChanges, wholeDiff } from '../../../shared/rules/changes.js';
import { getRevision } from '../../api/revisions.js';
import { faultText } from '../../api/request.js';
import type { Loaded } from '../../api/routing.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Dialog } from '../../components/dialog.js';
import { Diff } from '../../components/diff.js';
import { Field } from '../../components/field.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/placeholder.js';
import { useToast } from '../../components/toast.js';
import { sayEnd } from '../../components/when.js';
import { MOST_NOTE } from '../../draft/apply-terms.js';
import { useDraft } from '../../draft/draft.js';
import { useRestore } from '../../draft/restore.js';

const SKELETON_ROWS = 4;

interface RestoreDialogProps {
  readonly revision: number;
  readonly onClose: () => void;
}

export function RestoreDialog({ revision, onClose }: RestoreDialogProps) {
  const { routing } = useDraft();
  const inForce = routing.newer ?? routing.base;
  const old = useQuery({
    queryKey: ['revision', revision, null],
    queryFn: ({ signal }) => getRevision(revision, null, signal),
  });
  if (!inForce || !old.data) {
    return (
      <Dialog title={`Restore Revision ${revision}`} width="middle" onCancel={onClose}>
        {old.error ? (
          <Notice
            kind="bad"
            actions={<Button label="Try again" onPress={() => void old.refetch()} />}
          >
            {faultText(old.error)}
          </Notice>
        ) : (
          <Skeleton rows={SKELETON_ROWS} />
        )}
      </Dialog>
    );
  }
  return <Restore old={old.data} inForce={inForce} onClose={onClose} />;
}

interface RestoreProps {
  readonly old: RevisionDetail;
  readonly inForce: Loaded<RoutingDocument>;
  readonly onClose: () => void;
}

function Restore({ old, inForce, onClose }: RestoreProps) {
  const draft = useDraft();
  const toast = useToast();
  const { restore, restoring } = useRestore();
  const { revision, rules } = old;
  const now = inForce.document;
  const [note, setNote] = useState(`Restored revision ${revision}`);
  const [asked, setAsked] = useState<readonly Finding[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const changes = countChanges(now.rules, rules);

  const run = async (confirm: readonly string[] = []) => {
    setAsked(null);
    setFailure(null);
    const outcome = await restore(revision, { note, confirm, etag: inForce.etag });
    switch (outcome.kind) {
      case 'applied':
        toast({ text: `Enforcing revision ${outcome.revision}: the rules of ${revision}` });
        return onClose();
      case 'waiting':
      case 'logged-off':
        return onClose();
      case 'confirm':
        return setAsked(outcome.findings);
      case 'stale':
        return setFailure(
          'Another administrator applied something meanwhile. The difference below is from that now.',
        );
      default:
        return setFailure(outcome.message);
    }
  };
  const toDraft = () => {
    const { value, set, update } = draft.routing;
    if (!value) return;
    set(rules);
    toast({
      text: `The rules of revision ${revision} are in your draft. They are not applied yet.`,
      undo: () => update(() => value),
    });
    onClose();
  };

  if (asked) {
    return (
      <ConfirmDialog
        findings={asked}
        onConfirm={(ids) => void run(ids)}
        onCancel={() => setAsked(null)}
      />
    );
  }
  return (
    <Dialog
      title={`Restore Revision ${revision}`}
      width="middle"
      tall
      onCancel={onClose}
      onOk={() => void run()}
      okLabel={restoring ? 'Restoring…' : 'Restore'}
      okDisabled={restoring || changes === 0}
      okFirst
      helpTopic="restore"
    >
      <div className="stack">
        {failure !== null && (
          <Notice kind="bad" role="alert">
            <b>Not restored.</b> <span className="q">{failure}</span>
          </Notice>
        )}
        <p className="q">
          {changes === 0 ? (
            <b>
              Revision {now.revision} has the rules of revision {revision}: there is nothing to
              restore.
            </b>
          ) : (
            <>
              <b>
                The rules of revision {revision} become revision {now.revision + 1}, in force at
                once.
              </b>{' '}
              This is what changes in revision {now.revision}:
            </>
          )}
        </p>
        {changes > 0 && <Diff sections={wholeDiff(now.rules, rules, sayEnd)} />}
        {changes > 0 && (
          <Field
            label="&Note for the new revision"
            value={note}
            onChange={(text) => setNote(text.slice(0, MOST_NOTE))}
          />
        )}
        {draft.routing.changed && changes > 0 && (
          <p className="q">
            Your draft is kept, and is not applied by this: it stays based on revision{' '}
            {draft.routing.base?.document.revision}, and you are asked how to bring the two
            together.
          </p>
        )}
        {changes > 0 && (
          <div className="careful">
            <Button label="&Put into the draft" onPress={toDraft} />
            <span className="t">
              {draft.routing.changed
                ? 'To look at it first. It takes the place of the rules in your draft; Undo brings them back.'
                : 'To look at it first, try it and apply it yourself.'}
            </span>
          </div>
        )}
      </div>
    </Dialog>
  );
}
