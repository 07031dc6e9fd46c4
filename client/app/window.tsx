/** The property sheet: title bar, page tabs, the page, and the foot with OK, Cancel, Apply and Help. */
import { Suspense, useEffect, useMemo, useState } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { mayAct } from '../../shared/api/roles.js';
import type { Session } from '../../shared/api/session.js';
import type { Finding } from '../../shared/engine/findings.js';
import { PartBoundary } from '../components/later-part.js';
import { Skeleton } from '../components/placeholder.js';
import { PANEL_ID, TabBar, tabId } from '../components/tab-bar.js';
import { ConfirmContext } from '../draft/confirming.js';
import { useDraft, type Draft } from '../draft/draft.js';
import { AttentionCount, useAttention } from './attention-count.js';
import { Foot } from './foot.js';
import { PageMenu } from './page-menu.js';
import { pageAt, pagesOf, type Page } from './pages.js';
import { StandNotices } from './stand-notices.js';
import { TitleBar } from './title-bar.js';
import { useEnforcement } from './enforcement.js';
import { useSheet } from './sheet.js';
import { SheetDialogs } from './sheet-dialogs.js';

interface WindowProps {
  readonly session: Session;
  readonly active: boolean;
  readonly onLeft: () => void;
}

const SKELETON_ROWS = 6;

export function Window({ session, active, onLeft }: WindowProps) {
  const draft = useDraft();
  const { pathname } = useLocation();
  const [menu, setMenu] = useState(false);
  const pages = useMemo(() => pagesOf(session.role), [session.role]);
  const page = pageAt(pathname, pages);
  const enforcement = useEnforcement(active);
  const attention = useAttention(active && mayAct(session.role, 'operator'));
  const sheet = useSheet(draft, page);
  const confirm = (findings: readonly Finding[]) => sheet.show({ kind: 'confirm', findings });
  const { refusing } = enforcement;
  const unread = (page.documents ?? []).filter((document) => !draft[document].base);
  useEffect(() => {
    const name = `${session.hostname}: Gatepost`;
    document.title = refusing === null ? name : `No mail is taken: ${name}`;
  }, [session.hostname, refusing]);
  const tabbed = pages.filter(({ untabbed }) => !untabbed);
  return (
    <div className="app">
      <TitleBar session={session} onLeft={onLeft} />
      <div className="win">
        <nav aria-label="Pages">
          <TabBar
            label="Pages"
            selected={page.path}
            tabs={tabbed.map((each) => ({
              ...each,
              count: each.attention ? (
                <AttentionCount count={attention} />
              ) : (
                <ChangeCount page={each} draft={draft} />
              ),
            }))}
          />
          <PageMenu
            attention={attention}
            pages={pages}
            page={page}
            open={menu}
            onOpen={setMenu}
            onLeft={onLeft}
            onHelp={sheet.help}
          />
        </nav>
        <main className="page">
          <div
            role="tabpanel"
            id={PANEL_ID}
            {...(page.untabbed
              ? { 'aria-label': page.title }
              : { 'aria-labelledby': tabId(page.path) })}
            key={page.path}
          >
            <StandNotices page={page} enforcement={enforcement} sheet={sheet} />
            {unread.length > 0 ? (
              !unread.some((document) => draft.faults[document]) && (
                <Skeleton rows={SKELETON_ROWS} />
              )
            ) : (
              <PartBoundary>
                <Suspense fallback={<Skeleton rows={SKELETON_ROWS} />}>
                  <ConfirmContext value={confirm}>
                    <PageRoutes pages={pages} />
                  </ConfirmContext>
                </Suspense>
              </PartBoundary>
            )}
          </div>
        </main>
        <Foot enforcement={enforcement} sheet={sheet} />
      </div>
      <SheetDialogs sheet={sheet} />
    </div>
  );
}

function PageRoutes({ pages }: { readonly pages: readonly Page[] }) {
  return (
    <Routes>
      {pages.map(({ path, element }) => (
        <Route key={path} path={`${path}/:ref?`} element={element} />
      ))}
      {pages
        .flatMap(({ under = [] }) => under)
        .map(({ path, element }) => (
          <Route key={path} path={path} element={element} />
        ))}
      <Route path="*" element={<Navigate to={pages[0]!.path} replace />} />
    </Routes>
  );
}

export function ChangeCount({ page, draft }: { readonly page: Page; readonly draft: Draft }) {
  const count = page.changes?.(draft) ?? 0;
  if (count === 0) return null;
  return (
    <span className="count" title="changes in the draft">
      {count.toLocaleString('en')}
      <span className="sr"> changes in the draft</span>
    </span>
  );
}
