/** Delivers single jobs with the real courier, to next hops that a test holds. */
import { onTestFinished } from 'vitest';
import { firstDelivery, type Delivery } from '../../shared/api/delivery.js';
import type { NextHop } from '../../shared/engine/decision.js';
import { courier, type CourierOptions } from '../../server/relay/delivery/courier.js';
import { TIME_OUTS } from '../../server/relay/delivery/time-outs.js';
import type { Courier, Job, Outcome } from '../../server/relay/queue/courier.js';
import { SmtpSink, type SinkScript } from './smtp-sink.js';
import { temporaryFolder } from './spool-folder.js';

export const MESSAGE = 'Received: by gatepost.test\r\nSubject: x\r\n\r\nhello\r\n';

/** Short enough for a test, long enough for a busy machine. */
export const SHORT = { ...TIME_OUTS, connect: 2000, tls: 5000, command: 5000, dataEnd: 5000 };

export async function sinkOf(
  script: SinkScript = {},
  host?: string,
  port?: number,
): Promise<SmtpSink> {
  const sink = await new SmtpSink(script).start(host, port);
  onTestFinished(() => sink.stop());
  return sink;
}

export interface Attempted {
  readonly settings?: Partial<Delivery>;
  readonly options?: Partial<CourierOptions>;
  readonly job?: Partial<Job>;
  readonly signal?: AbortSignal;
}

/** The outcomes of one job, by recipient. */
export async function deliver(
  nextHop: NextHop,
  recipients: readonly string[] = ['a@to.test'],
  attempted: Attempted = {},
): Promise<Record<string, Outcome>> {
  const { job, signal } = attempted;
  const whole = jobOf(nextHop, recipients, job);
  const outcomes = courierOf(attempted).deliver(whole, signal ?? new AbortController().signal);
  return Object.fromEntries(await outcomes);
}

/** A courier for several jobs. */
export function courierOf({ settings, options }: Attempted = {}): Courier {
  return courier({
    folder: options?.folder ?? temporaryFolder(),
    settings: () => ({ ...firstDelivery('site.test'), ...settings }),
    hostname: 'gatepost.test',
    ownListeners: () => [],
    dns: [],
    timeOuts: SHORT,
    ...options,
  });
}

export function jobOf(
  nextHop: NextHop,
  recipients: readonly string[],
  job: Partial<Job> = {},
): Job {
  const body = Buffer.from(MESSAGE);
  return {
    queueId: 'Q1',
    sender: 'sender@from.test',
    recipients,
    nextHop,
    body: () => body,
    size: body.length,
    eightBit: false,
    smtputf8: false,
    ...job,
  };
}

export function hostHop({ port }: SmtpSink, host = '127.0.0.1'): NextHop {
  return { kind: 'host', host, port };
}

/** `delivered`, `deferred` or `failed`, by recipient. */
export function kindsOf(outcomes: Record<string, Outcome>): Record<string, string> {
  return Object.fromEntries(Object.entries(outcomes).map(([who, { kind }]) => [who, kind]));
}
