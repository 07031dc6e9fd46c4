/**
 * A line of the log in the shape that Postfix made common, for fail2ban, pflogsumm and logwatch:
 * `<6>gatepost/smtpd[1234]: NOQUEUE: reject: RCPT from …`. The number is the priority as journald reads it.
 *
 * The tag stands in the line: those tools tell a session (smtpd) from a delivery (smtp) by it, and a unit of systemd
 * has one tag for all its lines. Lines that Postfix has none like are tagged `gatepost-relay`, and left alone by them.
 *
 * Promise: one line of printable text, whatever peers, next hops or faults put into it.
 */
import { printable } from '../shared/smtp/reply.js';

/** The parts of a mail server as Postfix names them. */
export type MailPart = 'smtpd' | 'cleanup' | 'qmgr' | 'smtp' | 'bounce';

interface Entry {
  readonly level: number;
  readonly time: string;
  readonly process: string;
  readonly msg?: string;
  /** Of a line that is in Postfix's shape already. */
  readonly part?: MailPart;
}

/** pino's levels, from the gravest. */
const PRIORITIES = [
  { level: 60, priority: 2 },
  { level: 50, priority: 3 },
  { level: 40, priority: 4 },
  { level: 30, priority: 6 },
] as const;
const DEBUG = 7;

/** `json`: as pino writes it. */
export function postfixLine(json: string, pid: number): string {
  const entry = JSON.parse(json) as Entry;
  const { level, time: _time, process: name, msg = '', part, ...fields } = entry;
  const priority = PRIORITIES.find((each) => level >= each.level)?.priority ?? DEBUG;
  // Tools know the lines of the mail to the last word: nothing is added to them.
  const more = part === undefined ? fieldsText(fields) : '';
  const tag = part === undefined ? `gatepost-${name}` : `gatepost/${part}`;
  return `<${priority}>${tag}[${pid}]: ${printable(msg + more)}\n`;
}

function fieldsText(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
}
