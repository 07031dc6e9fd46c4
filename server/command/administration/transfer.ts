/** `gatepost import` and `gatepost export`: rules of and for other servers. */
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { ROUTING_PATH, type RoutingDocument } from '../../../shared/api/routing.js';
import { misused } from './fault.js';
import { octetsOf } from './files.js';
import { doing, several, type Asked, type Settings } from './frame.js';
import { countOf, remark, say, sayJson, sayText } from './output.js';

interface ImportOptions {
  readonly of?: string;
  readonly apply?: boolean;
  readonly note?: string;
  readonly confirm?: readonly string[];
}

export function addTransfer(program: Command, settings: Settings): void {
  doing<ImportOptions>(
    program
      .command('import')
      .description(
        'read rules of Postfix, IIS SMTP, Exchange or Gatepost; say what becomes of each line',
      )
      .argument('<file...>', '- for standard input')
      .option('--of <kind>', 'what the files are of; without: what they look like')
      .option('--apply', 'apply the rules with what was read; without: only say it')
      .option('--note <text>', 'why, for the history')
      .option(
        '--confirm <finding>',
        'a finding that is wanted all the same; again for more',
        several,
      ),
    settings,
    importFiles,
  );
  doing<{ to: string }>(
    program
      .command('export')
      .description('print the rules for another server')
      .addOption(
        new Option('--to <form>', 'gatepost: comes back by import')
          .choices(['gatepost', 'postfix'])
          .default('gatepost'),
      ),
    settings,
    exportRules,
  );
}

async function importFiles(
  { console, asJson }: Asked,
  { of, apply, note, confirm }: ImportOptions,
  files: readonly string[],
): Promise<void> {
  const [{ IMPORT_KINDS, importText, kindOf, readImport }, { combined, withImported }, changes] =
    await Promise.all([
      import('../../../shared/import/import-text.js'),
      import('../../../shared/import/imported.js'),
      import('../../../shared/rules/changes.js'),
    ]);
  const kinds = Object.keys(IMPORT_KINDS) as (keyof typeof IMPORT_KINDS)[];
  const given = kinds.find((kind) => kind === of);
  if (of !== undefined && given === undefined) {
    throw misused(`--of: one of ${kinds.join(', ')}.`);
  }
  const imported = combined(
    files.map((file) => {
      const text = importText(octetsOf(file));
      const kind = given ?? kindOf(text, basename(file));
      if (kind !== null) return readImport(kind, text);
      throw misused(`${file}: it looks like nothing known: say what it is of with --of.`);
    }),
  );
  const { body, etag } = await console.send<RoutingDocument>('GET', ROUTING_PATH);
  const rules = withImported(body.rules, imported);
  const count = changes.countChanges(body.rules, rules);
  const { understood, left } = imported;
  if (!asJson) {
    for (const { line, says } of understood) say(`+ ${line}: ${says}`);
    for (const { line, says } of left) say(`! ${line}: ${says}`);
    remark(`${countOf(count, 'change')}; ${countOf(left.length, 'line')} left out.`);
  }
  if (!apply) {
    if (asJson) sayJson({ understood, left, changes: count, rules });
    else if (count > 0) remark('Nothing is applied yet: repeat it with --apply.');
    return;
  }
  const applied = await console.send<RoutingDocument>('PUT', ROUTING_PATH, {
    body: { rules, note: note ?? 'Imported', confirm },
    headers: { 'if-match': etag },
  });
  if (asJson) return sayJson({ understood, left, changes: count, ...applied.body });
  const isInForce = applied.status === 200;
  remark(
    `Revision ${applied.body.revision} is ${isInForce ? 'enforced' : 'stored, not enforced yet'}.`,
  );
}

async function exportRules({ console, asJson }: Asked, { to }: { to: string }): Promise<void> {
  const [{ postfixText }, { rulesFile }] = await Promise.all([
    import('../../../shared/export/postfix.js'),
    import('../../../shared/export/rules-file.js'),
  ]);
  const { rules, revision } = await console.get<RoutingDocument>(ROUTING_PATH);
  const text = to === 'postfix' ? postfixText(rules) : rulesFile(rules);
  if (asJson && to === 'postfix') return sayJson({ revision, postfix: text });
  sayText(text);
}
