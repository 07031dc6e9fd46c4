/** The pages of the window, in the order of their tabs. A new page is one entry here. */
import type { ReactNode } from 'react';
import { matchPath } from 'react-router';
import { laterPart } from '../components/later-part.js';
import type { DraftDocument } from '../draft/documents.js';
import type { Draft } from '../draft/draft.js';
import { failingCount } from '../draft/expectations.js';
import { RoutingPage } from '../features/routing/routing-page.js';
import { TryIt } from '../features/try-it/try-it.js';

const ApiReferencePage = laterPart(
  async () => (await import('../features/api-reference/api-reference-page.js')).ApiReferencePage,
);
const ConnectionsPage = laterPart(
  async () => (await import('../features/connections/connections-page.js')).ConnectionsPage,
);
const ExplanationPage = laterPart(
  async () => (await import('../features/explanation/explanation-page.js')).ExplanationPage,
);
const ExpectationsDialog = laterPart(
  async () => (await import('../features/expectations/expectations-dialog.js')).ExpectationsDialog,
);
const HistoryPage = laterPart(
  async () => (await import('../features/history/history-page.js')).HistoryPage,
);
const ImportDialog = laterPart(
  async () => (await import('../features/import/import-dialog.js')).ImportDialog,
);
const ExportDialog = laterPart(
  async () => (await import('../features/import/export-dialog.js')).ExportDialog,
);
const LogPage = laterPart(
  async () => (await import('../features/decision-log/log-page.js')).LogPage,
);
const OverviewPage = laterPart(
  async () => (await import('../features/overview/overview-page.js')).OverviewPage,
);
const PreviewPage = laterPart(
  async () => (await import('../features/preview/preview-page.js')).PreviewPage,
);
const ProofPage = laterPart(
  async () => (await import('../features/proof/proof-page.js')).ProofPage,
);
const QueuesPage = laterPart(
  async () => (await import('../features/queues/queues-page.js')).QueuesPage,
);
const SecurityPage = laterPart(
  async () => (await import('../features/security/security-page.js')).SecurityPage,
);
const RestrictionsDialog = laterPart(
  async () => (await import('../features/restrictions/restrictions-dialog.js')).RestrictionsDialog,
);

export interface Page {
  readonly path: string;
  readonly title: string;
  /** The help that belongs to it (`help-pages.tsx`). */
  readonly help: string;
  readonly element: ReactNode;
  /** Pages that belong to it and have an address of their own, with parameters as in a route. */
  readonly under?: readonly { readonly path: string; readonly element: ReactNode }[];
  /** What of the draft it shows, and waits for. */
  readonly documents?: readonly DraftDocument[];
  /** Changes of the draft on it. */
  readonly changes?: (draft: Draft) => number;
  /** It shows what needs attention, and its tab how much. */
  readonly attention?: true;
  /** Expectations on it that the draft breaks. */
  readonly alarms?: (draft: Draft) => number;
}

export const PAGES: readonly Page[] = [
  {
    path: '/overview',
    title: 'Overview',
    help: 'overview',
    attention: true,
    element: <OverviewPage />,
    under: [{ path: '/api-reference', element: <ApiReferencePage /> }],
  },
  {
    path: '/routing',
    title: 'Routing',
    help: 'routing',
    documents: ['routing', 'delivery'],
    changes: ({ changes }) => changes.length,
    element: (
      <RoutingPage
        tryIt={<TryIt />}
        dialogs={{
          restrictions: (close) => <RestrictionsDialog onClose={close} />,
          expectations: (close) => <ExpectationsDialog onClose={close} />,
          import: (close) => <ImportDialog onClose={close} />,
          export: (close) => <ExportDialog onClose={close} />,
        }}
      />
    ),
    alarms: ({ findings }) => failingCount(findings),
    under: [
      { path: '/routing/preview', element: <PreviewPage /> },
      { path: '/routing/who-may-relay', element: <ProofPage /> },
    ],
  },
  {
    path: '/connections',
    title: 'Connections',
    help: 'connections',
    documents: ['routing', 'delivery'],
    changes: ({ delivery }) => delivery.changes.filter(({ page }) => page === undefined).length,
    element: <ConnectionsPage />,
  },
  { path: '/queues', title: 'Queues', help: 'queues', element: <QueuesPage /> },
  {
    path: '/security',
    title: 'Security',
    help: 'security',
    documents: ['security'],
    changes: ({ security }) => security.changes.length,
    element: <SecurityPage />,
  },
  {
    path: '/log',
    title: 'Decision Log',
    help: 'log',
    changes: ({ delivery }) =>
      delivery.changes.filter(({ page }) => page === 'Decision Log').length,
    element: <LogPage />,
    under: [{ path: '/ref/:ref', element: <ExplanationPage /> }],
  },
  {
    path: '/history',
    title: 'History',
    help: 'history',
    documents: ['routing'],
    element: <HistoryPage />,
  },
];

export function pageAt(pathname: string): Page {
  const found =
    PAGES.find(({ under = [] }) => under.some(({ path }) => matchPath(path, pathname))) ??
    PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return found ?? PAGES[0]!;
}
