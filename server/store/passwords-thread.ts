/** The inside of `Passwords`: one argon2id hash made or checked. Runs in a pool's thread. */
import { hashSync, verifySync } from '@node-rs/argon2';

export interface PasswordTask {
  readonly password: string;
  /** Absent: make a hash. */
  readonly hash?: string;
}

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function runPasswordTask({ password, hash }: PasswordTask): string | boolean {
  if (hash === undefined) return hashSync(password, COST);
  try {
    return verifySync(hash, password);
  } catch {
    return false; // a hash that cannot be read permits nobody
  }
}
