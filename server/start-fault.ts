/**
 * A fault that stands in the way of starting: a bad value, a taken port, a folder that cannot be
 * written. Shown as its lines alone, without a stack; the process ends with `EX_CONFIG`.
 */
export class StartFault extends Error {
  override name = 'StartFault';
}

/** sysexits.h: the supervisor does not start a process again that ended so at its first start. */
export const EX_CONFIG = 78;
