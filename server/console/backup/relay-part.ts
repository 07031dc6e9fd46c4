/** The relay's part of a backup: asked for over its control socket, and taken from the folder that it names. */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../store/fault.js';
import type { RelayControl } from '../relay-control.js';

export interface RelayPart {
  /** In the queue; null where that was not asked for. */
  readonly messages: number | null;
  /** Once all is packed. */
  remove(): Promise<void>;
}

interface RelayState {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly problem: string | null;
  readonly messages: number | null;
}

const LOOK_MS = 100;

/** Resolves when the copies lie in the work folder. */
export async function relayPart(
  relay: RelayControl,
  request: { queue: boolean; log: boolean; keyFile: string },
  signal: AbortSignal,
): Promise<RelayPart> {
  let state = JSON.parse(await relay.ask('POST', '/backup', request)) as RelayState;
  const path = `/backup/${state.id}`;
  const remove = async () => {
    // A relay that has gone sweeps at its next start.
    await relay.ask('DELETE', path).catch(() => undefined);
  };
  try {
    while (state.state === 'running') {
      await sleep(LOOK_MS, null, { signal });
      state = JSON.parse(await relay.ask('GET', path)) as RelayState;
    }
    if (state.state === 'failed') throw new StoreError(state.problem ?? 'The relay failed.');
    return { messages: state.messages, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
