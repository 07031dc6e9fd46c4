/** Accounts from a file of lines `name,password,senders…`: every good line is taken, every other one named. */
import { newAccountSchema, type AccountImport } from '../../shared/api/accounts.js';
import { madePassword } from '../store/app-passwords.js';
import { createAccount } from '../store/config/accounts.js';
import type { Doing } from '../store/config/audit.js';
import type { Db } from '../store/open.js';

/** A field in quotes may hold commas; a quote in it is doubled (RFC 4180). */
const FIELD = /(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g;
const HEAD = /^\s*"?(?:name|account|user)"?\s*(?:,|$)/i;

export async function importAccounts(
  db: Db,
  csv: string,
  hash: (password: string) => Promise<string>,
  doing: Doing,
): Promise<AccountImport> {
  const created: { name: string; password?: string }[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const [index, text] of csv.split(/\r?\n/).entries()) {
    const isEmpty = text.trim() === '' || text.startsWith('#');
    if (isEmpty || (index === 0 && HEAD.test(text))) continue;
    const [name = '', given = '', ...senders] = fieldsOf(text);
    const made = given === '' ? madePassword() : null;
    const read = newAccountSchema.safeParse({ name, password: made ?? given, senders });
    if (!read.success) {
      problems.push({ line: index + 1, message: read.error.issues[0]!.message });
      continue;
    }
    const { generate: _, ...account } = read.data;
    const password = await hash(made ?? given);
    if (createAccount(db, { ...account, password }, doing)) {
      created.push({ name, ...(made === null ? {} : { password: made }) });
    } else {
      problems.push({ line: index + 1, message: `There is an account named ${name} already.` });
    }
  }
  return { created, problems };
}

function fieldsOf(line: string): string[] {
  const fields = [...line.matchAll(FIELD)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim(),
  );
  while (fields.length > 0 && fields.at(-1) === '') fields.pop();
  return fields;
}
