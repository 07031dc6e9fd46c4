/**
 * What a service manager is told of this process (sd_notify(3)): that it is up, that it is alive, that it
 * ends. Nothing where there is none, or where the process is a child of `gatepost start`.
 *
 * Promise: "alive" is said only after the process has shown that it is: the event loop turned, and `isAlive`
 * resolved. Known weakness: Node has no datagrams on Unix sockets, so each word starts `systemd-notify`.
 */
import { spawn } from 'node:child_process';
import type { Log } from './log.js';

export interface ServiceManager {
  /** It is up; `status` is shown by `systemctl status`. From now on it says that it is alive. */
  ready(status: string, isAlive: () => Promise<unknown>): void;
  /** It ends, and may take its time. */
  stopping(): void;
}

/** Half of the time after which a process that is silent is taken for dead. */
const SHARE = 0.5;
const NOBODY: ServiceManager = { ready() {}, stopping() {} };

export function serviceManager(
  log: Log,
  variables: Readonly<Record<string, string | undefined>> = process.env,
  isChild: boolean = process.send !== undefined,
): ServiceManager {
  if (!variables['NOTIFY_SOCKET'] || isChild) return NOBODY;
  const everyMs = watchdogMs(variables);
  let timer: NodeJS.Timeout | null = null;
  let isFaulty = false;
  const tell = (...words: string[]) => {
    const notify = spawn('systemd-notify', words, { env: variables, stdio: 'ignore' });
    const failed = (why: string) => {
      if (!isFaulty) log.warn(`systemd-notify ${words.join(' ')}: ${why}`);
      isFaulty = true;
    };
    notify.on('error', ({ message }) => failed(message));
    notify.on('exit', (code) => {
      if (code === 0) isFaulty = false;
      else failed(`it ended with ${code}`);
    });
  };
  return {
    ready(status, isAlive) {
      tell('--ready', `--status=${status}`);
      if (everyMs === null) return;
      let waits = false;
      timer = setInterval(() => {
        // One that has not answered is not asked again: it is not alive until it answers.
        if (waits) return;
        waits = true;
        isAlive().then(
          () => {
            waits = false;
            if (timer) tell('WATCHDOG=1');
          },
          (error: Error) => {
            waits = false;
            log.error(`not alive: ${error.message}`);
          },
        );
      }, everyMs);
      timer.unref();
    },
    stopping() {
      if (timer) clearInterval(timer);
      timer = null;
      tell('STOPPING=1', '--status=Ends when those who are sending have finished.');
    },
  };
}

/** How often to say that it is alive; null: nobody waits for it. */
function watchdogMs(variables: Readonly<Record<string, string | undefined>>): number | null {
  const { WATCHDOG_USEC: limit = '', WATCHDOG_PID: pid = String(process.pid) } = variables;
  if (!/^[1-9]\d{0,14}$/.test(limit) || pid !== String(process.pid)) return null;
  return Math.max(1, Math.floor((Number(limit) / 1000) * SHARE));
}
