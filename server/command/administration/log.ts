/** `gatepost log`: decisions, as they were or as they come, and one of them explained. */
import { Option, type Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DECISIONS_PATH,
  DECISIONS_STREAM_PATH,
  EXPORT_FORMATS,
  type DecisionDetail,
  type DecisionPage,
  type DecisionRow,
} from '../../../shared/api/decisions.js';
import { VERDICTS } from '../../../shared/engine/decision.js';
import { sayDecision } from './check.js';
import { CommandFault, NobodyAnswers } from './fault.js';
import { doing, type Asked, type Settings } from './frame.js';
import { remark, say, sayJson, timeText } from './output.js';
import type { StoredLog } from './stored-log.js';

interface Filter {
  readonly verdict?: string;
  readonly reason?: string;
  readonly peer?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly account?: string;
  readonly rule?: string;
  readonly revision?: string;
  readonly since?: string;
  readonly until?: string;
  readonly q?: string;
}
interface LogOptions extends Filter {
  readonly limit: string;
  readonly follow?: boolean;
}

/** Before the console is asked again that ended a stream, or the log is looked at again. */
const AGAIN_MS = 1000;

export function addLog(program: Command, settings: Settings): void {
  const log = program.command('log').description('what was decided, and why');
  doing<LogOptions>(
    filtered(log.command('list', { isDefault: true }).description('decisions, newest last'))
      .option('-n, --limit <number>', 'as many at most', '20')
      .option('-f, --follow', 'go on with new ones as they come'),
    settings,
    list,
  );
  doing(
    log
      .command('show')
      .description('one decision, criterion by criterion')
      .argument('<reference>', 'as the SMTP reply names it'),
    settings,
    show,
  );
  doing<Filter & { format: string }>(
    filtered(log.command('export').description('all that meet filters, newest first')).addOption(
      new Option('--format <format>').choices(EXPORT_FORMATS).default('ndjson'),
    ),
    settings,
    exportAll,
  );
}

function filtered(command: Command): Command {
  return command
    .addOption(new Option('--verdict <verdict>').choices(VERDICTS))
    .option('--reason <reason>', 'such as not-permitted')
    .option('--peer <address>', 'an address or a network')
    .option('--sender <text>', 'a part of it')
    .option('--recipient <text>', 'a part of it')
    .option('--account <name>')
    .option('--rule <rule>', 'a rule that matched, such as “address 10.0.0.0/8”')
    .option('--revision <number>')
    .option('--since <time>', 'ISO 8601')
    .option('--until <time>', 'ISO 8601')
    .option('-q, --q <text>', 'a part of sender, recipient, peer, HELO or reference');
}

async function list(asked: Asked, { limit, follow, ...options }: LogOptions): Promise<void> {
  const query = filterOf(options);
  const page = await orStored(asked, {
    online: () => asked.console.get<DecisionPage>(DECISIONS_PATH, { ...query, limit }),
    stored: (log) => log.page(query, Number(limit)),
  });
  if (asked.asJson && !follow) return sayJson(page);
  const print = asked.asJson
    ? (row: DecisionRow) => process.stdout.write(`${JSON.stringify(row)}\n`)
    : (row: DecisionRow) => say(rowText(row));
  page.items.toReversed().forEach(print);
  if (follow) await following(asked, query, print);
}

