/**
 * Apply: the drafts go to the console, rules first; each answers when the relay uses it.
 *
 * Promise: what could not be applied stays in the draft, whatever the reason.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { issuesFromZod, type Issue } from '../../shared/api/errors.js';
import type { Finding } from '../../shared/engine/findings.js';
import { ApiFault, faultText } from '../api/request.js';
import { loaded, putRouting } from '../api/routing.js';
import { NO_TERMS, withTerms } from './apply-terms.js';
import type { Draft, SettingsDrafts } from './draft.js';
import {
  keyOf,
  ROUTING_KEY,
  SETTINGS,
  SETTINGS_NAMES,
  type DraftDocument,
  type SettingsDocuments,
  type SettingsName,
} from './documents.js';

export type Outcome =
  | { readonly kind: 'applied'; readonly revision: number | null }
  /** Stored; why it is not in force is in the document. */
  | { readonly kind: 'waiting'; readonly revision: number }
  | { readonly kind: 'confirm'; readonly findings: readonly Finding[] }
  | { readonly kind: 'stale'; readonly document: DraftDocument }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[]; readonly message: string }
  /** Nobody is logged on any more: that is asked for on top of the draft. */
  | { readonly kind: 'logged-off' }
  | { readonly kind: 'failed'; readonly message: string };

export function useApply(draft: Draft) {
  const queries = useQueryClient();
  const [applying, setApplying] = useState(false);

  async function applyRules(confirm: readonly string[]): Promise<Outcome> {
    const { base, value, changed } = draft.routing;
    if (!base || !value || !changed) return { kind: 'applied', revision: null };
    const body = confirm.length > 0 ? { rules: value, confirm } : { rules: value };
    const answer = await putRouting({ ...body, ...withTerms(draft.terms) }, base.etag);
    const { revision } = answer.body;
    queries.setQueryData(ROUTING_KEY, loaded(answer));
    draft.routing.drop();
    draft.setTerms(NO_TERMS);
    return answer.status === 202 ? { kind: 'waiting', revision } : { kind: 'applied', revision };
  }

  async function applySettings<N extends SettingsName>(name: N): Promise<void> {
    const { key, put }: SettingsDocuments[N] = SETTINGS[name];
    const { base, value, changed, drop }: SettingsDrafts[N] = (draft as SettingsDrafts)[name];
    if (!base || !value || !changed) return;
    const answer = await put(value, base.etag);
    queries.setQueryData(key, loaded(answer));
    drop();
    // The site domain is part of what the engine decides with.
    void queries.invalidateQueries({ queryKey: ROUTING_KEY });
  }

  async function apply(confirm: readonly string[] = []): Promise<Outcome> {
    const faults = settingsIssues(draft);
    if (faults.length > 0) {
      draft.setRefused(faults);
      return refused(faults, faults[0]!.message);
    }
    setApplying(true);
    let document: DraftDocument = 'routing';
    try {
      const outcome = await applyRules(confirm);
      for (const name of SETTINGS_NAMES) {
        document = name;
        await applySettings(name);
      }
      return outcome;
    } catch (fault) {
      const outcome = outcomeOf(fault, document);
      if (outcome.kind === 'refused') draft.setRefused(outcome.issues);
      // What the other administrator applied is shown beside the draft, and chosen from.
      if (outcome.kind === 'stale') await queries.refetchQueries({ queryKey: keyOf(document) });
      return outcome;
    } finally {
      setApplying(false);
    }
  }

  return { apply, applying };
}

function settingsIssues(draft: Draft): readonly Issue[] {
  return SETTINGS_NAMES.flatMap((name) => {
    const { changed, value } = draft[name];
    if (!changed) return [];
    const result = SETTINGS[name].schema.safeParse(value);
    return result.success ? [] : issuesFromZod(result.error, [name]);
  });
}

export function outcomeOf(fault: unknown, document: DraftDocument): Outcome {
  if (!(fault instanceof ApiFault)) return { kind: 'failed', message: faultText(fault) };
  const { code, message, issues, findings } = fault;
  if (code === 'confirmation-required') return { kind: 'confirm', findings };
  if (code === 'unauthenticated') return { kind: 'logged-off' };
  if (code === 'stale') return { kind: 'stale', document };
  if (code !== 'invalid') return { kind: 'failed', message };
  const prefix = document === 'routing' ? '' : `${document}.`;
  return refused(
    issues.map((issue) => ({ ...issue, path: prefix + issue.path })),
    message,
  );
}

function refused(issues: readonly Issue[], message: string): Outcome {
  return { kind: 'refused', issues, message };
}
