/** `/api/accounts`: accounts for SMTP logons. A password goes in, or is made and comes out once. */
import { Router, type Response } from 'express';
import {
  accountChangeSchema,
  accountImportSchema,
  newAccountSchema,
  newAppPasswordSchema,
  type Account,
  type MadeAccount,
  type MadePassword,
} from '../../../shared/api/accounts.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { appPasswordHash, madePassword } from '../../store/app-passwords.js';
import {
  addAppPassword,
  changeAccount,
  createAccount,
  listAccounts,
  removeAccount,
  removeAppPassword,
  type StoredAccount,
} from '../../store/config/accounts.js';
import type { LogonRecord } from '../../store/spool/spooled.js';
import { importAccounts } from '../account-import.js';
import type { Context } from '../context.js';
import { doingOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function accountRoutes(context: Context): Router {
  const { db, passwords } = context;
  const router = Router();
  const doing = (response: Response) => doingOf(context, response);

  router.get('/', async (_request, response) => {
    const records = await recordsOf(context);
    const items = listAccounts(db).map((account) => withRecord(account, records));
    sendJson(response, 200, { items, next: null });
  });

  router.post('/', body(SMALL_BODY), async (request, response) => {
    const { password, generate, ...account } = readAs(newAccountSchema, jsonOf(request));
    const made = generate ? madePassword() : undefined;
    const hash = await passwords.hash(made ?? password!);
    const created = createAccount(db, { ...account, password: hash }, doing(response));
    if (!created) {
      const message = `There is an account named ${account.name} already.`;
      throw new AppError('invalid', message, { issues: [{ path: 'name', message }] });
    }
    const answer: MadeAccount = { ...withRecord(created, new Map()), ...shown(made) };
    sendJson(response, 201, answer);
  });

  router.post('/import', body(SMALL_BODY), async (request, response) => {
    const { csv } = readAs(accountImportSchema, jsonOf(request));
    const hash = (password: string) => passwords.hash(password);
    sendJson(response, 200, await importAccounts(db, csv, hash, doing(response)));
  });

  router.patch('/:name', body(SMALL_BODY), async (request, response) => {
    const { password, generate, ...change } = readAs(accountChangeSchema, jsonOf(request));
    const made = generate ? madePassword() : undefined;
    const plain = made ?? password;
    const hash = plain === undefined ? undefined : await passwords.hash(plain);
    const { name } = request.params as { name: string };
    const changed = changeAccount(db, name, { ...change, password: hash }, doing(response));
    if (!changed) throw unknown(name);
    const answer: MadeAccount = {
      ...withRecord(changed, await recordsOf(context)),
      ...shown(made),
    };
    sendJson(response, 200, answer);
  });

  router.delete('/:name', (request, response) => {
    const { name } = request.params;
    if (!removeAccount(db, name, doing(response))) throw unknown(name);
    response.status(204).end();
  });

  router.post('/:name/app-passwords', body(SMALL_BODY), (request, response) => {
    const { label } = readAs(newAppPasswordSchema, jsonOf(request));
    const password = madePassword();
    const { name } = request.params as { name: string };
    const added = addAppPassword(
      db,
      name,
      { label, hash: appPasswordHash(password) },
      doing(response),
    );
    if (!added) throw unknown(name);
    const answer: MadePassword = { ...added, password };
    sendJson(response, 201, answer);
  });

  router.delete('/:name/app-passwords/:id', (request, response) => {
    const { name, id } = request.params;
    if (!removeAppPassword(db, name, Number(id), doing(response))) {
      throw new AppError('not-found', `${name} has no such password.`);
    }
    response.status(204).end();
  });
  return router;
}

/** What the relay recorded, by name in lower case; nothing while it does not answer. */
async function recordsOf({ relay }: Context): Promise<ReadonlyMap<string, LogonRecord>> {
  try {
    const records = JSON.parse(await relay.ask('GET', '/logons')) as LogonRecord[];
    return new Map(records.map((record) => [record.account, record]));
  } catch (error) {
    if (error instanceof AppError) return new Map();
    throw error;
  }
}

function withRecord(account: StoredAccount, records: ReadonlyMap<string, LogonRecord>): Account {
  const {
    lastUsed = null,
    lastFailure = null,
    failures = 0,
  } = records.get(account.name.toLowerCase()) ?? {};
  return { ...account, lastUsed, lastFailure, failures };
}

function shown(password: string | undefined): { password?: string } {
  return password === undefined ? {} : { password };
}

function unknown(name: string): AppError {
  return new AppError('not-found', `There is no account named ${name}.`);
}
