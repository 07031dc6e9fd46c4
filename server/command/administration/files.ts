/** Files that commands read: a path, or `-` for standard input. */
import { readFileSync } from 'node:fs';
import { misused } from './fault.js';

const STDIN = 0;

export function octetsOf(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? STDIN : path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw misused(`${path}: ${code === 'ENOENT' ? 'there is no such file.' : `${message}.`}`);
  }
}

function jsonIn(path: string): unknown {
  const text = new TextDecoder().decode(octetsOf(path));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw misused(`${path}: no JSON: ${(error as Error).message}.`);
  }
}

/** What `rules show --json` prints, what GET /api/routing answers, an export, or the rules alone. */
export function rulesIn(path: string): unknown {
  const value = jsonIn(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw misused(`${path}: no rules: an object with “reroute”, “routes” and “restrictions”.`);
  }
  return 'rules' in value ? value.rules : value;
}
