import { logOff } from '../api/session.js';
import { useToast } from '../components/toast.js';
import { useDraft } from '../draft/draft.js';

/** Logs off; a draft is asked about first, for it goes with the window. */
export function useLeave(onLeft: () => void): () => void {
  const { count } = useDraft();
  const toast = useToast();
  const leave = async () => {
    try {
      await logOff();
    } catch {
      // A session that has ended already is as good as logged off.
    }
    onLeft();
  };
  return () => {
    if (count === 0) return void leave();
    toast({ text: 'Apply or cancel the draft before you log off.' });
  };
}
