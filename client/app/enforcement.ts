/**
 * What the relay enforces, as said by the relay: asked every few seconds and when the window comes
 * back into view. "Enforcing" is shown only for a revision that the relay has named.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Enforced } from '../../shared/api/routing.js';
import { ApiFault, faultText } from '../api/request.js';
import { getStatus, STATUS_KEY } from '../api/status.js';
import { DRAFT_DOCUMENTS, keyOf, ROUTING_KEY } from '../draft/documents.js';
import type { Loaded } from '../api/routing.js';
import type { RoutingDocument } from '../../shared/api/routing.js';

export interface Enforcement {
  /** Null while it has not been asked. */
  readonly enforced: Enforced | null;
  /** The revision that is stored; null while it is not known. */
  readonly stored: number | null;
  /** The last revision that the relay has named, whatever it answers now. */
  readonly named: number | null;
  /** Who does not answer, and why nobody can say what is enforced. */
  readonly silence: Silence | null;
  /** Why the relay takes no mail now, in a sentence; null when it does. */
  readonly refusing: string | null;
}

export interface Silence {
  readonly of: 'console' | 'relay';
  readonly why: string;
}

const ASK_MS = 4000;
const NO_ANSWER = 'The relay does not answer.';

export function useEnforcement(active: boolean): Enforcement {
  const queries = useQueryClient();
  const status = useQuery({
    queryKey: STATUS_KEY,
    queryFn: ({ signal }) => getStatus(signal),
    enabled: active,
    refetchInterval: ASK_MS,
    refetchOnWindowFocus: 'always',
    retry: false,
  });
  const { data, dataUpdatedAt, error } = status;
  const routing = queries.getQueryState<Loaded<RoutingDocument>>(ROUTING_KEY);
  const document = routing?.data?.document;
  const stored = document?.revision ?? null;
  // Whoever was asked last knows best.
  const fromStatus = data && dataUpdatedAt >= (routing?.dataUpdatedAt ?? 0);
  const said = fromStatus ? (data.relay?.enforced ?? null) : (document?.enforced ?? null);
  const problem = fromStatus ? data.problem : undefined;

  const [named, setNamed] = useState<number | null>(null);
  if (said && said.revision !== null && said.revision !== named) setNamed(said.revision);

  // Another administrator, or the command line, stored a newer revision.
  const newer =
    said?.revision !== null && said !== null && stored !== null && said.revision > stored;
  useEffect(() => {
    if (newer) void queries.invalidateQueries({ queryKey: ROUTING_KEY });
  }, [newer, queries]);
  useEffect(() => {
    const back = () => {
      for (const each of DRAFT_DOCUMENTS) {
        void queries.invalidateQueries({ queryKey: keyOf(each) });
      }
    };
    window.addEventListener('focus', back);
    return () => window.removeEventListener('focus', back);
  }, [queries]);

  // Nobody is logged on: that is said elsewhere, and says nothing about the relay.
  const fault = error instanceof ApiFault && error.code === 'unauthenticated' ? null : error;
  const silence = silenceOf(fault, fromStatus ? data.relay === null : false, said, problem);
  const refusing = (silence === null && status.data?.relay?.refusing) || null;
  return { enforced: said, stored, named, silence, refusing };
}

function silenceOf(
  error: unknown,
  noRelay: boolean,
  said: Enforced | null,
  problem: string | undefined,
): Silence | null {
  if (error) return { of: 'console', why: faultText(error) };
  if (noRelay) return { of: 'relay', why: problem ?? NO_ANSWER };
  if (said && said.revision === null) return { of: 'relay', why: said.problem ?? NO_ANSWER };
  return null;
}