/** Until it is interrupted; a console that starts again is followed again, from where it was left. */
async function following(
  { console, environment }: Asked,
  query: Filter,
  print: (row: DecisionRow) => void,
): Promise<never> {
  let cursor = '';
  const follow = async () => {
    const headers: Record<string, string> = cursor === '' ? {} : { 'last-event-id': cursor };
    const asking = { query: { ...query }, headers };
    const stream = await console.open('GET', DECISIONS_STREAM_PATH, asking);
    for await (const { id, data } of eventsIn(stream)) {
      if (id !== '') cursor = id;
      if (data !== '') print(JSON.parse(data) as DecisionRow);
    }
  };
  const look = async () => {
    const log = await openStored(environment);
    try {
      const { rows, cursor: reached } = log.newer(cursor === '' ? null : Number(cursor), query);
      for (const { row } of rows) print(row);
      cursor = String(reached);
    } finally {
      log.close();
    }
  };
  let isDown = false;
  for (;;) {
    const fault = await follow().catch((error: unknown) => error);
    // A stream that was cut is followed again.
    if (fault instanceof CommandFault && !(fault instanceof NobodyAnswers)) throw fault;
    if (fault instanceof NobodyAnswers) {
      if (!isDown) remark('The console is down: the log itself is followed.');
      await look();
    }
    isDown = fault instanceof NobodyAnswers;
    await sleep(AGAIN_MS);
  }
}

/** Server-sent events: the id and the data of each. */
async function* eventsIn(
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly id: string; readonly data: string }> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of stream) {
    rest += decoder.decode(part, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop()!;
    for (const event of events) {
      const field = (name: string) =>
        event
          .split('\n')
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n');
      yield { id: field('id'), data: field('data') };
    }
  }
}

async function show(asked: Asked, _options: object, [ref = '']: readonly string[]): Promise<void> {
  const path = `${DECISIONS_PATH}/${encodeURIComponent(ref)}`;
  const detail = await orStored(asked, {
    online: () => asked.console.get<DecisionDetail>(path),
    stored: (log) => ({ ...log.find(ref), decision: null, revision: null, fate: null }),
  });
  if (asked.asJson) return sayJson(detail);
  const { row, decision, revision, fate } = detail;
  say(rowText(row));
  say(`peer ${row.peer} (${row.helo}) at ${row.listener}, address ${row.localAddress}`);
  say(`account ${row.account ?? '-'}, ${row.tls ?? 'in the clear'}, session ${row.session}`);
  if (row.reply !== '') say(`reply ${row.reply}`);
  const { number = row.revision, by = '' } = revision
    ? { number: revision.revision, by: ` by ${revision.author}, ${timeText(revision.at)}` }
    : {};
  say(`decided by ${row.decidedBy}, revision ${number}${by}`);
  if (decision) sayDecision(decision);
  if (fate) say(`then: ${fate.state} ${fate.host ?? ''} ${fate.reply}`);
}

async function exportAll({ console }: Asked, { format, ...options }: Filter & { format: string }) {
  const stream = await console.open('GET', `${DECISIONS_PATH}/export`, {
    query: { ...filterOf(options), format },
  });
  for await (const part of stream) {
    if (!process.stdout.write(part as Buffer)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}

/** From the console, or while it is down from the log's database. */
async function orStored<T>(
  { environment }: Asked,
  ways: {
    readonly online: () => Promise<T>;
    readonly stored: (log: StoredLog) => T;
  },
): Promise<T> {
  try {
    return await ways.online();
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    remark('The console is down: read from the database.');
    const log = await openStored(environment);
    try {
      return ways.stored(log);
    } finally {
      log.close();
    }
  }
}

async function openStored(environment: Asked['environment']): Promise<StoredLog> {
  const { storedLog } = await import('./stored-log.js');
  return storedLog(environment);
}

function filterOf(options: Filter): Filter {
  const { verdict, reason, peer, sender, recipient, account, rule, revision, since, until, q } =
    options;
  return Object.fromEntries(
    Object.entries({
      verdict,
      reason,
      peer,
      sender,
      recipient,
      account,
      rule,
      revision,
      since,
      until,
      q,
    }).filter(([, value]) => value !== undefined),
  );
}

function rowText({
  ref,
  at,
  verdict,
  reason,
  peer,
  account,
  sender,
  recipient,
  rule,
}: DecisionRow) {
  const who = account === null ? peer : `${peer} (${account})`;
  const by = rule === null ? reason : `${reason}: ${rule}`;
  return `${timeText(at)}  ${ref}  ${verdict.padEnd(7)}  ${who}  <${sender}> -> <${recipient}>  ${by}`;
}
