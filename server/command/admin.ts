/**
 * Commands that the running console carries out: it alone writes its database. They reach it at a socket that
 * only its own user can open.
 */
import { adminSocket, type Environment } from '../environment.js';
import { Api } from './administration/api.js';
import type { AskedLink, AskedToken } from './commands.js';

export async function printToken(
  environment: Environment,
  { user, name, scope, expires }: AskedToken,
): Promise<void> {
  const body = { username: user, name, scope, ...(expires === undefined ? {} : { expires }) };
  const { token } = await ask<{ token: string }>(environment, '/tokens', body);
  process.stdout.write(`${token}\n`);
}

export async function printSetupLink(
  environment: Environment,
  { user, turnOffSecondFactor }: AskedLink,
): Promise<void> {
  const body = { username: user, turnOffSecondFactor };
  const { link } = await ask<{ link: string }>(environment, '/setup-link', body);
  process.stdout.write(`${link}\n`);
}

/** Throws a CommandFault of one line. */
async function ask<T>(environment: Environment, path: string, body: object): Promise<T> {
  return (await new Api(adminSocket(environment)).send<T>('POST', path, { body })).body;
}
