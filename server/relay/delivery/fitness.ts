/**
 * A message as a server can take it: in seven bits where it has no 8BITMIME, only for those whom it can
 * be said where it has no SMTPUTF8, and no larger than its SIZE.
 */
import type { Job } from '../queue/courier.js';
import { isAsciiText } from '../queue/octet-class.js';
import type { Extensions } from './handshake.js';
import { HopFault } from './hop-fault.js';
import { sevenBitOf } from './seven-bit.js';

/** What is said to a server; `needsUtf8`: with SMTPUTF8. */
export interface Fitted {
  readonly job: Job;
  readonly recipients: readonly string[];
  readonly needsUtf8: boolean;
}

type Refuse = (recipients: readonly string[], finding: string) => void;

/** Those whom the server cannot be given the message for are refused; null where that is everybody. */
export async function fitted(
  extensions: Extensions,
  job: Job,
  recipients: readonly string[],
  refuse: Refuse,
): Promise<Fitted | null> {
  const takesUtf8 = extensions.has('SMTPUTF8');
  const international = recipients.filter((each) => !isAsciiText(each));
  const isForAll = job.smtputf8 || !isAsciiText(job.sender);
  const needsUtf8 = isForAll || international.length > 0;
  let remaining = recipients;
  if (needsUtf8 && !takesUtf8) {
    const what = isForAll ? 'the message' : 'the address';
    const finding = `5.6.7 ${what} needs SMTPUTF8, which the server does not offer`;
    refuse(isForAll ? recipients : international, finding);
    if (isForAll) return null;
    remaining = recipients.filter(isAsciiText);
    if (remaining.length === 0) return null;
  }
  // RFC 6531 3.1: who offers SMTPUTF8 takes eight bits.
  const takesEightBit = extensions.has('8BITMIME') || (needsUtf8 && takesUtf8);
  const fit = job.eightBit && !takesEightBit ? await inSevenBits(job) : job;
  const unfit = fit ? tooLarge(extensions, fit.size) : EIGHT_BIT;
  if (!fit || unfit) refuse(remaining, unfit!);
  else return { job: fit, recipients: remaining, needsUtf8: needsUtf8 && takesUtf8 };
  return null;
}

const EIGHT_BIT =
  '5.6.3 the message has octets above 127 that cannot be encoded, and the server does not offer 8BITMIME';

async function inSevenBits(job: Job): Promise<Job | null> {
  try {
    const converted = await sevenBitOf(job.body);
    return converted && { ...job, ...converted, eightBit: false };
  } catch (error) {
    throw unreadable(error);
  }
}

function tooLarge(extensions: Extensions, size: number): string | null {
  const limit = Number(extensions.get('SIZE') || 0);
  if (limit === 0 || size <= limit) return null;
  return `5.3.4 the message has ${size} octets, the server takes ${limit}`;
}

/** The queue's copy of the message: no fault of the server. */
export function unreadable(error: unknown): HopFault {
  const { message } = error as Error;
  return new HopFault(`4.3.0 the message could not be read: ${message}`, 'deferred', false);
}
