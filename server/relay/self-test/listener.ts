/** Each listener as a stranger meets it: greeting, what is offered, and what must not be taken before a logon. */
import type { Surroundings } from './surroundings.js';
import { addressesFor } from './local-address.js';
import { openTalk, say, type OwnListener, type Talk } from './own-listener.js';
import { bad, ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Transcript } from './transcript.js';

const REPLY_MS = 10_000;
const SENDER = 'MAIL FROM:<antispam@relay-test.invalid>';

/** Milliseconds for a reply; strangers may have to wait for the greeting. */
export function patienceOf({ settings }: Surroundings): number {
  return REPLY_MS + settings().limits.greetingDelay * 1000;
}

/** An address to connect from; null where all of them begin with a PROXY header. */
export function anyAddress({ ip }: OwnListener, { isProxy }: Surroundings): string | null {
  return addressesFor(ip, isProxy)[0] ?? null;
}

export const NO_ADDRESS =
  'Every address of this host counts as a proxy, so it could not be connected to as a peer.';

export function listenerStep(listener: OwnListener, surroundings: Surroundings): Step {
  const patience = patienceOf(surroundings);
  return {
    id: `listener/${listener.kind}/${listener.text}`,
    title: `Listener: ${listener.kind} ${listener.text}`,
    within: 30_000 + 2 * patience,
    run: (transcript, signal) => looked(listener, surroundings, transcript, signal),
  };
}

async function looked(
  listener: OwnListener,
  surroundings: Surroundings,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Finding> {
  const from = anyAddress(listener, surroundings);
  if (from === null) return skipped(NO_ADDRESS);
  const { hostname } = surroundings;
  const patience = patienceOf(surroundings);
  const open = async (tls: boolean) =>
    openTalk({ listener, from, hostname, tls, patience }, transcript, signal);
  try {
    const inTheClear = await inTalk(open(false), (talk) => plain(listener, talk, patience));
    if (inTheClear.open) return inTheClear.open;
    const greeting = transcript.lines.find(({ from: who }) => who === 'theirs')?.text ?? '';
    if (listener.kind !== 'smtp') {
      const logon = await inTalk(open(true), (talk) => underTls(talk, patience));
      if (logon) return logon;
    }
    if (!greeting.split(/[\s-]/).includes(hostname)) {
      const says = `It greets as ${greeting.slice(4)}, which is not ${hostname}.`;
      return warning(says, 'Set GATEPOST_HOSTNAME to the name that DNS gives this host.');
    }
    if (listener.kind !== 'smtps' && !inTheClear.hasStartTls) {
      return bad('It does not offer STARTTLS.', 'See the Security page: is there a certificate?');
    }
    return ok(SAYS[listener.kind === 'smtp' ? 'smtp' : 'logon'](hostname));
  } catch (error) {
    const why = (error as Error).message;
    if (isPuttingOff(why)) return warning(`It puts ${from} off: ${why}.`, AGAIN);
    const todo = 'See the transcript, and the log of the relay.';
    return bad(`It does not answer as it should: ${why}.`, todo);
  }
}

export const AGAIN = 'Run it again when less is going on: a limit has been reached (Connections).';

/** A reply 4xx of the listener's own. */
export function isPuttingOff(fault: string): boolean {
  return /^4\d\d /.test(fault);
}

const SAYS = {
  smtp: (hostname: string) => `It greets as ${hostname} and offers STARTTLS.`,
  logon: (hostname: string) =>
    `It greets as ${hostname}, and takes no mail without TLS and a logon, which it offers.`,
} as const;

async function inTalk<T>(opened: Promise<Talk>, look: (talk: Talk) => Promise<T>): Promise<T> {
  const talk = await opened;
  try {
    return await look(talk);
  } finally {
    talk.connection.quit();
  }
}

interface Plain {
  readonly hasStartTls: boolean;
  /** Mail is taken that must not be. */
  readonly open: Finding | null;
}

async function plain({ kind }: OwnListener, talk: Talk, patience: number): Promise<Plain> {
  const hasStartTls = talk.extensions.has('STARTTLS');
  if (kind !== 'submission') return { hasStartTls, open: null };
  const { code } = await say(talk.connection, SENDER, patience);
  const open = code < 300 ? bad('It takes mail without TLS.', 'Report this as a fault.') : null;
  return { hasStartTls, open };
}

async function underTls({ connection, extensions }: Talk, patience: number) {
  if (!extensions.has('AUTH')) {
    return bad('It offers no logon under TLS.', 'See the Security page: are logons turned on?');
  }
  const { code } = await say(connection, SENDER, patience);
  return code < 300 ? bad('It takes mail without a logon.', 'Report this as a fault.') : null;
}
