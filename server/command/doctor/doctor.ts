/**
 * `gatepost doctor`: looks at everything that a start and a delivery need, one line each.
 *
 * Promise: it changes nothing, and works while Gatepost runs and while it does not.
 */
import type { Environment } from '../../environment.js';
import { backupChecks } from './backup-check.js';
import { fileChecks } from './file-checks.js';
import type { Finding } from './finding.js';
import { networkChecks } from './network-checks.js';
import { nodeCheck } from './node-check.js';
import { patientOf } from './patient.js';
import { storeChecks } from './store-checks.js';

export async function examine(environment: Environment): Promise<Finding[]> {
  const patient = patientOf(environment);
  const [stores, network] = await Promise.all([storeChecks(patient), networkChecks(patient)]);
  return [nodeCheck(), ...fileChecks(patient), ...stores, ...backupChecks(patient), ...network];
}

/** Prints; the exit code is 1 when something is bad. */
export async function runDoctor(environment: Environment, asJson: boolean): Promise<void> {
  const checks = await examine(environment);
  const isWell = checks.every(({ state }) => state !== 'bad');
  const text = asJson ? JSON.stringify({ ok: isWell, checks }, null, 2) : linesOf(checks);
  process.stdout.write(`${text}\n`);
  process.exitCode = isWell ? 0 : 1;
}

function linesOf(checks: readonly Finding[]): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  return checks
    .map(({ check, state, text, todo }) => {
      const line = `${state.padEnd(4)}  ${check.padEnd(width)}  ${text}${todo ? ` ${todo}` : ''}`;
      return line.replaceAll(/\p{Cc}/gu, '?');
    })
    .join('\n');
}
