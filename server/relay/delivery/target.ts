/** A server to try, and how. */
import type { TlsMode } from '../../../shared/api/delivery.js';
import type { Place } from './connection.js';
import { HopFault } from './hop-fault.js';

export interface Target {
  readonly protocol: 'smtp' | 'lmtp';
  readonly place: Place;
  readonly name: string;
  readonly tls: TlsMode;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
}

/** `mx.example.com[192.0.2.1]:25`, `localhost[/run/dovecot/lmtp]`. */
export function targetToText({ name, place }: Target): string {
  return 'path' in place ? `localhost[${place.path}]` : `${name}[${place.ip}]:${place.port}`;
}

/** What has the same key is the same server, asked in the same manner. */
export function targetKey({ protocol, place, name, tls, auth }: Target): string {
  return JSON.stringify([protocol, place, name, tls, auth ?? null]);
}

/** What has the same key is the same server, however it is asked. */
export function placeKey(place: Place): string {
  return 'path' in place ? place.path : `${place.ip} ${place.port}`;
}

/** Not the next hop's answer, but why there is nobody to ask. */
export function noTarget(finding: string): HopFault {
  // What is failed for good is answered at once for each message: no reason to wait with the next.
  if (finding.startsWith('5')) return new HopFault(finding, 'failed', false);
  return new HopFault(finding, 'deferred', false).unreachable();
}
