/**
 * The draft: the rules and the delivery settings as the administrator has them, until Apply. It lives
 * above the logon, so a session that ends loses nothing.
 */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Delivery } from '../../shared/api/delivery.js';
import type { Issue } from '../../shared/api/errors.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import type { Compilation } from '../../shared/engine/compile.js';
import type { Finding } from '../../shared/engine/findings.js';
import type { Rules } from '../../shared/rules/schema.js';
import { getDelivery } from '../api/delivery.js';
import { getRouting, type Loaded } from '../api/routing.js';
import { changesOf, type Change } from './changes.js';
import { useCompilation } from './compilation.js';
import { deliveryChanges, type SettingChange } from './delivery-changes.js';
import { useDocumentDraft, type DocumentDraft } from './document-draft.js';
import { useFindings } from './findings.js';
import { keptRouting } from './kept-document.js';

export const ROUTING_KEY = ['routing'] as const;
export const DELIVERY_KEY = ['delivery'] as const;

export interface Draft {
  readonly routing: DocumentDraft<RoutingDocument, Rules>;
  readonly delivery: DocumentDraft<Delivery, Delivery>;
  readonly changes: readonly Change[];
  /** The delivery settings that differ. */
  readonly settings: readonly SettingChange[];
  readonly count: number;
  /** The draft's rules compiled, and the rules it was made from. */
  readonly compilation: Compilation | null;
  readonly before: Compilation | null;
  readonly findings: readonly Finding[];
  /** What the console refused at the last Apply; gone with the next change. */
  readonly refused: readonly Issue[];
  readonly setRefused: (issues: readonly Issue[]) => void;
  readonly fault: unknown;
  readonly drop: () => void;
}

const DraftContext = createContext<Draft | null>(null);

export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('useDraft is used outside DraftProvider.');
  return draft;
}

type Read = Loaded<RoutingDocument> | undefined;

interface DraftProviderProps {
  /** False while nobody is logged on: nothing is read then, and what was read stays. */
  readonly active: boolean;
  readonly children: ReactNode;
}

export function DraftProvider({ active, children }: DraftProviderProps) {
  const rules = useQuery({
    queryKey: ROUTING_KEY,
    queryFn: ({ signal }) => getRouting(signal),
    structuralSharing: (before, now) => keptRouting(before as Read, now as Read & object),
    enabled: active,
  });
  const settings = useQuery({
    queryKey: DELIVERY_KEY,
    queryFn: ({ signal }) => getDelivery(signal),
    enabled: active,
  });
  const routing = useDocumentDraft(rules.data, rulesOf);
  const delivery = useDocumentDraft(settings.data, itself);
  const draft = useDraftValue(routing, delivery, rules.error ?? settings.error);
  useLeaveGuard(draft.count > 0);
  return <DraftContext value={draft}>{children}</DraftContext>;
}

/** What was refused, and the very values that it was said about. */
interface Refusal {
  readonly issues: readonly Issue[];
  readonly rules: Rules | null;
  readonly settings: Delivery | null;
}

const NO_ISSUES: readonly Issue[] = [];

function useDraftValue(
  routing: Draft['routing'],
  delivery: Draft['delivery'],
  fault: unknown,
): Draft {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const document = routing.base?.document;
  const base = document?.rules ?? null;
  const host = document?.host ?? null;
  const revision = document?.revision ?? 0;
  const compilation = useCompilation(routing.value, host, revision);
  const before = useCompilation(routing.changed ? base : null, host, revision);
  const findings = useFindings(routing.value, host, document?.forwarding ?? []);
  const stands = refusal?.rules === routing.value && refusal.settings === delivery.value;
  const refused = stands && refusal ? refusal.issues : NO_ISSUES;
  const changes = useMemo(
    () => (base && routing.value ? changesOf(base, routing.value) : []),
    [base, routing.value],
  );
  const settings = useMemo(
    () =>
      delivery.base && delivery.value
        ? deliveryChanges(delivery.base.document, delivery.value)
        : [],
    [delivery.base, delivery.value],
  );
  return useMemo(
    () => ({
      routing,
      delivery,
      changes,
      settings,
      count: changes.length + settings.length,
      compilation,
      before: routing.changed ? before : compilation,
      findings: findings ?? document?.findings ?? [],
      refused,
      setRefused: (issues) =>
        setRefusal({ issues, rules: routing.value, settings: delivery.value }),
      fault,
      drop: () => {
        routing.drop();
        delivery.drop();
      },
    }),
    [routing, delivery, changes, settings, compilation, before, findings, document, refused, fault],
  );
}

function useLeaveGuard(guarded: boolean): void {
  useEffect(() => {
    if (!guarded) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [guarded]);
}

function rulesOf(document: RoutingDocument): Rules {
  return document.rules;
}

function itself(delivery: Delivery): Delivery {
  return delivery;
}
