/** What the four buttons of the sheet do, and the dialogs that they lead to. */
import { useState } from 'react';
import type { Finding } from '../../shared/engine/findings.js';
import { useHelp, focusedTopic } from '../components/help.js';
import { useToast } from '../components/toast.js';
import { useApply, type Outcome } from '../draft/apply.js';
import type { DraftDocument } from '../draft/documents.js';
import type { Draft } from '../draft/draft.js';
import { useSheetKeys } from './keys.js';
import type { Page } from './pages.js';

export type SheetDialog =
  | { readonly kind: 'confirm'; readonly findings: readonly Finding[] }
  | { readonly kind: 'conflict'; readonly document: DraftDocument }
  | { readonly kind: 'restore'; readonly revision: number }
  | { readonly kind: 'changes' | 'keys' };

export interface Sheet {
  readonly dialog: SheetDialog | null;
  readonly show: (dialog: SheetDialog | null) => void;
  readonly applying: boolean;
  /** Why the last Apply failed, in one sentence. */
  readonly failure: string | null;
  readonly forget: () => void;
  readonly apply: (confirm?: readonly string[]) => void;
  readonly cancel: () => void;
  readonly help: () => void;
}

interface Failure {
  readonly message: string;
  readonly refused: boolean;
}

export function useSheet(draft: Draft, page: Page): Sheet {
  const toast = useToast();
  const { open } = useHelp();
  const [dialog, show] = useState<SheetDialog | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { apply: applyNow, applying } = useApply(draft);

  function tell(outcome: Outcome): void {
    setFailure(failureOf(outcome));
    if (outcome.kind === 'confirm') show({ kind: 'confirm', findings: outcome.findings });
    if (outcome.kind === 'stale') show({ kind: 'conflict', document: outcome.document });
    if (outcome.kind !== 'applied') return;
    const { revision } = outcome;
    toast({
      text: revision === null ? 'The settings are applied.' : `Enforcing revision ${revision}`,
    });
  }

  async function apply(confirm: readonly string[] = []): Promise<void> {
    if (applying) return;
    if (draft.count === 0) return toast({ text: 'There is nothing to apply.' });
    show(null);
    tell(await applyNow(confirm));
  }

  function cancel(): void {
    const { count } = draft;
    if (count === 0) return;
    const undo = draft.drop();
    setFailure(null);
    const changes = count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`;
    toast({
      text: `The draft with ${changes} is dropped.`,
      undo,
    });
  }

  const help = () => open(focusedTopic() ?? page.help);
  useSheetKeys({ apply: () => void apply(), help, keys: () => show({ kind: 'keys' }) });
  return {
    dialog,
    show,
    applying,
    // What was refused has been changed since: then the refusal says nothing any more.
    failure: failure?.refused && draft.refused.length === 0 ? null : (failure?.message ?? null),
    forget: () => setFailure(null),
    apply: (confirm) => void apply(confirm),
    cancel,
    help: () => open(page.help),
  };
}

function failureOf(outcome: Outcome): Failure | null {
  if (outcome.kind !== 'failed' && outcome.kind !== 'refused') return null;
  return { message: outcome.message, refused: outcome.kind === 'refused' };
}
