/** Where our own relay listens: as it says itself, and as it is set, in case it says nothing now. */
import type { Environment } from '../../environment.js';
import type { Listener } from '../../own-listeners.js';
import type { RelayAnswer } from '../relay-control.js';

export function ownListenersOf(
  { smtp, submission, smtps }: Pick<Environment, 'smtp' | 'submission' | 'smtps'>,
  answer: RelayAnswer,
): readonly Listener[] {
  const set = [...smtp, ...submission, ...smtps].map(({ host, port }) => ({ address: host, port }));
  const said = answer.ok ? answer.status.listeners.map(({ address }) => listenerOf(address)) : [];
  return [...set, ...said];
}

/** `127.0.0.1:25`, `[::]:25`. */
function listenerOf(text: string): Listener {
  const end = text.lastIndexOf(':');
  return { address: text.slice(0, end).replace(/^\[|\]$/g, ''), port: Number(text.slice(end + 1)) };
}
