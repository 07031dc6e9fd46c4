/** A dialogue that the relay holds: begun here, and looked into until it ends. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { DialogueQuestion, HeldDialogue } from '../../shared/api/dialogues.js';
import { beginDialogue, getDialogue } from '../api/dialogues.js';

const LOOK_MS = 250;

export interface DialogueView {
  readonly begin: (question: DialogueQuestion) => void;
  /** Null before the first one. */
  readonly held: HeldDialogue | null;
  readonly running: boolean;
  readonly fault: unknown;
}

export function useDialogue(): DialogueView {
  const begun = useMutation({ mutationFn: beginDialogue });
  const id = begun.data?.id ?? null;
  const looked = useQuery({
    queryKey: ['dialogue', id],
    queryFn: ({ signal }) => getDialogue(id ?? '', signal),
    enabled: id !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) =>
      (state.data?.state ?? 'running') === 'running' ? LOOK_MS : false,
  });
  const held = begun.isPending ? null : (looked.data ?? begun.data ?? null);
  const fault = begun.error ?? looked.error;
  return {
    begin: begun.mutate,
    held,
    running: begun.isPending || (held?.state === 'running' && fault === null),
    fault,
  };
}
