/**
 * Help beside the page: the topics of every page in one panel, opened at the one that is asked about.
 * A control names its topic with `data-help`; F1 asks about the control that has the focus.
 */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { HelpPanel } from './help-panel.js';
import { useToast } from './toast.js';

export interface HelpTopic {
  readonly id: string;
  readonly title: string;
  readonly body: ReactNode;
  /** How Exchange 5.5 behaved, where Gatepost departs from it on purpose. */
  readonly exchange?: ReactNode;
}

export interface HelpPage {
  readonly title: string;
  readonly topics: readonly HelpTopic[];
}

interface Help {
  /** Opens the page that has the topic, or is called so. */
  readonly open: (topic: string) => void | Promise<void>;
}

const HelpContext = createContext<Help>({ open: () => undefined });

export function useHelp(): Help {
  return useContext(HelpContext);
}

export type HelpPages = Readonly<Record<string, HelpPage>>;

interface HelpProviderProps {
  /** Fetches all help, when it is first asked for. */
  readonly load: () => Promise<HelpPages>;
  readonly children: ReactNode;
}

const NO_PAGES: HelpPages = {};

export function HelpProvider({ load, children }: HelpProviderProps) {
  const [pages, setPages] = useState(NO_PAGES);
  const [topic, setTopic] = useState<string | null>(null);
  const toast = useToast();
  const help = useMemo(
    () => ({
      open: async (asked: string) => {
        try {
          setPages(await load());
          setTopic(asked);
        } catch {
          toast({ text: 'The help could not be fetched: the console does not answer.' });
        }
      },
    }),
    [load, toast],
  );
  const page =
    topic === null
      ? undefined
      : (pages[topic] ??
        Object.values(pages).find(({ topics }) => topics.some(({ id }) => id === topic)));
  return (
    <HelpContext value={help}>
      {children}
      {page && <HelpPanel page={page} topic={topic} onClose={() => setTopic(null)} />}
    </HelpContext>
  );
}

/** The topic of the focused control, or null. */
export function focusedTopic(): string | null {
  // A dialog that has the focus itself, before any of its controls, names its topic inside.
  const marked =
    document.activeElement?.closest<HTMLElement>('[data-help]') ??
    document.activeElement?.querySelector<HTMLElement>(':scope > form[data-help]');
  return marked?.dataset['help'] ?? null;
}
