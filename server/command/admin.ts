/**
 * Commands that the running console carries out: it alone writes its database. They reach it at a socket that
 * only its own user can open.
 */
import { request } from 'node:http';
import { adminSocket, type Environment } from '../environment.js';
import { StartFault } from '../start-fault.js';
import type { AskedLink, AskedToken } from './commands.js';

const WITHIN_MS = 10_000;

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

/** Throws a StartFault of one line. */
function ask<T>(environment: Environment, path: string, body: object): Promise<T> {
  const socketPath = adminSocket(environment);
  return new Promise((resolve, reject) => {
    const options = { socketPath, path, method: 'POST', timeout: WITHIN_MS };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        const answer = JSON.parse(text) as T & { problem?: string };
        if (response.statusCode === 200) resolve(answer);
        else reject(new StartFault(answer.problem ?? 'The console refused without saying why.'));
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () =>
      reject(new StartFault(`No console answers at ${socketPath}: is Gatepost running there?`)),
    );
    asked.end(JSON.stringify(body));
  });
}
