/** The pages of the window, in the order of their tabs. A new page is one entry here. */
import type { ReactNode } from 'react';
import { laterPart } from '../components/later-part.js';
import type { Draft } from '../draft/draft.js';
import { RoutingPage } from '../features/routing/routing-page.js';
import { TryIt } from '../features/try-it/try-it.js';

const ConnectionsPage = laterPart(
  async () => (await import('../features/connections/connections-page.js')).ConnectionsPage,
);
const LogPage = laterPart(
  async () => (await import('../features/decision-log/log-page.js')).LogPage,
);
const QueuesPage = laterPart(
  async () => (await import('../features/queues/queues-page.js')).QueuesPage,
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
  /** Whether it shows the documents of the draft, and waits for them. */
  readonly drafted?: boolean;
  /** Changes of the draft on it. */
  readonly changes?: (draft: Draft) => number;
}

export const PAGES: readonly Page[] = [
  {
    path: '/routing',
    title: 'Routing',
    help: 'routing',
    drafted: true,
    changes: ({ changes }) => changes.length,
    element: (
      <RoutingPage
        tryIt={<TryIt />}
        restrictions={(close) => <RestrictionsDialog onClose={close} />}
      />
    ),
  },
  {
    path: '/connections',
    title: 'Connections',
    help: 'connections',
    drafted: true,
    changes: ({ settings }) => settings.length,
    element: <ConnectionsPage />,
  },
  { path: '/queues', title: 'Queues', help: 'queues', element: <QueuesPage /> },
  { path: '/log', title: 'Decision Log', help: 'log', element: <LogPage /> },
];

export function pageAt(pathname: string): Page {
  const found = PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return found ?? PAGES[0]!;
}
