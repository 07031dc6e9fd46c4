/**
 * One message over one connection: MAIL, RCPT, DATA, and the answer for each recipient.
 *
 * Promise: sender and recipients are written byte for byte as they are given. A recipient's outcome is
 * noted as soon as it is known, so that a connection that breaks takes nothing back. Nobody is sent what
 * the server did not say that it takes: see `fitness.ts`.
 */
import type { Job, Outcome } from '../queue/courier.js';
import type { Connection } from './connection.js';
import { DotStuffing } from './dot-stuffing.js';
import { dsnOfMessage, dsnOfRecipient } from './dsn-parameters.js';
import { fitted, unreadable, type Fitted } from './fitness.js';
import type { Extensions } from './handshake.js';
import { HopFault } from './hop-fault.js';
import { hopReplyToText, type HopReply } from './reply-reader.js';
import type { Target } from './target.js';
import type { TimeOuts } from './time-outs.js';

export interface Conversation {
  readonly connection: Connection;
  readonly target: Target;
  readonly extensions: Extensions;
  readonly timeOuts: TimeOuts;
  /** For the outcomes: `name[ip]:port`. */
  readonly host: string;
}

/** Adds the outcome of each of `recipients` to `outcomes`; throws a `HopFault` for what has none. */
export async function transact(
  conversation: Conversation,
  job: Job,
  recipients: readonly string[],
  outcomes: Map<string, Outcome>,
): Promise<void> {
  const { host, extensions } = conversation;
  const reportsSuccess = job.dsn !== undefined && extensions.has('DSN');
  const note = (who: readonly string[], reply: HopReply) => {
    for (const recipient of who) outcomes.set(recipient, outcomeOf(reply, host, reportsSuccess));
  };
  const refuse = (who: readonly string[], reply: string) => {
    for (const recipient of who) outcomes.set(recipient, { kind: 'failed', reply, host });
  };
  const fit = await fitted(extensions, job, recipients, refuse);
  if (!fit) return;
  const accepted = await envelope(conversation, fit, note);
  if (accepted.length === 0) return;
  await sendBody(conversation, fit.job);
  const isEach = conversation.target.protocol === 'lmtp';
  for (const who of isEach ? accepted.map((one) => [one]) : [accepted]) {
    note(who, await answerToData(conversation));
  }
}

type Note = (who: readonly string[], reply: HopReply) => void;

/** Says MAIL, RCPT and DATA; returns the recipients that were accepted, ready for the message. */
async function envelope(
  conversation: Conversation,
  fit: Fitted,
  note: Note,
): Promise<readonly string[]> {
  const { connection, extensions, timeOuts } = conversation;
  const { job, recipients } = fit;
  const mail = `MAIL FROM:<${job.sender}>${parameters(extensions, fit)}\r\n`;
  const dsn = extensions.has('DSN') ? job.dsn : undefined;
  const rcpts = recipients.map(
    (recipient) => `RCPT TO:<${recipient}>${dsn ? dsnOfRecipient(dsn, recipient) : ''}\r\n`,
  );
  const isPipelined = extensions.has('PIPELINING');
  const say = (text: string, stage: string) => connection.write(text, stage, timeOuts.command);
  const hear = (stage: string) => connection.reply(stage, timeOuts.command).then(unlessClosing);

  await say(isPipelined ? [mail, ...rcpts, 'DATA\r\n'].join('') : mail, 'MAIL FROM');
  const mailReply = await hear('MAIL FROM');
  if (!isPositive(mailReply)) {
    note(recipients, mailReply);
    // Replies that are still to come belong to nobody.
    if (isPipelined) connection.destroy();
    return [];
  }
  const accepted: string[] = [];
  for (const [index, recipient] of recipients.entries()) {
    if (!isPipelined) await say(rcpts[index]!, 'RCPT TO');
    const reply = await hear('RCPT TO');
    if (isPositive(reply)) accepted.push(recipient);
    else note([recipient], reply);
  }
  if (accepted.length === 0) {
    // DATA may have been accepted for nobody: an end of data is never said then.
    if (isPipelined) connection.destroy();
    return [];
  }
  if (!isPipelined) await say('DATA\r\n', 'DATA');
  const dataReply = await hear('DATA');
  if (dataReply.code === 354) return accepted;
  if (dataReply.code < 400) throw new HopFault('4.5.0 the server is out of step (DATA)');
  note(accepted, dataReply);
  return [];
}

