/** The databases, the key of their secrets, the certificate, and the clock as they know it. */
import { existsSync, statSync } from 'node:fs';
import { FIRST_SECURITY, type Security } from '../../../shared/api/security.js';
import { certificateFacts } from '../../store/certificate.js';
import { RELEASED } from '../../program.js';
import { securities } from '../../store/config/securities.js';
import { unreadableSecrets } from '../../store/config/unreadable-secrets.js';
import { databaseHealth, looking } from '../../store/health.js';
import type { DatabaseName } from '../../store/migrate.js';
import type { Db } from '../../store/open.js';
import { opened, SECURITY } from '../../store/sealed-settings.js';
import { Secrets } from '../../store/secrets.js';
import { tlsPair } from '../../store/tls-pair.js';
import { bad, ok, warn, type Finding } from './finding.js';
import type { Patient } from './patient.js';

const DATABASES = ['config', 'spool', 'decisions'] as const satisfies readonly DatabaseName[];
const AHEAD_MS = 300_000;

export async function storeChecks(patient: Patient): Promise<Finding[]> {
  return [
    ...DATABASES.map((name) => databaseCheck(patient, name)),
    ...keyChecks(patient),
    await certificateCheck(patient),
    clockCheck(patient),
  ];
}

function databaseCheck({ folder }: Patient, name: DatabaseName): Finding {
  const check = `${name}.db`;
  const path = folder[name];
  const health = databaseHealth(path, name);
  if (!health) return ok(check, 'Not there yet: it is made at the first start.');
  const { version, known, problem, readWhole } = health;
  if (problem !== null) {
    const todo = 'Stop Gatepost, and restore it from a backup or move it away.';
    return bad(check, `${path}: ${problem}.`, todo);
  }
  if (version > known) {
    const text = `It has version ${version}, made by a newer Gatepost: this one knows up to ${known}.`;
    return bad(check, text, 'Install the newer Gatepost again.');
  }
  const whole = readWhole ? 'whole' : 'readable; too large to be read whole here';
  const old = version < known ? ' It is brought up to date at the next start.' : '';
  return ok(check, `Version ${version}, ${whole}.${old}`);
}

function keyChecks(patient: Patient): Finding[] {
  const check = 'key file';
  const { keyFile } = patient.environment;
  const found: Finding[] = [];
  const mode = statSync(keyFile, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && (mode & 0o077) !== 0) {
    const text = `${keyFile} is open to others.`;
    found.push(bad(check, text, `chmod 600 ${keyFile}, and change the passwords it protects.`));
  }
  const unreadable = inConfig(patient, (db) => unreadableSecrets(db, new Secrets(keyFile)));
  if (unreadable) {
    const { problem, secrets } = unreadable;
    const todo = `Put the right file back, or enter again: ${secrets.join('; ')}.`;
    found.push(bad(check, problem, todo));
  }
  if (found.length > 0) return found;
  if (mode === undefined) return [ok(check, 'None yet: it is made with the first secret.')];
  return [ok(check, `${keyFile} opens every secret. A backup needs it too.`)];
}

async function certificateCheck(patient: Patient): Promise<Finding> {
  const check = 'certificate';
  const { environment, folder, now } = patient;
  const { certificate } =
    inConfig(patient, (db) => securityOf(db, environment.keyFile)) ?? FIRST_SECURITY;
  const isFixed = environment.tlsCert !== null;
  if (!isFixed && certificate.kind === 'self-signed' && !existsSync(folder.tls)) {
    return ok(check, 'Not there yet: a self-signed one is made at the first start.');
  }
  try {
    const { cert, selfSigned } = await tlsPair(environment, certificate);
    const facts = certificateFacts(cert, environment.hostname, now.getTime());
    const day = facts.notAfter.slice(0, 10);
    const ending = facts.warnings.find((text) => text.startsWith('It end'));
    const todo = 'Replace it, on the Security page or in its files.';
    if (Date.parse(facts.notAfter) <= now.getTime()) return bad(check, `It ended on ${day}.`, todo);
    if (ending) return warn(check, `${ending} (${day})`, todo);
    const kind = selfSigned ? 'Self-signed, which clients cannot verify' : facts.subject;
    return ok(check, `${kind}; until ${day}.`);
  } catch (error) {
    return bad(check, (error as Error).message, 'Give a certificate and its key that can be read.');
  }
}

function securityOf(db: Db, keyFile: string): Security | null {
  const stored = securities.newest(db);
  return stored && opened(SECURITY, stored.settings, new Secrets(keyFile));
}

function clockCheck(patient: Patient): Finding {
  const check = 'clock';
  const { now } = patient;
  const todo = 'Set the clock, and keep it with NTP: retries, ends and the log go by it.';
  if (now.getTime() < RELEASED) return bad(check, `It says ${now.toISOString()}.`, todo);
  const newest = inConfig(
    patient,
    (db) => db.prepare('SELECT max(at) FROM audit').pluck().get() as string | null,
  );
  if (newest && Date.parse(newest) > now.getTime() + AHEAD_MS) {
    const text = `It says ${now.toISOString()}, and something was recorded at ${newest} already.`;
    return bad(check, text, todo);
  }
  return ok(check, now.toISOString());
}

/** Null where config.db is missing, older, or cannot be read, which has a check of its own. */
function inConfig<T>({ folder }: Patient, look: (db: Db) => T): T | null {
  if (!existsSync(folder.config)) return null;
  try {
    return looking(folder.config, look);
  } catch {
    return null;
  }
}
