/** What is left of a message that is not taken. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BodyStore } from '../../../../server/relay/queue/body-store.js';
import { Intake } from '../../../../server/relay/queue/intake.js';
import { temporaryFolder } from '../../../support/spool-folder.js';

class StuckStore extends BodyStore {
  override remove(): Promise<void> {
    return Promise.reject(new Error('EROFS: read-only file system'));
  }
}

test('a file that cannot be removed disturbs nobody: the next start sweeps it', async () => {
  const folder = join(temporaryFolder().root, 'stuck');
  const store = new StuckStore(folder);
  await store.start(() => false);
  const intake = new Intake('Q1', store, () => Promise.resolve());
  await intake.write(Buffer.alloc(300_000, 'x'));
  await expect(intake.discard()).resolves.toBeUndefined();
  const again = new BodyStore(folder);
  await again.start(() => false);
  await expect(again.beginning('Q1', 1)).rejects.toThrow('ENOENT');
});
