/**
 * Limits of the SMTP side: what one peer may take of the server, and for how long. Part of the delivery
 * settings; they hold from the next connection or command on.
 *
 * 0 means that there is no limit, where a limit may be left out. What counts by address counts only peers
 * that the rules do not permit to relay and that have not logged on: whom the administrator has permitted is
 * not slowed down. IPv6 addresses are counted by their /64.
 */
import { z } from 'zod';

const KIB = 1024;
const MOST_COUNT = 1_000_000;
const DAY_S = 86_400;

/** What settings from before a member say of it. */
export const FIRST_LIMITS = {
  sessions: 10_000,
  reserve: 200,
  sessionsPerAddress: 100,
  connectionsPerMinute: 600,
  messagesPerHour: 0,
  recipientsPerHour: 0,
  accountMessagesPerHour: 0,
  accountRecipientsPerHour: 0,
  recipientsPerMessage: 1000,
  errors: 20,
  commandLine: 16 * KIB,
  headerSize: 256 * KIB,
  commandTime: 300,
  dataTime: 600,
  messageTime: 3600,
  sessionTime: 0,
  handshakeTime: 60,
  greetingDelay: 0,
} as const;

export const limitsSchema = z
  .strictObject({
    /** Sessions at a time, of all peers. Each takes a file descriptor, so the system's limit bounds it too. */
    sessions: count(1, 100_000, 'sessions').default(FIRST_LIMITS.sessions),
    /** How many of these are kept for permitted peers, however many strangers come. */
    reserve: count(0, 100_000, 'sessions').default(FIRST_LIMITS.reserve),
    /** Sessions at a time of one address. */
    sessionsPerAddress: orNone('sessions').default(FIRST_LIMITS.sessionsPerAddress),
    /** New connections of one address within a minute. */
    connectionsPerMinute: orNone('connections').default(FIRST_LIMITS.connectionsPerMinute),
    /** MAIL commands of one address that are taken within an hour. */
    messagesPerHour: orNone('messages').default(FIRST_LIMITS.messagesPerHour),
    /** Recipients of one address, that the rules would take, within an hour. */
    recipientsPerHour: orNone('recipients').default(FIRST_LIMITS.recipientsPerHour),
    /** The same for one account that has logged on, from wherever. */
    accountMessagesPerHour: orNone('messages').default(FIRST_LIMITS.accountMessagesPerHour),
    accountRecipientsPerHour: orNone('recipients').default(FIRST_LIMITS.accountRecipientsPerHour),
    /** RFC 5321 4.5.3.1.8 wants 100 at least. */
    recipientsPerMessage: count(1, 100_000, 'recipients').default(
      FIRST_LIMITS.recipientsPerMessage,
    ),
    /** Replies 5xx, since the last message that was taken, after which a stranger is hung up on. */
    errors: orNone('errors').default(FIRST_LIMITS.errors),
    /** Octets of one command; RFC 4954 wants 12,288 where passwords are taken. */
    commandLine: count(512, 64 * KIB, 'octets').default(FIRST_LIMITS.commandLine),
    /** Octets of the header of a stranger's message; who is permitted has the size of the message. */
    headerSize: count(4 * KIB, 16 * KIB * KIB, 'octets').default(FIRST_LIMITS.headerSize),
    /** Seconds for a whole command to come (RFC 5321 4.5.3.2.7 wants 300). */
    commandTime: count(1, DAY_S, 'seconds').default(FIRST_LIMITS.commandTime),
    /** Seconds between two parts of a message. */
    dataTime: count(1, DAY_S, 'seconds').default(FIRST_LIMITS.dataTime),
    /** Seconds for a whole message: without it an octet now and then would hold a session for ever. */
    messageTime: none(DAY_S, 'seconds').default(FIRST_LIMITS.messageTime),
    /** Seconds for a whole session; a message that is coming in is finished first. */
    sessionTime: none(7 * DAY_S, 'seconds').default(FIRST_LIMITS.sessionTime),
    /** Seconds for a TLS handshake. */
    handshakeTime: count(1, 300, 'seconds').default(FIRST_LIMITS.handshakeTime),
    /** Seconds that a stranger waits for the greeting on a plain `smtp` listener; who speaks before is refused. */
    greetingDelay: none(60, 'seconds').default(FIRST_LIMITS.greetingDelay),
  })
  .check(({ value, issues }) => {
    const { reserve, sessions } = value;
    if (reserve < sessions) return;
    const message = 'Less than all sessions, or no stranger could ever send mail in.';
    issues.push({ code: 'custom', message, path: ['reserve'], input: reserve });
  });

export type LimitSettings = z.infer<typeof limitsSchema>;

function orNone(what: string) {
  return none(MOST_COUNT, what);
}

/** 0 is no limit. */
function none(most: number, what: string) {
  return count(0, most, what);
}

function count(least: number, most: number, what: string) {
  const said = (number: number) =>
    `${number.toLocaleString('en')} ${number === 1 ? what.slice(0, -1) : what}`;
  return z
    .int(`A whole number of ${what}.`)
    .min(least, `At least ${said(least)}.`)
    .max(most, `At most ${said(most)}.`);
}
