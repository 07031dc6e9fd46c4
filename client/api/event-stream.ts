/** Server-sent events. The browser comes back by itself when it is cut off; after a refusal (logged off, too many consoles) we do, slowly. */
import { addressOf } from './base.js';

export interface EventHandlers {
  readonly onOpen: () => void;
  readonly onClosed: () => void;
  /** By the name of the event; those without a name are `message`. */
  readonly on: Readonly<Record<string, (data: string) => void>>;
}

const AGAIN_MS = 5000;

/** Listens until the function that it returns is called. */
export function listen(path: string, { onOpen, onClosed, on }: EventHandlers): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): EventSource => {
    const opened = new EventSource(addressOf(path));
    opened.addEventListener('open', onOpen);
    for (const [name, handle] of Object.entries(on)) {
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => handle(data));
    }
    opened.addEventListener('error', () => {
      onClosed();
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => (source = open()), AGAIN_MS);
    });
    return opened;
  };
  let source = open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
