/** Stands in for the relay on its control socket: takes what is stored, refuses it, or is not there. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import type { ConfigNumbers } from '../../../server/store/config/relay-reader.js';
import type { LogonRecord } from '../../../server/store/spool/spooled.js';
import type { SecurityState } from '../../../shared/api/security.js';
import type { RelayStatus } from '../../../shared/api/status.js';

export const RELAY_PROBLEM = 'Revision cannot be read.';

export class FakeRelay {
  readonly #socket: string;
  #server: Server | null = null;
  mode: 'takes' | 'refuses' | 'stopped' | 'silent';
  /** What it was asked to enforce. */
  readonly asked: ConfigNumbers[] = [];
  /** How accounts were used. */
  logons: readonly LogonRecord[] = [];
  revision: number | null = 1;
  /** The certificate and how stores answer; null: not said. */
  security: SecurityState | null = null;

  constructor(socket: string, mode: 'takes' | 'refuses' | 'stopped') {
    this.#socket = socket;
    this.mode = mode;
  }

  status(): RelayStatus {
    return {
      enforced: { revision: this.revision, since: '2026-11-25T10:00:00.000Z' },
      host: {
        siteDomain: 'example.com',
        addresses: ['127.0.0.1', '192.0.2.10'],
        listening: ['192.0.2.10'],
      },
      listeners: [{ kind: 'smtp', address: '192.0.2.10:25' }],
      queued: 0,
      oldest: null,
      refusing: null,
      removingDecisions: 0,
      sessions: { permitted: 0, others: 0 },
      limited: [],
      dnsLists: [],
    };
  }

  async start(): Promise<void> {
    if (this.mode === 'stopped') return;
    await mkdir(dirname(this.#socket), { recursive: true });
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (this.mode === 'silent') return;
        const [code, answer] = this.#answer(`${request.method} ${request.url}`, text);
        response.writeHead(code).end(JSON.stringify(answer));
      });
    });
    this.#server.listen(this.#socket);
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  #answer(asked: string, text: string): [number, unknown] {
    if (asked === 'GET /status') return [200, this.status()];
    if (asked === 'GET /logons') return [200, this.logons];
    if (asked === 'GET /security')
      return this.security ? [200, this.security] : [404, { problem: 'Not known.' }];
    if (asked.startsWith('GET /queue/')) return [404, { problem: 'There is no such message.' }];
    const numbers = JSON.parse(text) as ConfigNumbers;
    this.asked.push(numbers);
    if (this.mode === 'refuses') return [503, { problem: RELAY_PROBLEM }];
    this.revision = numbers.revision;
    return [200, this.status()];
  }
}
