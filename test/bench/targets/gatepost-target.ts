/** Gatepost's relay as it ships: its own process, decision log on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { relayingFolder } from './relaying-folder.js';
import { ended, greeted, started, type Running, type Target } from './target.js';

/** Seen from the built benchmarks. */
const MAIN = [
  join(import.meta.dirname, '../../../server/command/main.js'),
  join(import.meta.dirname, '../../../dist/server/command/main.js'),
].find(existsSync)!;

export const gatepostTarget: Target = {
  name: 'gatepost',
  async start(folder, port, nextHopPort) {
    const root = join(folder, 'gatepost');
    relayingFolder(root, nextHopPort);
    return startRelay(root, port);
  },
};

/** Starts the relay on a data folder that is there. */
export async function startRelay(
  root: string,
  port: number,
): Promise<Running & { readonly upAfter: number }> {
  const output = `${root}.log`;
  const child = started(process.execPath, [MAIN, 'relay'], output, {
    PATH: process.env['PATH'],
    GATEPOST_DATA: root,
    GATEPOST_SMTP: `127.0.0.1:${port}`,
    GATEPOST_HOSTNAME: 'relay.test',
  });
  const upAfter = await greeted(child, port, output);
  return { pid: child.pid!, upAfter, stop: () => ended(child, () => child.kill('SIGTERM')) };
}
