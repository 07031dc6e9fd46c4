/**
 * File systems of their own for tests: one that is soon full, one that fails. They need the right to
 * mount, which a test without it says when it is skipped.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open, rm, statfs, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface FileSystem {
  readonly path: string;
  unmount(): void;
}

/** Why a test that needs a mount is skipped. */
export const NO_MOUNT = 'file systems cannot be mounted here: run it as root';

/** In memory, of so many MiB; null where mounting is not permitted. */
export function memoryFileSystem(size: number): FileSystem | null {
  return mounted(['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs']);
}

export interface FailingFileSystem extends FileSystem {
  /** From now on it can only be read, as the kernel makes it after a fault of the disk. */
  fail(): void;
  /** Mends it and mounts it again; nobody may use it. */
  mend(): void;
}

/** ext4 in a file; null where mounting is not permitted or the kernel cannot make it fail. */
export function failingFileSystem(size: number): FailingFileSystem | null {
  const image = join(mkdtempSync(join(tmpdir(), 'gatepost-image-')), 'image');
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  try {
    writeFileSync(image, '');
    run('truncate', '-s', `${size}M`, image);
    run('mkfs.ext4', '-q', image);
  } catch {
    return null;
  }
  const options = ['-o', 'loop,errors=remount-ro', image];
  let current = mounted(options);
  if (!current) return null;
  const { path } = current;
  return {
    path,
    fail() {
      const device = basename(run('losetup', '-n', '-O', 'NAME', '-j', image).trim());
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, 'a test');
    },
    mend() {
      run('umount', path);
      try {
        run('e2fsck', '-fy', image);
      } catch {
        // 1: faults were found and mended.
      }
      run('mount', ...options, path);
    },
    unmount() {
      current?.unmount();
      current = null;
      rmSync(join(image, '..'), { recursive: true });
    },
  };
}

/** Takes all room but so many octets; `free` gives it back. */
export async function fill(folder: string, left: number): Promise<{ free(): Promise<void> }> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  const piece = Buffer.alloc(64 * 1024, 1);
  try {
    for (;;) {
      const { bavail, bsize } = await statfs(folder);
      const more = bavail * bsize - left;
      if (more <= 0) break;
      await file.write(piece, 0, Math.min(more, piece.length));
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
  return {
    async free() {
      await truncate(path, 0);
      await rm(path);
    },
  };
}

function mounted(what: readonly string[]): FileSystem | null {
  const path = mkdtempSync(join(tmpdir(), 'gatepost-mount-'));
  try {
    execFileSync('mount', [...what, path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  return {
    path,
    unmount() {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    },
  };
}
