/**
 * What an account store is to the logon: it is asked with a name and a password and says accepted,
 * refused or unavailable.
 *
 * Promise: an account that is accepted carries a domain only if somebody vouched for it: the store was
 * asked with it, or the administrator wrote that the store is there for it. Otherwise `anna@rival.test`,
 * judged as `anna`, would own the address of a stranger.
 */
import type { LogonPeer } from '../smtp/front.js';

/** A name as it came, and its parts: `DOMAIN\user` and `user@domain` alike; the domain is null without one. */
export interface LogonName {
  readonly given: string;
  readonly user: string;
  readonly domain: string | null;
}

export type StoreAnswer =
  /** `account`: user@domain where the domain is known, else user; the domain in lower case. */
  | { readonly kind: 'accepted'; readonly account: string }
  /** `why`: a sentence for the administrator, never with the password. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string };

export type { LogonPeer };

export interface StoreClient {
  /**
   * Never rejects and never answers later than its bound (10 s). A store that is down, slow or answers
   * garbage is `unavailable`: never a refusal, and never a permit.
   */
  logon(name: LogonName, password: string, peer: LogonPeer): Promise<StoreAnswer>;
  close(): Promise<void> | void;
}

export const refused = (why: string): StoreAnswer => ({ kind: 'refused', why });
export const unavailable = (why: string): StoreAnswer => ({ kind: 'unavailable', why });

export function logonNameOf(given: string): LogonName {
  const slash = given.indexOf('\\');
  if (slash > 0 && slash < given.length - 1) {
    return { given, user: given.slice(slash + 1), domain: given.slice(0, slash) };
  }
  const at = given.lastIndexOf('@');
  if (at > 0 && at < given.length - 1) {
    return { given, user: given.slice(0, at), domain: given.slice(at + 1) };
  }
  return { given, user: given, domain: null };
}

/** `user@domain` whichever way it was written; the user alone without a domain. */
export function canonicalName({ user, domain }: LogonName): string {
  return domain === null ? user : `${user}@${domain.toLowerCase()}`;
}

export function nameInForm(name: LogonName, form: 'as-given' | 'user-at-domain' | 'user'): string {
  if (form === 'user') return name.user;
  return form === 'as-given' ? name.given : canonicalName(name);
}

/** The account of a name that was accepted; `domainWasJudged`: the store was asked with the domain. */
export function accountOf(
  name: LogonName,
  domainWasJudged: boolean,
  domains: readonly string[],
): string {
  const domain = name.domain?.toLowerCase();
  const isKnown = domainWasJudged || domains.some((own) => own.toLowerCase() === domain);
  return isKnown ? canonicalName(name) : name.user;
}
