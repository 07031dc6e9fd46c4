/** An action in words: its buttons, what is asked before it, how far it is, what it did. */
import type { QueueAction, QueueJob } from '../../../shared/api/queue.js';
import { spanText } from '../../components/age.js';

interface ActionWords {
  readonly label: string;
  readonly title: string;
  /** `Retrying 27 of 41`. */
  readonly doing: string;
  /** `14 messages are held.` */
  readonly done: string;
  readonly nothing: string;
  /** What follows from it, for the dialog before it. */
  readonly follows: string;
}

export const ACTION_WORDS: Readonly<Record<QueueAction, ActionWords>> = {
  retry: {
    label: '&Retry now',
    title: 'Retry Messages',
    doing: 'Retrying',
    done: 'tried again',
    nothing: 'Nothing was tried again: what is selected is held, under way or gone.',
    follows: 'They are tried now, not at their next interval. What is held stays held.',
  },
  hold: {
    label: 'H&old',
    title: 'Hold Messages',
    doing: 'Holding',
    done: 'held',
    nothing: 'Nothing was held: what is selected is held already or gone.',
    follows: 'They stay in the queue until they are released, however long that is.',
  },
  release: {
    label: 'Re&lease',
    title: 'Release Messages',
    doing: 'Releasing',
    done: 'released',
    nothing: 'Nothing was released: what is selected is not held.',
    follows: 'They are tried again from now on.',
  },
  bounce: {
    label: '&Bounce...',
    title: 'Bounce Messages',
    doing: 'Bouncing',
    done: 'returned to their senders',
    nothing: 'Nothing was bounced: what is selected is gone.',
    follows: 'Their senders get a report, as when a message expires. This cannot be undone.',
  },
  delete: {
    label: '&Delete...',
    title: 'Delete Messages',
    doing: 'Deleting',
    done: 'deleted',
    nothing: 'Nothing was deleted: what is selected is gone.',
    follows: 'Nobody is told, neither sender nor recipients. This cannot be undone.',
  },
};

/** What takes an action back. */
export const INVERSE: Partial<Readonly<Record<QueueAction, QueueAction>>> = {
  hold: 'release',
  release: 'hold',
};

const FROM_SECONDS = 5;

export function messages(count: number): string {
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;
}

/** `elapsed` in seconds: from five on it says how long it may still take. */
export function progressText(job: QueueJob, elapsed: number): string {
  const { action, done, total } = job;
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  const parts = partsOf(job);
  const left = done > 0 && elapsed >= FROM_SECONDS ? (elapsed / done) * (total - done) : 0;
  const time = left > 0 ? `, about ${spanText(Math.ceil(left))} left` : '';
  return `${ACTION_WORDS[action].doing} ${count}${parts === '' ? '' : `: ${parts}`}${time}`;
}

/** `to`: where the messages go, such as ` to example.net`. */
export function outcomeText(job: QueueJob, to: string): string {
  const { action, changed, state } = job;
  if (changed === 0 && state === 'done') return ACTION_WORDS[action].nothing;
  const parts = partsOf(job);
  const verb = changed === 1 ? 'is' : 'are';
  const did = action === 'bounce' && changed === 1 ? 'returned to its sender' : doneOf(action);
  const text = `${messages(changed)}${to} ${verb} ${did}${parts === '' ? '' : `: ${parts}`}.`;
  return state === 'stopped' ? `Stopped. ${text}` : text;
}

function doneOf(action: QueueAction): string {
  return ACTION_WORDS[action].done;
}

/** A retry's, in recipients. */
function partsOf({ action, delivered, deferred, failed }: QueueJob): string {
  if (action !== 'retry') return '';
  return [
    [delivered, 'delivered'] as const,
    [deferred, 'deferred again'] as const,
    [failed, 'failed'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en')} ${word}`)
    .join(', ');
}
