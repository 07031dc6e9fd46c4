import type { Context } from './context.js';

/** Sessions or tokens have ended: what they follow live ends with them. */
export function endStreams({ streams }: Context, hashes: readonly string[]): void {
  for (const each of Object.values(streams)) hashes.forEach((hash) => each.endSession(hash));
}
