/**
 * Makes one backup: the relay's copies, then config.db (never older than what the relay says it enforced), then all
 * of it packed into one file.
 *
 * Promise: the keys of the secrets go in only when it is encrypted. A backup leaves free what the settings keep free
 * for mail; when it ends, in whatever way, nothing of its work is left.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { octetsText, sizeText } from '../../../shared/address/octets-text.js';
import { VERSION } from '../../program.js';
import { packInThread, snapshotInThread } from '../../store/backup/in-thread.js';
import { bodyName, MANIFEST_FORMAT } from '../../store/backup/manifest.js';
import { nextDecision } from '../../store/backup/snapshot.js';
import { deliveries } from '../../store/config/deliveries.js';
import { StoreError } from '../../store/fault.js';
import { dataFolder } from '../../store/layout.js';
import type { Context } from '../context.js';
import { relayPart } from './relay-part.js';

export interface Making {
  readonly at: Date;
  readonly log: boolean;
  readonly queue: boolean;
  readonly passphrase: string | null;
  /** A path at which no file is yet. */
  readonly to: string;
  readonly signal: AbortSignal;
  /** What it does, and how much of it is packed. */
  readonly tell: (doing: string, octets: number, total: number) => void;
}

type Parts = Pick<Context, 'environment' | 'relay' | 'db'>;

const LOOK_MS = 500;

export async function makeBackup({ environment, relay, db }: Parts, making: Making): Promise<void> {
  const { log, queue, passphrase, to, signal, tell, at } = making;
  const { keyFile, hostname: host } = environment;
  const folder = dataFolder(environment.data);
  const work = dataFolder(join(folder.backupWork, 'console'));
  const copies = dataFolder(join(folder.backupWork, 'relay'));
  const { minimumFree } = deliveries.newest(db)!.settings;
  const wanted = [
    folder.config,
    ...(queue ? [folder.spool] : []),
    ...(log ? [folder.decisions] : []),
  ];
  await requireRoom(wanted, queue ? folder.bodies : null, { minimumFree, data: folder.root, to });
  let part: Awaited<ReturnType<typeof relayPart>> | null = null;
  try {
    await rm(work.root, { recursive: true, force: true });
    await mkdir(work.root, { recursive: true, mode: 0o700 });
    const relayed = [queue && 'the queue', log && 'the log'].filter(Boolean).join(' and ');
    if (queue || log) {
      tell(`Copying ${relayed}`, 0, 0);
      part = await relayPart(relay, { queue, log, keyFile }, signal);
    }
    tell('Copying rules, accounts and settings', 0, 0);
    const [from, copy] = [folder.config, work.config];
    await snapshotInThread({ what: 'snapshot', name: 'config', from, to: copy, keyFile }, signal);
    const members = [
      { name: 'config.db', path: work.config },
      ...(passphrase === null ? [] : keysOf(keyFile, folder.tls)),
      ...(queue ? [{ name: 'spool.db', path: copies.spool }] : []),
      ...(log ? [{ name: 'decisions.db', path: copies.decisions }] : []),
      ...(queue ? await bodiesIn(copies.bodies) : []),
    ];
    const about = {
      format: MANIFEST_FORMAT,
      gatepost: VERSION,
      host,
      at: at.toISOString(),
      secrets: passphrase !== null,
      messages: part?.messages ?? null,
      nextDecision: nextDecision(folder.decisions),
    } as const;
    tell('Packing', 0, 0);
    const full = new AbortController();
    const watch = setInterval(() => {
      void roomAt(to).then((free) => {
        if (free >= minimumFree) return;
        full.abort(new StoreError(`The disk gets full: ${octetsText(minimumFree)} are kept free.`));
      });
    }, LOOK_MS);
    try {
      await packInThread(
        { what: 'pack', members, about, to, passphrase },
        AbortSignal.any([signal, full.signal]),
        (done, total) => tell('Packing', done, total),
      );
    } finally {
      clearInterval(watch);
    }
  } finally {
    await part?.remove();
    await rm(work.root, { recursive: true, force: true });
  }
}

function keysOf(keyFile: string, tls: string): { name: string; path: string }[] {
  return [
    { name: 'secret.key', path: keyFile },
    { name: 'tls/cert.pem', path: join(tls, 'cert.pem') },
    { name: 'tls/key.pem', path: join(tls, 'key.pem') },
  ].filter(({ path }) => existsSync(path));
}

async function bodiesIn(folder: string): Promise<{ name: string; path: string }[]> {
  const names = await readdir(folder);
  return names.map((name) => ({ name: bodyName(name), path: join(folder, name) }));
}

interface Room {
  readonly minimumFree: number;
  readonly data: string;
  readonly to: string;
}

/** The copies, and a file that may be as large as all of it. Throws a StoreError of one line. */
async function requireRoom(
  databases: readonly string[],
  bodies: string | null,
  { minimumFree, data, to }: Room,
): Promise<void> {
  const files = databases.flatMap((path) => [path, `${path}-wal`]);
  const copied = await sizeOf(files);
  const linked = bodies === null ? 0 : await sizeOf(await pathsIn(bodies));
  const together = (await stat(data)).dev === (await stat(dirname(to))).dev;
  const needs = [
    [data, copied + (together ? copied + linked : 0)],
    ...(together ? [] : [[to, copied + linked] as const]),
  ] as const;
  for (const [path, needed] of needs) {
    const free = await roomAt(path);
    if (free - needed >= minimumFree) continue;
    throw new StoreError(
      `It may need ${sizeText(needed)}, and of the ${sizeText(free)} that the disk has left ${octetsText(minimumFree)} are kept free.`,
    );
  }
}

async function roomAt(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(existsSync(path) ? path : dirname(path));
  return bavail * bsize;
}

async function pathsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  let sum = 0;
  for (const path of paths) sum += (await stat(path).catch(() => null))?.size ?? 0;
  return sum;
}
