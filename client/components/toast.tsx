/** What was done, with Undo for 10 seconds: one at a time, held while pointed at or focused. Errors are never toasts. */
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { Icon } from './icon.js';

interface ToastText {
  readonly text: string;
  readonly undo?: () => void;
}
type Show = (toast: ToastText) => void;

const SHOWN_MS = 10_000;
const ToastContext = createContext<Show>(() => undefined);

export function useToast(): Show {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toast, setToast] = useState<ToastText | null>(null);
  const [held, setHeld] = useState(false);
  const close = useCallback(() => {
    setToast(null);
    setHeld(false);
  }, []);
  useEffect(() => {
    if (!toast || held) return undefined;
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, held, close]);
  return (
    <ToastContext value={setToast}>
      {children}
      <output>
        {toast && (
          <div
            className="toast"
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span>{toast.text}</span>
            {toast.undo && (
              <button
                type="button"
                onClick={() => {
                  toast.undo?.();
                  close();
                }}
              >
                Undo
              </button>
            )}
            <button type="button" aria-label="Close this message" onClick={close}>
              <Icon name="x" />
            </button>
          </div>
        )}
      </output>
    </ToastContext>
  );
}
