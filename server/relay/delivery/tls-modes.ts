/**
 * Which TLS a server is asked for: what the settings say for the destination, or else the common mode.
 *
 * Promise: the first of `destinations` that the settings name decides. The domain stands before the
 * hosts that DNS names for it: who forges an answer cannot lead mail of a domain that wants TLS to a
 * host that is excused from it.
 */
import { standardIpText } from '../../../shared/address/ip.js';
import { domainKey } from '../../../shared/address/domain.js';
import type { TlsFor, TlsMode } from '../../../shared/api/delivery.js';

const compiled = new WeakMap<readonly TlsFor[], ReadonlyMap<string, TlsMode>>();

export function tlsModeFor(
  tlsFor: readonly TlsFor[],
  destinations: readonly string[],
  common: TlsMode,
): TlsMode {
  if (tlsFor.length === 0) return common;
  let modes = compiled.get(tlsFor);
  if (!modes) {
    modes = new Map(tlsFor.toReversed().map(({ destination, tls }) => [keyOf(destination), tls]));
    compiled.set(tlsFor, modes);
  }
  for (const destination of destinations) {
    const mode = modes.get(keyOf(destination));
    if (mode) return mode;
  }
  return common;
}

function keyOf(destination: string): string {
  return domainKey(standardIpText(destination));
}
