/** `gatepost queue`: what waits, one message, and what is done to some or all of it. */
import { Option, type Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  QUEUE_ACTIONS,
  QUEUE_ACTIONS_PATH,
  QUEUE_OVERVIEW_PATH,
  QUEUE_PATH,
  WAITING_STATES,
  type QueueAction,
  type QueueActionRequest,
  type QueueJob,
  type QueueMessage,
  type QueueOverview,
  type QueuePage,
} from '../../../shared/api/queue.js';
import { controlSocket } from '../../environment.js';
import { Api } from './api.js';
import { misused, NobodyAnswers } from './fault.js';
import { doing, type Asked, type Settings } from './frame.js';
import { countOf, Progress, remark, say, sayJson, sayTable, timeText } from './output.js';

interface Filter {
  readonly destination?: string;
  readonly state?: string;
  readonly q?: string;
}
interface ListOptions extends Filter {
  readonly limit: string;
  readonly after?: string;
}
interface ActionOptions extends Filter {
  readonly all?: boolean;
}

const SAYS: Readonly<Record<QueueAction, string>> = {
  retry: 'try messages now',
  hold: 'hold messages until they are released',
  release: 'release messages that are held',
  bounce: 'return messages to their senders',
  delete: 'remove messages without telling their senders',
};
const LOOK_MS = 300;

export function addQueue(program: Command, settings: Settings): void {
  const queue = program.command('queue').description('messages that wait');
  doing<ListOptions>(
    filtered(queue.command('list', { isDefault: true }).description('list them'))
      .option('--limit <number>', 'as many at most', '100')
      .option('--after <next>', 'go on where a list ended'),
    settings,
    list,
  );
  doing(
    queue.command('destinations').description('what waits, by destination'),
    settings,
    destinations,
  );
  doing(
    queue.command('show').description('one message and its recipients').argument('<id>'),
    settings,
    show,
  );
  doing(
    queue.command('content').description('print the message itself').argument('<id>'),
    settings,
    content,
  );
  for (const action of QUEUE_ACTIONS) {
    doing<ActionOptions>(
      filtered(queue.command(action).description(SAYS[action]))
        .argument('[id...]')
        .option('--all', 'all that there are'),
      settings,
      (asked, options, ids) => act(asked, action, options, ids),
    );
  }
}

function filtered(command: Command): Command {
  return command
    .option('--destination <key>', 'of one destination, as `queue destinations` names it')
    .addOption(new Option('--state <state>', 'of one state').choices(WAITING_STATES))
    .option('-q, --q <text>', 'a part of the sender, of a recipient or of the id');
}

/** The console, or while it is down the relay itself, which holds the queue. */
async function asking<T>(
  { console, environment }: Asked,
  ask: (api: Api, path: (online: string) => string, isRelay: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await ask(console, (path) => path, false);
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    const relay = new Api(controlSocket(environment), 'relay');
    return ask(relay, (path) => path.replace(/^\/api/, ''), true);
  }
}

async function list(asked: Asked, { destination, state, q, limit, after }: ListOptions) {
  const query = { destination, state, q, limit, after };
  const page = await asking(asked, (api, path) => api.get<QueuePage>(path(QUEUE_PATH), query));
  if (asked.asJson) return sayJson(page);
  if (page.total === 0) return say('Nothing waits.');
  sayTable(
    ['Id', 'State', 'Since', 'Next try', 'Sender', 'Recipients'],
    page.items.map((item) => [
      item.id,
      item.state,
      timeText(item.receivedAt),
      timeText(item.nextTry),
      `<${item.sender}>`,
      item.recipients.map((address) => `<${address}>`).join(' ') +
        (item.recipientCount > item.recipients.length ? ` of ${item.recipientCount}` : ''),
    ]),
  );
  const more = page.next === null ? '' : `; go on with --after ${page.next}`;
  remark(`${countOf(page.items.length, 'message')} of ${page.total.toLocaleString('en')}${more}.`);
}