async function sendBody({ connection, timeOuts }: Conversation, job: Job): Promise<void> {
  const stage = 'sending the message';
  const stuffing = new DotStuffing();
  const body = job.body();
  if (Buffer.isBuffer(body)) {
    // At once: a small message costs more by its pieces than by its octets.
    await throwIfEarly(connection, timeOuts);
    const whole = Buffer.concat([stuffing.take(body), stuffing.end()]);
    return await connection.write(whole, stage, timeOuts.dataBlock).catch(afterEnd);
  }
  try {
    for await (const piece of body) {
      await throwIfEarly(connection, timeOuts);
      await connection.write(stuffing.take(piece), stage, timeOuts.dataBlock);
    }
    await throwIfEarly(connection, timeOuts);
  } catch (error) {
    // Without an end of data the server must forget what it got.
    connection.destroy();
    if (!(error instanceof HopFault)) throw unreadable(error);
    // What it said before it hung up tells more than that it did.
    await throwIfEarly(connection, timeOuts);
    throw error;
  }
  await connection.write(stuffing.end(), 'end of data', timeOuts.dataBlock).catch(afterEnd);
}

/** From here on the message may have been taken. */
async function answerToData({ connection, timeOuts }: Conversation): Promise<HopReply> {
  const reply = await connection.reply('end of data', timeOuts.dataEnd).catch(afterEnd);
  if (reply.code < 300 || reply.code >= 400) return reply;
  throw new HopFault('4.5.0 the server is out of step (end of data)', 'deferred', false);
}

function afterEnd(error: Error): never {
  throw new HopFault(error.message, 'deferred', false);
}

/** Before the end of data only a refusal is an answer to the message; a server that takes it now lies. */
async function throwIfEarly(connection: Connection, timeOuts: TimeOuts): Promise<void> {
  if (!connection.hasReply) return;
  const reply = await connection.reply('sending the message', timeOuts.command);
  if (reply.code < 400) throw new HopFault('4.5.0 the server is out of step (message)');
  const isFinal = reply.code >= 500;
  throw new HopFault(hopReplyToText(reply), isFinal ? 'failed' : 'deferred', !isFinal);
}

/** 421 at any point: this server is going away (RFC 5321 3.8). */
function unlessClosing(reply: HopReply): HopReply {
  if (reply.code === 421) throw new HopFault(hopReplyToText(reply));
  return reply;
}

function parameters(extensions: Extensions, { job, needsUtf8 }: Fitted): string {
  const { size, eightBit, dsn } = job;
  return [
    extensions.has('SIZE') ? ` SIZE=${size}` : '',
    eightBit && extensions.has('8BITMIME') ? ' BODY=8BITMIME' : '',
    needsUtf8 ? ' SMTPUTF8' : '',
    dsn && extensions.has('DSN') ? dsnOfMessage(dsn) : '',
  ].join('');
}

function isPositive({ code }: HopReply): boolean {
  return code < 300;
}

function outcomeOf(reply: HopReply, host: string, reportsSuccess: boolean): Outcome {
  const kind = reply.code < 300 ? 'delivered' : reply.code < 500 ? 'deferred' : 'failed';
  const outcome: Outcome = { kind, reply: hopReplyToText(reply), host };
  return reportsSuccess && kind === 'delivered' ? { ...outcome, reportsSuccess } : outcome;
}
