/** `gatepost rules`: show, apply, diff, restore. */
import type { Command } from 'commander';
import type { DiffSection, RevisionDetail, RevisionPage } from '../../../shared/api/revisions.js';
import { REVISIONS_PATH } from '../../../shared/api/revisions.js';
import { ROUTING_PATH, type RoutingDocument } from '../../../shared/api/routing.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { faultFrom, NobodyAnswers } from './fault.js';
import { rulesIn } from './files.js';
import { doing, several, type Asked, type Settings } from './frame.js';
import { remark, say, sayJson, sayTable, timeText } from './output.js';

interface ApplyOptions {
  readonly note?: string;
  readonly confirm?: readonly string[];
  readonly revision?: string;
}

export function addRules(program: Command, settings: Settings): void {
  const rules = program.command('rules').description('who may relay, and where mail goes');
  doing<{ revision?: string }>(
    rules
      .command('show', { isDefault: true })
      .description('print the rules; with --json a document that `rules apply` takes')
      .option('--revision <number>', 'an earlier one'),
    settings,
    show,
  );
  doing(rules.command('history').description('list the revisions'), settings, history);
  doing<ApplyOptions>(
    rules
      .command('apply')
      .description('apply the rules of a file; ends when the relay enforces them')
      .argument('<file>', 'JSON as `rules show --json` prints it; - for standard input')
      .option('--note <text>', 'why, for the history')
      .option(
        '--confirm <finding>',
        'a finding that is wanted all the same; again for more',
        several,
      )
      .option('--revision <number>', 'only if this is still the newest revision'),
    settings,
    apply,
  );
  doing(
    rules
      .command('diff')
      .description('what sets a file or revision apart from the newest one, or from another')
      .argument('<what>', 'a file, or the number of a revision')
      .argument('[than]', 'the number of another revision'),
    settings,
    diff,
  );
  doing<ApplyOptions>(
    rules
      .command('restore')
      .description('apply an earlier revision as a new one')
      .argument('<revision>')
      .option('--note <text>', 'why, for the history')
      .option(
        '--confirm <finding>',
        'a finding that is wanted all the same; again for more',
        several,
      ),
    settings,
    restore,
  );
}

async function show(asked: Asked, { revision }: { revision?: string }): Promise<void> {
  if (revision !== undefined) {
    const detail = await revisionOf(asked, revision);
    if (asked.asJson) return sayJson({ revision: detail.revision, rules: detail.rules });
    say(
      `Revision ${detail.revision} by ${detail.author}, ${timeText(detail.at)}${noted(detail.note)}`,
    );
    return sayRules(detail.rules);
  }
  const newest = await newestRules(asked);
  if (asked.asJson) return sayJson({ revision: newest.revision, rules: newest.rules });
  say(`Revision ${newest.revision}${newest.enforced}`);
  await sayRules(newest.rules);
}

/** From the console, or while it is down from its database. */
async function newestRules({ console, environment }: Asked) {
  try {
    const { revision, rules, enforced } = await console.get<RoutingDocument>(ROUTING_PATH);
    const isInForce = enforced.revision === revision;
    const stand = isInForce
      ? `, enforced since ${timeText(enforced.since)}`
      : `, NOT enforced: ${enforced.problem ?? `the relay enforces ${enforced.revision ?? 'none'}`}`;
    return { revision, rules, enforced: stand };
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    const { storedRules } = await import('./stored.js');
    const { revision, rules } = storedRules(environment);
    return { revision, rules, enforced: ', from the database: the console is down' };
  }
}

async function sayRules(rules: Rules): Promise<void> {
  const { FACETS, sayUtc } = await import('../../../shared/rules/facets.js');
  const sections = new Map<string, string[]>();
  for (const facet of FACETS) {
    const lines = sections.get(facet.section) ?? [];
    sections.set(facet.section, lines);
    for (const value of facet.values(rules)) {
      const more = facet.remark(value, sayUtc);
      lines.push(`  ${facet.text(value)}${more === '' ? '' : `  (${more})`}`);
    }
  }
  for (const [title, lines] of sections) {
    say(title);
    for (const line of lines) say(line);
    if (lines.length === 0) say('  (none)');
  }
}