async function destinations(asked: Asked) {
  const overview = await asking(asked, (api, path) =>
    api.get<QueueOverview>(path(QUEUE_OVERVIEW_PATH)),
  );
  if (asked.asJson) return sayJson(overview);
  if (overview.refusing !== null) remark(overview.refusing);
  if (overview.messages === 0) return say('Nothing waits.');
  sayTable(
    ['Destination', 'Messages', 'Oldest', 'Next try', 'Last reply'],
    overview.destinations.map(({ key, messages, oldest, nextTry, lastReply }) => [
      key,
      String(messages),
      timeText(oldest),
      timeText(nextTry),
      lastReply,
    ]),
  );
}

async function show(asked: Asked, _options: object, [id = '']: readonly string[]) {
  const message = await asking(asked, (api, path) =>
    api.get<QueueMessage>(path(`${QUEUE_PATH}/${encodeURIComponent(id)}`)),
  );
  if (asked.asJson) return sayJson(message);
  say(`${message.id}  from <${message.sender}>, ${countOf(message.size, 'octet')}`);
  say(`received ${timeText(message.receivedAt)} from ${message.peer} (${message.helo})`);
  say(`given up ${timeText(message.expires)}`);
  for (const { address, state, destination, attempts, nextTry, lastReply } of message.all) {
    say(`${state.padEnd(9)} <${address}> to ${destination}, ${countOf(attempts, 'attempt')}`);
    if (lastReply !== '') say(`          ${lastReply}`);
    if (nextTry !== null) say(`          next try ${timeText(nextTry)}`);
  }
}

async function content(asked: Asked, _options: object, [id = '']: readonly string[]) {
  const answer = await asking(asked, (api, path) =>
    api.open('GET', path(`${QUEUE_PATH}/${encodeURIComponent(id)}/content`)),
  );
  for await (const part of answer) process.stdout.write(part as Buffer);
}

async function act(
  asked: Asked,
  action: QueueAction,
  { all, ...filter }: ActionOptions,
  ids: readonly string[],
) {
  const { destination, state, q } = filter;
  const given = Object.fromEntries(
    Object.entries({ destination, state, q }).filter(([, value]) => value !== undefined),
  );
  const hasFilter = Object.keys(given).length > 0;
  if (ids.length > 0 === (hasFilter || all === true)) {
    throw misused('Say which: ids, or a filter, or --all.');
  }
  const selection = ids.length > 0 ? { ids: [...ids] } : { filter: given };
  const job = await asking(asked, async (api, path, isRelay) => {
    if (isRelay) remark('The console is down: its audit trail will not name this.');
    const body: QueueActionRequest & { by?: string; within?: number } = {
      action,
      selection,
      ...(isRelay && { by: 'command line', within: 0 }),
    };
    const begun = await api.send<QueueJob>('POST', path(QUEUE_ACTIONS_PATH), { body });
    return ended(begun.body, (jobId) =>
      api.get<QueueJob>(path(`${QUEUE_ACTIONS_PATH}/${encodeURIComponent(jobId)}`)),
    );
  });
  if (asked.asJson) return sayJson(job);
  say(jobText(job));
}

async function ended(begun: QueueJob, look: (id: string) => Promise<QueueJob>): Promise<QueueJob> {
  const progress = new Progress();
  let job = begun;
  while (job.state === 'running') {
    progress.tell(`${job.action}: ${job.done} of ${job.total}`);
    await sleep(LOOK_MS);
    job = await look(job.id);
  }
  progress.end();
  return job;
}

function jobText({ action, total, changed, delivered, deferred, failed }: QueueJob): string {
  if (action !== 'retry') return `${action}: ${changed} of ${countOf(total, 'message')} changed.`;
  const outcome = `${delivered} delivered, ${deferred} deferred, ${failed} failed`;
  return `retry: ${countOf(total, 'message')} tried: ${outcome} (recipients).`;
}
