/** What the relay stands on: its disk, its clock, and what the kernel passes on. */
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { octetsText, sizeText } from '../../../shared/address/octets-text.js';
import { forwarding, type Family } from '../../host.js';
import { RELEASED } from '../../program.js';
import { bad, ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import type { Transcript } from './transcript.js';

const TRIAL = 64 * 1024;
const TRIALS = 5;
/** Milliseconds: each message that is taken waits for one commit. */
const SLOW = 500;
/** Times the room that is kept free. */
const NARROW = 4;
/** Of all inodes. */
const FEW = 0.05;
const JUMP_MS = 5000;

/** `forwarded`: families that the kernel passes on. */
export function hostCheckSteps(surroundings: Surroundings, forwarded = forwarding): Step[] {
  return [
    { id: 'disk', title: 'Disk', run: (transcript) => disk(surroundings, transcript) },
    { id: 'clock', title: 'Clock', run: clock },
    { id: 'forwarding', title: 'IP forwarding', run: () => passing(surroundings, forwarded()) },
  ];
}

async function disk(
  { folder, settings, diskProblem }: Surroundings,
  transcript: Transcript,
): Promise<Finding> {
  const problem = diskProblem();
  const { bavail, bsize, files, ffree } = await statfs(folder);
  const free = bavail * bsize;
  const least = settings().minimumFree;
  transcript.note(`${folder}: ${sizeText(free)} free, ${octetsText(least)} are kept free`);
  if (files > 0) transcript.note(`${ffree} of ${files} inodes free`);
  if (problem !== null) return bad(problem, 'Make room, or move the data folder (GATEPOST_DATA).');
  const slowest = await slowestCommit(join(folder, 'self-test'));
  const ms = Math.round(slowest);
  transcript.note(`The slowest of ${TRIALS} commits of ${sizeText(TRIAL)} took ${ms} ms`);
  const says = `${sizeText(free)} free; a commit takes up to ${ms} ms.`;
  const todo = 'Make room before no mail is taken any more.';
  if (free < NARROW * least) return warning(says, todo);
  if (files > 0 && ffree < FEW * files) {
    return warning(`Only ${ffree} of ${files} inodes are free.`, todo);
  }
  if (slowest > SLOW) return warning(says, 'Use a faster disk: each message waits for it.');
  return ok(says);
}

/** Milliseconds. */
async function slowestCommit(path: string): Promise<number> {
  const octets = Buffer.alloc(TRIAL);
  let slowest = 0;
  try {
    const file = await open(path, 'w', 0o600);
    try {
      for (let i = 0; i < TRIALS; i += 1) {
        const from = performance.now();
        await file.write(octets, 0, TRIAL, 0);
        await file.sync();
        slowest = Math.max(slowest, performance.now() - from);
      }
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
  return slowest;
}

/** Whether it is right to the second nobody on this host can say, and nothing is claimed of it. */
function clock(transcript: Transcript): Finding {
  const now = Date.now();
  const said = new Date(now).toISOString();
  const jump = now - (performance.timeOrigin + performance.now());
  transcript.note(`It says ${said}; set by ${Math.round(jump)} ms since the relay was started`);
  const todo = 'Set the clock, and keep it with NTP: retries, ends and the log go by it.';
  if (now < RELEASED) return bad(`It says ${said}.`, todo);
  if (Math.abs(jump) > JUMP_MS) {
    const seconds = Math.round(Math.abs(jump) / 1000);
    const way = jump > 0 ? 'forward' : 'back';
    return warning(`It was set ${way} by ${seconds} s since the relay was started.`, todo);
  }
  return ok(`It says ${said}, and was not set since the relay was started.`);
}

function passing({ rules }: Surroundings, families: readonly Family[]): Finding {
  const compiled = rules();
  const isTicked = compiled?.internalAddresses.enabled && compiled.internalAddresses.index.size > 0;
  if (!isTicked) return skipped('No rule depends on it: no internal address permits anybody.');
  if (families.length === 0) {
    return ok(
      'Off: packets for internal addresses come only by their own networks, or from near by.',
    );
  }
  return warning(
    `This host forwards ${families.join(' and ')}, so a stranger who can route packets here reaches the internal addresses that permit relaying: the kernel takes them by any interface.`,
    'Bind the listener to its interface (the package has an example, internal-listener), turn forwarding off, or have a firewall drop packets for internal addresses that come in elsewhere.',
  );
}
