/**
 * The relay's control socket: HTTP on a Unix socket that only this user can open. The console asks
 * here how the relay is, and has it look for new rules at once.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import {
  logonTestSchema,
  type LogonQuestion,
  type LogonTest,
  type SecurityState,
} from '../../shared/api/security.js';
import { dialogueSchema } from '../../shared/api/dialogues.js';
import { nameCheckSchema } from '../../shared/api/setup-progress.js';
import type { RelayStatus } from '../../shared/api/status.js';
import type { ConfigNumbers } from '../store/config/relay-reader.js';
import { prepareFolder } from '../store/data-folder.js';
import type { LogonRecord } from '../store/spool/spooled.js';
import { answerOfBackup } from './backup-control.js';
import { jsonOf, respond } from './control-messages.js';
import type { CheckNames } from './delivery/name-check.js';
import type { DialogueDesk } from './dialogue-desk.js';
import { answerOfQueue } from './queue-control.js';
import type { Desk } from './queue/desk.js';
import { answerOfSelfTests } from './self-test/control.js';
import type { SelfTests } from './self-test/self-tests.js';

const ENFORCE_WITHIN_MS = 5000;
const MOST_BODY = 4096;
/** A store with its authority's certificate. */
const MOST_TEST = 256 * 1024;

/** What the Security page asks. */
export interface SecurityDesk {
  state(): SecurityState;
  logonRecords(): readonly LogonRecord[];
  testLogon(question: LogonQuestion): Promise<LogonTest>;
}

export interface Controlled {
  status(): RelayStatus;
  readonly desk: Desk;
  readonly dialogues: DialogueDesk;
  readonly checkNames: CheckNames;
  readonly selfTests: SelfTests;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
  /** True once these numbers, or newer ones, are in force. */
  readonly security: SecurityDesk;
  reached(numbers: ConfigNumbers, within: number): Promise<boolean>;
}

export class Control {
  readonly #path: string;
  readonly #relay: Controlled;
  readonly #server: Server;

  constructor(path: string, relay: Controlled) {
    this.#path = path;
    this.#relay = relay;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        respond(response, 500, { problem: error.message });
      });
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
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method} ${request.url}`;
    if (asked === 'GET /status') return respond(response, 200, this.#relay.status());
    if (asked === 'GET /metrics') {
      const text = await this.#relay.metrics();
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
      return;
    }
    if (asked === 'GET /security') return respond(response, 200, this.#relay.security.state());
    if (asked === 'GET /logons') return respond(response, 200, this.#relay.security.logonRecords());
    if (asked === 'POST /test-logon') {
      const test = logonTestSchema.parse(await jsonOf(request, MOST_TEST));
      return respond(response, 200, await this.#relay.security.testLogon(test));
    }
    if (asked.startsWith('GET /dialogues/')) {
      const held = this.#relay.dialogues.read(asked.slice('GET /dialogues/'.length));
      return respond(response, held ? 200 : 404, held ?? { problem: 'There is no such dialogue.' });
    }
    if (asked === 'POST /check-names') {
      const { domains } = nameCheckSchema.parse(await jsonOf(request, MOST_BODY));
      return respond(response, 200, await this.#relay.checkNames(domains));
    }
    if (asked === 'POST /dialogues') {
      const question = dialogueSchema.parse(await jsonOf(request, MOST_TEST));
      const id = this.#relay.dialogues.begin(question);
      const problem = 'Too many hosts are being tested: wait for one of them.';
      return respond(response, id ? 200 : 503, id ? { id } : { problem });
    }
    if (asked !== 'POST /enforce') {
      if (answerOfSelfTests(this.#relay.selfTests, request, response)) return;
      if (await answerOfQueue(this.#relay.desk, request, response)) return;
      if (await answerOfBackup(this.#relay.desk.snapshots, request, response)) return;
      return respond(response, 404, { problem: 'No such question.' });
    }
    const wanted = (await jsonOf(request, MOST_BODY)) as Partial<ConfigNumbers>;
    const numbers = { revision: 0, delivery: 0, security: 0, ...wanted };
    const reached = await this.#relay.reached(numbers, ENFORCE_WITHIN_MS);
    const status = this.#relay.status();
    const problem = status.enforced.problem ?? 'The relay has not taken the new settings in time.';
    return reached ? respond(response, 200, status) : respond(response, 503, { problem });
  }
}
