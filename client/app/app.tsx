/** Composition: who is logged on, the draft above everything, and the pages. */
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { BrowserRouter, useLocation, useNavigate } from 'react-router';
import { INVITATION_PAGE } from '../../shared/api/people.js';
import { SETUP_PAGE, SETUP_STEPS_PAGE, type Session } from '../../shared/api/session.js';
import { RoleContext } from '../access/access.js';
import { BASE } from '../api/base.js';
import { ApiFault, faultText, loggedOff } from '../api/request.js';
import { getSession, SESSION_KEY } from '../api/session.js';
import { useAccessKeys } from '../components/access-key.js';
import { Button } from '../components/button.js';
import { HelpProvider } from '../components/help.js';
import { laterPart, PartBoundary } from '../components/later-part.js';
import { ProblemLine } from '../components/problem.js';
import { ToastProvider } from '../components/toast.js';
import { DraftProvider } from '../draft/draft.js';
import { InvitationPage } from '../features/gate/invitation-page.js';
import { LogOnAgain } from '../features/gate/log-on-again.js';
import { LogOnPage } from '../features/gate/log-on-page.js';
import { SetupPage } from '../features/gate/setup-page.js';
import { Slip } from '../features/gate/slip.js';

const Window = laterPart(async () => (await import('./window.js')).Window);
const loadHelp = async () => (await import('./help-pages.js')).HELP_PAGES;
const SetUp = laterPart(async () => (await import('../features/setup/set-up.js')).SetUp);

const MOST_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Only what may pass by itself is tried again.
      retry: (count, fault) =>
        count < MOST_RETRIES &&
        fault instanceof ApiFault &&
        (fault.code === 'unavailable' || fault.code === 'offline'),
      refetchOnReconnect: true,
    },
  },
});

export function App() {
  useAccessKeys();
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter basename={BASE.replace(/\/$/, '')}>
        <ToastProvider>
          <Gate />
        </ToastProvider>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

function Gate() {
  const client = useQueryClient();
  const { pathname, hash } = useLocation();
  const navigate = useNavigate();
  const logon = useQuery({ queryKey: SESSION_KEY, queryFn: ({ signal }) => getSession(signal) });
  const session = logon.data?.session ?? null;
  /** Whoever was logged on last: the window stays under the logon that asks again. */
  const [last, setLast] = useState<Session | null>(null);
  if (session && (session.username !== last?.username || session.role !== last.role)) {
    setLast(session);
  }
  useEffect(() => {
    const ended = () =>
      client.setQueryData(SESSION_KEY, (now: typeof logon.data) =>
        now?.session ? { session: null, message: '' } : now,
      );
    loggedOff.addEventListener('loggedoff', ended);
    return () => loggedOff.removeEventListener('loggedoff', ended);
  }, [client]);
  useEffect(() => {
    if (!last) document.title = 'Gatepost';
  }, [last]);

  const loggedOn = async () => {
    await client.invalidateQueries();
  };
  const setUpDone = async () => {
    await loggedOn();
    navigate(SETUP_STEPS_PAGE, { replace: true });
  };
  const leave = () => {
    setLast(null);
    client.clear();
    navigate('/', { replace: true });
    void logon.refetch();
  };

  if (pathname === SETUP_PAGE && !session) {
    return <SetupPage token={hash.slice(1)} onDone={() => void setUpDone()} />;
  }
  if (pathname === INVITATION_PAGE && hash !== '') {
    return <InvitationPage token={hash.slice(1)} onDone={() => void setUpDone()} />;
  }
  if (logon.isPending) return null;
  if (logon.error && !last) {
    return (
      <Slip
        title="The console does not answer"
        foot="Mail flows whether or not the console answers."
      >
        <div className="stack" style={{ marginTop: 14 }}>
          {isOffline(logon.error) ? (
            <p className="q">Nothing came back from {location.host}.</p>
          ) : (
            <ProblemLine>{faultText(logon.error)}</ProblemLine>
          )}
          <Button kind="go" label="Try again" onPress={() => void logon.refetch()} />
        </div>
      </Slip>
    );
  }
  if (!last) {
    return <LogOnPage message={logon.data?.message ?? ''} onLoggedOn={() => void loggedOn()} />;
  }
  return (
    <RoleContext value={last.role}>
      <DraftProvider active={session !== null} role={last.role}>
        <HelpProvider load={loadHelp}>
          <PartBoundary>
            <Suspense fallback={null}>
              {isSetUp(pathname) && last.role === 'administrator' ? (
                <SetUp active={session !== null} />
              ) : (
                <Window session={last} active={session !== null} onLeft={leave} />
              )}
            </Suspense>
          </PartBoundary>
        </HelpProvider>
        {!session && <LogOnAgain username={last.username} onLoggedOn={() => void loggedOn()} />}
      </DraftProvider>
    </RoleContext>
  );
}

/** The link leads to `/setup`, which goes on with the steps once somebody is logged on. */
function isSetUp(pathname: string): boolean {
  return pathname === SETUP_PAGE || pathname.startsWith(SETUP_STEPS_PAGE);
}

function isOffline(fault: unknown): boolean {
  return fault instanceof ApiFault && fault.code === 'offline';
}
