/** How things stand, above every page: what is not in force, who else applied something, what failed. */
import { useQueryClient } from '@tanstack/react-query';
import { useMay } from '../access/access.js';
import { faultText } from '../api/request.js';
import { Button, IconButton } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { When } from '../components/when.js';
import { keyOf, SETTINGS, SETTINGS_NAMES } from '../draft/documents.js';
import { useDraft } from '../draft/draft.js';
import type { Enforcement } from './enforcement.js';
import { NotInForce } from './not-in-force.js';
import type { Page } from './pages.js';
import type { Sheet } from './sheet.js';
import { WatchNotice } from './watch-notice.js';

interface StandNoticesProps {
  readonly page: Page;
  readonly enforcement: Enforcement;
  readonly sheet: Sheet;
}

export function StandNotices({ page, enforcement, sheet }: StandNoticesProps) {
  const draft = useDraft();
  const queries = useQueryClient();
  const administers = useMay('administrator');
  const { newer } = draft.routing;
  const newest = (newer ?? draft.routing.base)?.document;
  const { refusing } = enforcement;
  const unread = (page.documents ?? []).filter((document) => draft.faults[document]);
  const notices = [
    refusing !== null && (
      <Notice key="refusing" kind="bad" role="alert">
        <b>{refusing}</b>{' '}
        <span className="q">Peers are told to come again; the queue goes on.</span>
      </Notice>
    ),
    <NotInForce key="force" enforcement={enforcement} applying={sheet.applying} />,
    administers && newest?.watch && (
      <WatchNotice
        key="watch"
        watch={newest.watch}
        newest={newest.revision}
        onRollBack={() => sheet.show({ kind: 'restore', revision: newest.watch!.before })}
      />
    ),
    unread.length > 0 && (
      <Notice
        key="fault"
        kind="bad"
        role="alert"
        actions={
          <Button
            label="Try again"
            onPress={() => {
              for (const document of unread) {
                void queries.refetchQueries({ queryKey: keyOf(document) });
              }
            }}
          />
        }
      >
        <b>The settings could not be read.</b>{' '}
        <span className="q">{faultText(draft.faults[unread[0]!])}</span>
      </Notice>
    ),
    sheet.failure !== null && (
      <Notice
        key="failure"
        kind="bad"
        role="alert"
        actions={<IconButton icon="x" label="Close this notice" onPress={sheet.forget} />}
      >
        <b>Not applied.</b> <span className="q">{sheet.failure}</span>
      </Notice>
    ),
    newer && (
      <Notice
        key="newer"
        kind="warn"
        actions={
          <Button
            label="Compare..."
            onPress={() => sheet.show({ kind: 'conflict', document: 'routing' })}
          />
        }
      >
        <b>
          {newer.document.author} applied revision {newer.document.revision} at{' '}
          <When at={newer.document.at} />.
        </b>{' '}
        <span className="q">Your draft was made before. Nothing is lost.</span>
      </Notice>
    ),
    ...SETTINGS_NAMES.map(
      (name) =>
        draft[name].newer && (
          <Notice
            key={`newer ${name}`}
            kind="warn"
            actions={
              <Button
                label="Compare..."
                onPress={() => sheet.show({ kind: 'conflict', document: name })}
              />
            }
          >
            <b>Another administrator applied other settings on {SETTINGS[name].page}.</b>{' '}
            <span className="q">Your draft was made before. Nothing is lost.</span>
          </Notice>
        ),
    ),
  ].filter(Boolean);
  return <div className="notes">{notices}</div>;
}
