/**
 * The draft: the rules and the settings of other pages as the administrator has them, until Apply. It lives
 * above the logon, so a session that ends loses nothing.
 */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Issue } from '../../shared/api/errors.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { mayAct, type Role } from '../../shared/api/roles.js';
import type { Compilation } from '../../shared/engine/compile.js';
import type { Finding } from '../../shared/engine/findings.js';
import { countChanges } from '../../shared/rules/changes.js';
import type { Rules } from '../../shared/rules/schema.js';
import { getRouting, type Loaded } from '../api/routing.js';
import { useCompilation } from './compilation.js';
import { useDocumentDraft, type DocumentDraft } from './document-draft.js';
import {
  ROUTING_KEY,
  SETTINGS,
  SETTINGS_NAMES,
  type DraftDocument,
  type SettingsDocuments,
  type SettingsName,
  type SettingsTypes,
} from './documents.js';
import { NO_TERMS, type ApplyTerms } from './apply-terms.js';
import { useFindings } from './findings.js';
import { keptRouting } from './kept-document.js';
import { settingChanges, type SettingChange } from './settings-changes.js';

export interface SettingsDraft<T> extends DocumentDraft<T, T> {
  /** The settings that differ. */
  readonly changes: readonly SettingChange[];
}
export type SettingsDrafts = {
  readonly [N in SettingsName]: SettingsDraft<SettingsTypes[N]>;
};

export interface Draft extends SettingsDrafts {
  readonly routing: DocumentDraft<RoutingDocument, Rules>;
  /** How many of its rules differ. */
  readonly ruleChanges: number;
  /** Of rules and settings. */
  readonly count: number;
  /** The draft's rules compiled, and the rules it was made from. */
  readonly compilation: Compilation | null;
  readonly before: Compilation | null;
  readonly findings: readonly Finding[];
  /** What the console refused at the last Apply; gone with the next change. */
  readonly refused: readonly Issue[];
  readonly setRefused: (issues: readonly Issue[]) => void;
  /** What goes with the next Apply of rules. */
  readonly terms: ApplyTerms;
  readonly setTerms: (terms: ApplyTerms) => void;
  /** Why a document could not be read. */
  readonly faults: Readonly<Record<DraftDocument, unknown>>;
  /** Drops all of it; puts it back where the answer is called. */
  readonly drop: () => () => void;
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
  /** What the role may not read is not asked for. */
  readonly role: Role;
  readonly children: ReactNode;
}

export function DraftProvider({ active, role, children }: DraftProviderProps) {
  const reads = (least: Role) => active && mayAct(role, least);
  const rules = useQuery({
    queryKey: ROUTING_KEY,
    queryFn: ({ signal }) => getRouting(signal),
    structuralSharing: (before, now) => keptRouting(before as Read, now as Read & object),
    enabled: reads('operator'),
    refetchInterval: ({ state }) => (isRunning(state.data?.document.watch) ? WATCH_MS : false),
  });
  const routing = useDocumentDraft(rules.data, rulesOf);
  const [delivery, deliveryFault] = useSettings('delivery', reads('administrator'));
  const [security, securityFault] = useSettings('security', reads('administrator'));
  const [alerts, alertsFault] = useSettings('alerts', reads('administrator'));
  const [backups, backupsFault] = useSettings('backups', reads('administrator'));
  const settings = useMemo(
    () => ({ delivery, security, alerts, backups }),
    [delivery, security, alerts, backups],
  );
  const faults = useMemo(
    () => ({
      routing: rules.error,
      delivery: deliveryFault,
      security: securityFault,
      alerts: alertsFault,
      backups: backupsFault,
    }),
    [rules.error, deliveryFault, securityFault, alertsFault, backupsFault],
  );
  const draft = useDraftValue(routing, settings, faults);
  useLeaveGuard(draft.count > 0);
  return <DraftContext value={draft}>{children}</DraftContext>;
}

function useSettings<N extends SettingsName>(
  name: N,
  active: boolean,
): readonly [SettingsDraft<SettingsTypes[N]>, unknown] {
  const { key, get, words }: SettingsDocuments[N] = SETTINGS[name];
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }): Promise<Loaded<SettingsTypes[N]>> => get(signal),
    enabled: active,
  });
  const draft = useDocumentDraft<SettingsTypes[N], SettingsTypes[N]>(read.data, itself);
  const settings = useMemo(() => {
    const { base, value } = draft;
    return { ...draft, changes: base && value ? settingChanges(words, base.document, value) : [] };
  }, [draft, words]);
  return [settings, read.error];
}

/** What was refused, and the very values that it was said about. */
interface Refusal {
  readonly issues: readonly Issue[];
  readonly values: readonly unknown[];
}

const WATCH_MS = 5000;

/** What a watch has found may be another thing in a moment. */
function isRunning(watch: RoutingDocument['watch'] | undefined): boolean {
  return watch?.state === 'watching' || watch?.state === 'alarm';
}

const NO_ISSUES: readonly Issue[] = [];

function useDraftValue(
  routing: Draft['routing'],
  settings: SettingsDrafts,
  faults: Draft['faults'],
): Draft {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [terms, setTerms] = useState(NO_TERMS);
  const document = routing.base?.document;
  const base = document?.rules ?? null;
  const host = document?.host ?? null;
  const revision = document?.revision ?? 0;
  const compilation = useCompilation(routing.value, host, revision);
  const before = useCompilation(routing.changed ? base : null, host, revision);
  const findings = useFindings(routing.value, host, document?.forwarding ?? []);
  const values = useMemo(
    () => [routing.value, ...SETTINGS_NAMES.map((name) => settings[name].value)],
    [routing.value, settings],
  );
  const stands = refusal?.values.every((value, i) => value === values[i]) ?? false;
  const refused = stands && refusal ? refusal.issues : NO_ISSUES;
  const ruleChanges = useMemo(
    () => (base && routing.value ? countChanges(base, routing.value) : 0),
    [base, routing.value],
  );
  return useMemo(() => {
    const documents = [routing, ...SETTINGS_NAMES.map((name) => settings[name])];
    return {
      ...settings,
      routing,
      ruleChanges,
      count: SETTINGS_NAMES.reduce(
        (count, name) => count + settings[name].changes.length,
        ruleChanges,
      ),
      compilation,
      before: routing.changed ? before : compilation,
      findings: findings ?? document?.findings ?? [],
      refused,
      setRefused: (issues) => setRefusal({ issues, values }),
      terms,
      setTerms,
      faults,
      drop: () => {
        const restore = [
          restorer(routing),
          restorer(settings.delivery),
          restorer(settings.security),
          restorer(settings.alerts),
          restorer(settings.backups),
        ];
        for (const { drop } of documents) drop();
        setTerms(NO_TERMS);
        return () => {
          restore.forEach((putBack) => putBack());
          setTerms(terms);
        };
      },
    };
  }, [
    routing,
    settings,
    values,
    ruleChanges,
    compilation,
    before,
    findings,
    document,
    refused,
    terms,
    faults,
  ]);
}

/** Puts a draft back as it stands now. */
function restorer<D, V>({ base, value, changed, rebase }: DocumentDraft<D, V>): () => void {
  return () => {
    if (changed && base && value) rebase(base, value);
  };
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

function itself<T>(settings: T): T {
  return settings;
}
