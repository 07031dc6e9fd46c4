/** The machine as a whole: how busy its cores are, what its disk was told to do. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { cpus } from 'node:os';

export const CORES = cpus().length;
const TICKS_A_SECOND = 100;
const SECTOR = 512;
/** linux/magic.h */
const TMPFS = 0x01021994;

export interface DiskCount {
  /** Octets. */
  readonly written: number;
  readonly flushes: number;
}

/** Seconds of CPU that anybody used so far. */
export function busy(): number {
  const fields = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]!.split(/\s+/).slice(1);
  const [user, nice, system, , , irq, softirq] = fields.map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS_A_SECOND;
}

/** What the disk below a folder did so far; null where the kernel does not count it. */
export function diskBelow(folder: string): DiskCount | null {
  const wanted = wholeDisk(statSync(folder).dev);
  for (const line of readFileSync('/proc/diskstats', 'latin1').split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (`${fields[0]}:${fields[1]}` !== wanted) continue;
    return { written: Number(fields[9]) * SECTOR, flushes: Number(fields[18] ?? NaN) };
  }
  return null;
}

export function isTmpfs(folder: string): boolean {
  return statfsSync(folder).type === TMPFS;
}

/** `major:minor`; flushes are counted for whole disks only, so a partition gives its disk. */
function wholeDisk(dev: number): string {
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  const name = `${(dev >>> 8) & 0xfff}:${minor}`;
  const device = `/sys/dev/block/${name}`;
  if (!existsSync(`${device}/partition`)) return name;
  return readFileSync(`${device}/../dev`, 'latin1').trim();
}
