/** Flushes a folder: that a file was made or renamed in it is on the disk only then. */
import { open } from 'node:fs/promises';

export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
