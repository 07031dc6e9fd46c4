/** The one-time link that makes the first user. Its token lives in memory alone: a restart makes a new one. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SETUP_PAGE } from '../../shared/api/session.js';

export class SetupLink {
  #token: string | null = null;

  get open(): boolean {
    return this.#token !== null;
  }

  /** Opens set-up; answers the link's path, `/setup#token`. */
  start(): string {
    this.#token = randomBytes(24).toString('base64url');
    return `${SETUP_PAGE}#${this.#token}`;
  }

  /** Whether this is the token; the time it takes says nothing about how near it was. */
  fits(token: string): boolean {
    return this.#token !== null && timingSafeEqual(digest(token), digest(this.#token));
  }

  stop(): void {
    this.#token = null;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
