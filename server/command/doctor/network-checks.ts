/** What answers and what listens: the two processes, their ports, and this host's name in DNS. */
import { connect, createServer } from 'node:net';
import { request } from 'node:http';
import { relayControl } from '../../console/relay-control.js';
import { isAnyAddress, type Endpoint } from '../../endpoint.js';
import { adminSocket, controlSocket } from '../../environment.js';
import { listen } from '../../listen.js';
import { hostNameFinding, nameCheck } from '../../relay/delivery/name-check.js';
import { StartFault } from '../../start-fault.js';
import { bad, ok, warn, type Finding } from './finding.js';
import type { Patient } from './patient.js';

const WITHIN_MS = 2000;

export async function networkChecks(patient: Patient): Promise<Finding[]> {
  const { smtp, submission, smtps, console } = patient.environment;
  const ports = [
    ...named('GATEPOST_SMTP', smtp, patient.runs.relay),
    ...named('GATEPOST_SUBMISSION', submission, patient.runs.relay),
    ...named('GATEPOST_SMTPS', smtps, patient.runs.relay),
    ...named('GATEPOST_CONSOLE', console ? [console] : [], patient.runs.console),
  ];
  const found = await Promise.all([
    relayCheck(patient),
    consoleCheck(patient),
    ...ports.map(portCheck),
    nameChecks(patient),
  ]);
  return found.flat();
}

async function relayCheck({ environment, runs }: Patient): Promise<Finding[]> {
  const check = 'relay';
  if (!runs.relay) return [warn(check, 'It does not run.', 'Start it: no mail is taken.')];
  const answer = await relayControl(controlSocket(environment)).status();
  if (!answer.ok) {
    const todo = 'Give the GATEPOST_RUN that it was started with; else start it again.';
    return [bad(check, `It runs. ${answer.problem}`, todo)];
  }
  const { enforced, queued, refusing } = answer.status;
  if (refusing !== null) return [bad(check, `It takes no mail: ${refusing}`, 'Mend the cause.')];
  if (enforced.problem !== undefined || enforced.revision === null) {
    const text = enforced.problem ?? 'It enforces no rules yet.';
    return [bad(check, text, 'See the History page of the console.')];
  }
  return [ok(check, `It answers, enforces revision ${enforced.revision}; ${queued} queued.`)];
}

async function consoleCheck({ environment, runs }: Patient): Promise<Finding[]> {
  const check = 'console';
  if (environment.console === null) return [ok(check, 'Off.')];
  if (!runs.console) return [warn(check, 'It does not run.', 'Start it; mail flows without it.')];
  if (await answers(adminSocket(environment))) return [ok(check, 'It answers.')];
  const todo = 'Give the GATEPOST_RUN that it was started with; else start it again.';
  return [bad(check, `It runs, and does not answer at ${adminSocket(environment)}.`, todo)];
}

/** Any answer will do: nothing is asked. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/', timeout: WITHIN_MS }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

interface Port {
  readonly setting: string;
  readonly endpoint: Endpoint;
  readonly runs: boolean;
}

function named(setting: string, endpoints: readonly Endpoint[], runs: boolean): Port[] {
  return endpoints
    .filter(({ port }) => port !== 0)
    .map((endpoint) => ({ setting, endpoint, runs }));
}

async function portCheck({ setting, endpoint, runs }: Port): Promise<Finding[]> {
  const check = `port ${endpoint.text}`;
  if (runs) {
    if (await connects(endpoint)) return [ok(check, 'Somebody listens.')];
    const text = 'Nobody listens, although the process runs.';
    return [bad(check, text, `Give the ${setting} that it was started with; else start it again.`)];
  }
  const server = createServer();
  try {
    await listen(server, endpoint, setting);
    return [ok(check, 'Free.')];
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    return [bad(check, error.message, 'End the other program, or choose another address.')];
  } finally {
    server.close();
  }
}

function connects(endpoint: Endpoint): Promise<boolean> {
  const anywhere = endpoint.host.includes(':') ? '::1' : '127.0.0.1';
  const host = isAnyAddress(endpoint) ? anywhere : endpoint.host;
  return new Promise((resolve) => {
    const socket = connect({ host, port: endpoint.port, timeout: WITHIN_MS });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}

/** Never bad: mail may flow where nobody can be asked. */
async function nameChecks({ environment }: Patient): Promise<Finding[]> {
  const check = 'host name';
  const { hostname, dns } = environment;
  // A name that cannot be in DNS is asked of nobody.
  const unasked = { addresses: [], own: false, problem: null, pointers: [] };
  const host = hostname.includes('.')
    ? (await nameCheck({ hostname, dns })([])).host
    : { name: hostname, ...unasked };
  const { isGood, text, todo } = hostNameFinding(host);
  return [isGood ? ok(check, text) : warn(check, text, todo)];
}
