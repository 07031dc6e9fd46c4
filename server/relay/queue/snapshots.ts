/**
 * What the relay gives to a backup: copies of its databases, and the bodies that the copy of the queue names, in a
 * folder of their own from which the console takes them.
 *
 * Promise: no 250 and no decision waits for it. No body goes from before the queue is copied until the bodies are
 * linked, so that every message of the copy has its own. The queue is copied before the log: what rides with a
 * message is in one of them. What an ended relay left behind is swept at its start.
 */
import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problemText, snapshotInThread } from '../../store/backup/in-thread.js';
import { bodyName } from '../../store/backup/manifest.js';
import { dataFolder, type DataFolder } from '../../store/layout.js';
import type { BodyStore } from './body-store.js';

export interface SnapshotRequest {
  readonly queue: boolean;
  readonly log: boolean;
  readonly keyFile: string;
}

export interface SnapshotState {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly problem: string | null;
  /** In the copied queue; null until it is copied, or where it is not wanted. */
  readonly messages: number | null;
}

interface Running {
  readonly stopping: AbortController;
  state: SnapshotState;
  ended: Promise<void>;
}

/** The file system knows no further names for a file, or not these. */
const NO_LINKS = new Set(['EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export class Snapshots {
  readonly #folder: DataFolder;
  readonly #copies: DataFolder;
  readonly #bodies: BodyStore;
  #running: Running | null = null;

  constructor(folder: DataFolder, bodies: BodyStore) {
    this.#folder = folder;
    this.#copies = dataFolder(join(folder.backupWork, 'relay'));
    this.#bodies = bodies;
  }

  /** In the place of whatever was begun before. */
  async begin(request: SnapshotRequest): Promise<SnapshotState> {
    await this.end();
    const id = crypto.randomUUID();
    const running: Running = {
      stopping: new AbortController(),
      state: { id, state: 'running', problem: null, messages: null },
      ended: Promise.resolve(),
    };
    this.#running = running;
    running.ended = this.#take(request, running);
    return running.state;
  }

  state(id: string): SnapshotState | null {
    return this.#running?.state.id === id ? this.#running.state : null;
  }

  /** Stops what runs, and removes what there is; `id`: only of that one. */
  async end(id = this.#running?.state.id): Promise<void> {
    const running = this.#running;
    if (!running || running.state.id !== id) return;
    running.stopping.abort(new Error('It was stopped.'));
    await running.ended;
    if (this.#running === running) this.#running = null;
    await this.sweep();
  }

  /** At the end of the relay, which waits for no large database: what is left is swept at the next start. */
  abandon(): void {
    this.#running?.stopping.abort(new Error('The relay stops.'));
  }

  async sweep(): Promise<void> {
    await rm(this.#copies.root, { recursive: true, force: true });
  }

  async #take(request: SnapshotRequest, running: Running): Promise<void> {
    try {
      await this.sweep();
      await mkdir(this.#copies.root, { recursive: true, mode: 0o700 });
      const messages = request.queue ? await this.#queue(request, running) : null;
      if (request.log) await this.#copy('decisions', request, running);
      running.state = { ...running.state, state: 'done', messages };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      running.state = { ...running.state, state: 'failed', problem: problemText(message, code) };
      await this.sweep().catch(() => undefined);
    }
  }

  async #queue(request: SnapshotRequest, running: Running): Promise<number> {
    const release = this.#bodies.pin();
    try {
      const { messages, inFiles } = await this.#copy('spool', request, running);
      await mkdir(this.#copies.bodies, { mode: 0o700 });
      for (const queueId of inFiles) {
        running.stopping.signal.throwIfAborted();
        await linked(
          join(this.#folder.root, bodyName(queueId)),
          join(this.#copies.bodies, queueId),
        );
      }
      return messages;
    } finally {
      await release();
    }
  }

  #copy(name: 'spool' | 'decisions', { keyFile }: SnapshotRequest, { stopping }: Running) {
    const [from, to] = [this.#folder[name], this.#copies[name]];
    return snapshotInThread({ what: 'snapshot', name, from, to, keyFile }, stopping.signal);
  }
}

async function linked(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, to);
  }
}
