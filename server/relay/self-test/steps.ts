/** All steps of a self-test, in their order: what costs nothing and matters most comes first. */
import { hostSteps } from './hosts.js';
import { listenerStep } from './listener.js';
import { nameSteps } from './names.js';
import { openRelayStep } from './open-relay.js';
import { ownListener } from './own-listener.js';
import type { Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import { hostCheckSteps } from './this-host.js';
import { tlsStep } from './tls.js';

export function selfTestSteps(surroundings: Surroundings): Step[] {
  const bound = surroundings.listeners.bound();
  const listeners = surroundings.listeners
    .offers()
    .flatMap((offer, i) => (bound[i] ? [ownListener(offer, bound[i])] : []));
  // Old devices alone are served by the legacy lane: it is only attacked.
  const usual = listeners.filter(({ kind }) => kind !== 'legacy');
  return [
    ...listeners.map((listener) => openRelayStep(listener, surroundings)),
    ...usual.map((listener) => listenerStep(listener, surroundings)),
    ...usual.map((listener) => tlsStep(listener, surroundings)),
    ...hostCheckSteps(surroundings),
    ...nameSteps(surroundings),
    ...hostSteps(surroundings),
  ];
}
