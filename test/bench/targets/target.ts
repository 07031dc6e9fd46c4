/** A relay under measurement: takes mail from 127.0.0.1 for anybody, hands all of it to one next hop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Target {
  readonly name: string;
  /** Prepares what it needs below `folder` and starts it; its output goes to a file there. */
  start(folder: string, port: number, nextHopPort: number): Promise<Running>;
}

export interface Running {
  readonly pid: number;
  stop(): Promise<void>;
}

const UP_MS = 60_000;
const DOWN_MS = 20_000;

/** Starts a program with its output in a file. */
export function started(
  program: string,
  args: readonly string[],
  output: string,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const file = openSync(output, 'w');
  return spawn(program, args, { env, stdio: ['ignore', file, file] });
}

/** Resolves with the milliseconds until it greets; rejects when it ends before. */
export async function greeted(child: ChildProcess, port: number, output: string): Promise<number> {
  const begun = performance.now();
  while (!(await greets(port))) {
    if (child.exitCode !== null || performance.now() - begun > UP_MS) {
      throw new Error(`it does not listen: see ${output}`);
    }
    await wait(5);
  }
  return performance.now() - begun;
}

/** Ends it, with force when it takes too long. */
export async function ended(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const force = setTimeout(() => child.kill('SIGKILL'), DOWN_MS);
  const gone = once(child, 'exit');
  ask();
  await gone;
  clearTimeout(force);
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('data', (text) => {
      resolve(text.toString('latin1').startsWith('220'));
      socket.end('QUIT\r\n');
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
