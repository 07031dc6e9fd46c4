/**
 * What the gatepost command asks of the running console, at a Unix socket that only the service's own user can
 * open: whoever can is not asked for a password, and could read and write the database as well. Beside the whole
 * API it makes tokens and links for others.
 *
 * Known weakness: who of several administrators it was, the audit trail cannot say: they are one user of the host.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError, readAs } from '../../shared/api/errors.js';
import { INVITATION_PAGE } from '../../shared/api/people.js';
import { mayAct } from '../../shared/api/roles.js';
import { newTokenSchema } from '../../shared/api/tokens.js';
import { createToken } from '../store/config/api-tokens.js';
import { invite } from '../store/config/invitations.js';
import { turnOffSecondFactor } from '../store/config/second-factor.js';
import { countUsers, findUser, type KnownUser } from '../store/config/users.js';
import { prepareFolder } from '../store/data-folder.js';
import { newToken, tokenHash } from '../store/tokens.js';
import { createLocalApp } from './app.js';
import type { Context } from './context.js';
import { COMMAND_LINE } from './middleware/authenticate.js';

const MOST_BODY = 4096;

const tokenSchema = newTokenSchema.extend({ username: z.string() });
const linkSchema = z.strictObject({
  username: z.string().optional(),
  turnOffSecondFactor: z.boolean().optional(),
});

export class AdminSocket {
  readonly #path: string;
  readonly #context: Context;
  readonly #urlOf: () => string;
  readonly #server: Server;

  /** `urlOf` says where browsers reach the console. */
  constructor(path: string, context: Context, urlOf: () => string) {
    this.#path = path;
    this.#context = context;
    this.#urlOf = urlOf;
    const api = createLocalApp(context);
    this.#server = createServer((request, response) => {
      if (request.url?.startsWith('/api/')) api(request, response);
      else void this.#respond(request, response);
    });
  }

  /** The lock on the data folder is held by then: a socket that is there is a dead one's. */
  async start(): Promise<void> {
    prepareFolder('The folder of the control socket', dirname(this.#path));
    rmSync(this.#path, { force: true });
    this.#server.listen(this.#path);
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await jsonOf(request);
      send(response, 200, this.#answer(`${request.method} ${request.url}`, body));
    } catch (error) {
      const known = error instanceof AppError;
      if (!known) this.#context.log.error({ err: error }, 'a command failed');
      send(response, known ? 422 : 500, { problem: (error as Error).message });
    }
  }

  #answer(asked: string, body: unknown): object {
    if (asked === 'POST /tokens') return this.#token(readAs(tokenSchema, body));
    if (asked === 'POST /setup-link') return this.#link(readAs(linkSchema, body));
    throw new AppError('not-found', 'No such command.');
  }

  #token({ username, name, scope, expires = null }: z.output<typeof tokenSchema>): object {
    const user = this.#user(username);
    if (scope !== 'read' && !mayAct(user.role, scope)) {
      throw new AppError('invalid', `scope: No more than ${user.username} may: ${user.role}.`);
    }
    const token = newToken();
    const draft = { name, scope, expires, tokenHash: tokenHash(token) };
    if (createToken(this.#context.db, draft, this.#doing(user.username))) return { token };
    throw new AppError('too-many', `${user.username} has too many tokens: remove one first.`);
  }

  #link({ username, turnOffSecondFactor: turnOff }: z.output<typeof linkSchema>): object {
    const { db, setup } = this.#context;
    if (username === undefined) {
      if (countUsers(db) === 0) return { link: this.#urlOf() + setup.start() };
      throw new AppError('invalid', 'There are users already: say whose password, with --user.');
    }
    const user = this.#user(username);
    const doing = this.#doing('gatepost');
    if (turnOff) turnOffSecondFactor(db, user.username, doing);
    const token = newToken();
    invite(db, { ...user, tokenHash: tokenHash(token) }, doing);
    return { link: `${this.#urlOf()}${INVITATION_PAGE}#${token}` };
  }

  #user(username: string): KnownUser {
    const user = findUser(this.#context.db, username);
    if (!user) throw new AppError('not-found', `There is no user ${username}.`);
    if (!user.disabled) return user;
    throw new AppError('invalid', `${user.username} is disabled.`);
  }

  #doing(actor: string) {
    return { actor, at: this.#context.now().toISOString(), address: COMMAND_LINE };
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    text += String(part);
    if (text.length > MOST_BODY) throw new AppError('too-large', 'Too long.');
  }
  return text === '' ? {} : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
