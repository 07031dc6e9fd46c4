/** "Confirm Before Applying", opened from a page: the dialog belongs to the window. */
import { createContext, useContext } from 'react';
import type { Finding } from '../../shared/engine/findings.js';

type Confirm = (findings: readonly Finding[]) => void;

export const ConfirmContext = createContext<Confirm>(() => undefined);

export function useConfirm(): Confirm {
  return useContext(ConfirmContext);
}