async function history({ console, asJson }: Asked): Promise<void> {
  const page = await console.get<RevisionPage>(REVISIONS_PATH, { limit: 100 });
  if (asJson) return sayJson(page);
  sayTable(
    ['Revision', 'When', 'Who', 'Decisions', 'Note'],
    page.items.map(({ revision, at, author, decisions, note }) => [
      String(revision),
      timeText(at),
      author,
      String(decisions.inbound + decisions.relay + decisions.reject),
      note,
    ]),
  );
}

async function apply(
  { console, asJson }: Asked,
  { note, confirm, revision }: ApplyOptions,
  [file = '-']: readonly string[],
): Promise<void> {
  const rules = rulesIn(file);
  const { etag } = await console.send<RoutingDocument>('GET', ROUTING_PATH);
  const wanted = revision === undefined ? etag : `"r${revision}"`;
  const { body, status } = await console.send<RoutingDocument>('PUT', ROUTING_PATH, {
    body: { rules, note, confirm },
    headers: { 'if-match': wanted },
  });
  sayApplied(body, status, asJson);
}

async function restore(
  { console, asJson }: Asked,
  { note, confirm }: ApplyOptions,
  [number = '']: readonly string[],
): Promise<void> {
  const path = `${REVISIONS_PATH}/${encodeURIComponent(number)}/restore`;
  const answer = await console.send<RoutingDocument>('POST', path, { body: { note, confirm } });
  sayApplied(answer.body, answer.status, asJson);
}

function sayApplied(document: RoutingDocument, status: number, asJson: boolean): void {
  if (asJson) return sayJson(document);
  const { revision, enforced, findings } = document;
  if (status === 200) say(`Revision ${revision} is enforced.`);
  else remark(`Revision ${revision} is stored and not enforced yet: ${enforced.problem ?? ''}`);
  for (const { text } of findings) remark(text);
}

async function diff(
  asked: Asked,
  _options: object,
  [what = '', than]: readonly string[],
): Promise<number> {
  const { wholeDiff } = await import('../../../shared/rules/changes.js');
  const isNumber = /^\d+$/.test(what);
  const after = isNumber ? (await revisionOf(asked, what)).rules : await readRules(what);
  const before =
    than === undefined ? (await newestRules(asked)).rules : (await revisionOf(asked, than)).rules;
  // A revision against the newest one: what has been done to it since.
  const sections =
    isNumber && than === undefined ? wholeDiff(after, before) : wholeDiff(before, after);
  const isSame = sections.every(({ lines }) => lines.every(({ sign }) => sign === ' '));
  if (asked.asJson) sayJson({ same: isSame, diff: sections });
  else sayDiff(sections, isSame);
  return isSame ? 0 : 1;
}

function sayDiff(sections: readonly DiffSection[], isSame: boolean): void {
  if (isSame) return say('The same rules.');
  for (const { title, lines } of sections) {
    if (lines.every(({ sign }) => sign === ' ')) continue;
    say(title);
    for (const { sign, text, remark: more } of lines) {
      say(`${sign} ${text}${more === undefined ? '' : `  (${more})`}`);
    }
  }
}

function revisionOf({ console }: Asked, number: string): Promise<RevisionDetail> {
  return console.get<RevisionDetail>(`${REVISIONS_PATH}/${encodeURIComponent(number)}`);
}

/** The same form as stored rules: networks as CIDR, nothing left out. */
async function readRules(file: string): Promise<Rules> {
  const [{ readAs, AppError }, { rulesSchema }] = await Promise.all([
    import('../../../shared/api/errors.js'),
    import('../../../shared/rules/schema.js'),
  ]);
  try {
    return readAs(rulesSchema, rulesIn(file), ['rules']);
  } catch (error) {
    throw error instanceof AppError ? faultFrom(error) : error;
  }
}

function noted(note: string): string {
  return note === '' ? '' : `: ${note}`;
}
