/** What is said by an alert, whatever the way: the JSON of the webhook and the command, and the words of a message. */
import { ALERT_WORDS, type AlertName, type RaisedAlert } from '../../../shared/api/alerts.js';
import { printable } from '../../../shared/smtp/reply.js';

export type AlertState = 'raised' | 'repeated' | 'recovered' | 'test';

export interface AlertMessage {
  readonly alert: AlertName | 'test';
  readonly state: AlertState;
  /** One sentence. */
  readonly text: string;
  /** ISO 8601. */
  readonly since: string;
  /** This server's name. */
  readonly host: string;
  readonly value: number | null;
}

/** How one attempt ended. */
export interface WayResult {
  readonly ok: boolean;
  /** One sentence. */
  readonly text: string;
  /** What was said on the way. */
  readonly lines: readonly string[];
}

const STATE_WORDS: Readonly<Record<AlertState, string>> = {
  raised: 'Alert',
  repeated: 'Still',
  recovered: 'Recovered',
  test: 'Test',
};

export function messageOf(
  { alert, text, since, value }: RaisedAlert,
  state: AlertState,
  host: string,
): AlertMessage {
  return { alert, state, text: printable(text), since, host, value };
}

export function testMessage(host: string, at: string): AlertMessage {
  const text = 'This is a test: alerts of this server come by this way.';
  return { alert: 'test', state: 'test', text, since: at, host, value: null };
}

/** `Alert on mail.example.com: Mail waits too long`. */
export function subjectOf({ alert, state, host }: AlertMessage): string {
  const what = alert === 'test' ? 'no more than a test' : ALERT_WORDS[alert];
  return `${STATE_WORDS[state]} on ${host}: ${what}`;
}

export function bodyOf(message: AlertMessage): string {
  const { text, since, host } = message;
  return [
    subjectOf(message),
    '',
    text,
    '',
    `Since ${since}.`,
    `Said by Gatepost on ${host}.`,
    '',
  ].join('\r\n');
}
