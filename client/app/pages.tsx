/** The pages of the window, in the order of their tabs. A new page is one entry here. */
import type { ReactNode } from 'react';
import { matchPath } from 'react-router';
import { AUDIT_PAGE } from '../../shared/api/audit.js';
import { ACCOUNT_PAGE } from '../../shared/api/own-account.js';
import { mayAct, type Role } from '../../shared/api/roles.js';
import { laterPart } from '../components/later-part.js';
import type { DraftDocument } from '../draft/documents.js';
import type { Draft } from '../draft/draft.js';
import { START_PAGE } from '../decision/log-address.js';
import { failingCount } from '../draft/expectations.js';

const ApiReferencePage = laterPart(
  async () => (await import('../features/api-reference/api-reference-page.js')).ApiReferencePage,
);
const ConnectionsPage = laterPart(
  async () => (await import('../features/connections/connections-page.js')).ConnectionsPage,
);
const RoutingPage = laterPart(
  async () => (await import('../features/routing/routing-page.js')).RoutingPage,
);
const TryIt = laterPart(async () => (await import('../features/try-it/try-it.js')).TryIt);
const ExplanationPage = laterPart(
  async () => (await import('../features/explanation/explanation-page.js')).ExplanationPage,
);
const ExpectationsDialog = laterPart(
  async () => (await import('../features/expectations/expectations-dialog.js')).ExpectationsDialog,
);
const DiagnosticsPage = laterPart(
  async () => (await import('../features/diagnostics/diagnostics-page.js')).DiagnosticsPage,
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
const AccountPage = laterPart(
  async () => (await import('../features/account/account-page.js')).AccountPage,
);
const AuditPage = laterPart(
  async () => (await import('../features/audit/audit-page.js')).AuditPage,
);
const PeoplePage = laterPart(
  async () => (await import('../features/people/people-page.js')).PeoplePage,
);
const StartPage = laterPart(
  async () => (await import('../features/explanation/start-page.js')).StartPage,
);
const SecurityPage = laterPart(
  async () => (await import('../features/security/security-page.js')).SecurityPage,
);
const RestrictionsDialog = laterPart(
  async () => (await import('../features/restrictions/restrictions-dialog.js')).RestrictionsDialog,
);

const PEOPLE_PAGE = '/security/people';

export interface Page {
  readonly path: string;
  readonly title: string;
  /** The help that belongs to it (`help-pages.tsx`). */
  readonly help: string;
  readonly element: ReactNode;
  /** Who may see it and the pages under it: from this role on. */
  readonly role: Role;
  /** Who needs no more than this page has it; roles above have it in another one. */
  readonly only?: true;
  /** It has no tab: something else leads there. */
  readonly untabbed?: true;
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

const PAGES: readonly Page[] = [
  {
    path: '/overview',
    title: 'Overview',
    help: 'overview',
    role: 'operator',
    attention: true,
    element: <OverviewPage />,
  },
  {
    path: '/routing',
    title: 'Routing',
    help: 'routing',
    role: 'administrator',
    documents: ['routing', 'delivery'],
    changes: ({ ruleChanges }) => ruleChanges,
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
    role: 'administrator',
    documents: ['routing', 'delivery'],
    changes: ({ delivery }) => delivery.changes.filter(({ page }) => page === undefined).length,
    element: <ConnectionsPage />,
  },
  {
    path: '/queues',
    title: 'Queues',
    help: 'queues',
    role: 'operator',
    element: <QueuesPage />,
  },
  {
    path: '/security',
    title: 'Security',
    help: 'security',
    role: 'administrator',
    documents: ['security'],
    changes: ({ security }) => security.changes.length,
    element: <SecurityPage />,
    under: [
      { path: PEOPLE_PAGE, element: <PeoplePage /> },
      { path: AUDIT_PAGE, element: <AuditPage /> },
    ],
  },
  {
    path: '/log',
    title: 'Decision Log',
    help: 'log',
    role: 'operator',
    changes: ({ delivery }) =>
      delivery.changes.filter(({ page }) => page === 'Decision Log').length,
    element: <LogPage />,
    under: [{ path: '/ref/:ref', element: <ExplanationPage /> }],
  },
  {
    path: '/diagnostics',
    title: 'Diagnostics',
    help: 'diagnostics',
    role: 'administrator',
    documents: ['alerts', 'backups'],
    changes: ({ alerts, backups }) => alerts.changes.length + backups.changes.length,
    element: <DiagnosticsPage />,
  },
  {
    path: '/history',
    title: 'History',
    help: 'history',
    role: 'operator',
    documents: ['routing'],
    element: <HistoryPage />,
  },
  {
    path: START_PAGE,
    title: 'Explanations',
    help: 'explanation',
    role: 'helpdesk',
    only: true,
    element: <StartPage />,
    under: [{ path: '/ref/:ref', element: <ExplanationPage /> }],
  },
  {
    path: ACCOUNT_PAGE,
    title: 'Your Account',
    help: 'your-account',
    role: 'helpdesk',
    untabbed: true,
    element: <AccountPage />,
  },
  {
    path: '/api-reference',
    title: 'API Reference',
    help: 'api-reference',
    role: 'helpdesk',
    untabbed: true,
    element: <ApiReferencePage />,
  },
];

/** The pages that a role has, in the order of their tabs. */
export function pagesOf(role: Role): readonly Page[] {
  return PAGES.filter((page) => (page.only ? page.role === role : mayAct(role, page.role)));
}

export function pageAt(pathname: string, pages: readonly Page[]): Page {
  const found =
    pages.find(({ under = [] }) => under.some(({ path }) => matchPath(path, pathname))) ??
    pages.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return found ?? pages[0]!;
}
