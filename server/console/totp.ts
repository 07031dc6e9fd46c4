/** Codes of an authenticator app (RFC 6238): six digits, a new one every 30 seconds. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** Clocks differ: the code before and the one after are taken too. */
const WINDOW = 1;
const SECRET_OCTETS = 20;

/** Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_OCTETS }).base32;
}

/** `otpauth://totp/…`, what an app scans. */
export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString();
}

/** The step that a code belongs to, or null when it is none of now. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const token = code.replace(/\s/g, '');
  const delta = totpOf(secret, '').validate({ token, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_S) + delta;
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: 'Gatepost',
    label,
    algorithm: 'SHA1', // what every app knows; some overlook any other
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
}
