/** The limits of the SMTP side by their names, and their values as people write them. */
import { octetsText, readOctets } from '../../shared/address/octets-text.js';
import { parsed, unreadable, type Parsed } from '../../shared/address/parsed.js';
import type { LimitSettings } from '../../shared/api/limits.js';
import { durationText, readDuration } from './duration.js';

interface LimitWord {
  readonly name: string;
  readonly show: (value: number) => string;
  readonly read: (text: string) => Parsed<number>;
}

const NONE = 'none';

const count = { show: (value: number) => value.toLocaleString('en'), read: readCount };
const octets = { show: octetsText, read: readOctets };
const time = { show: durationText, read: readDuration };
const countOrNone = orNone(count);
const timeOrNone = orNone(time);

export const LIMIT_WORDS: Readonly<Record<keyof LimitSettings, LimitWord>> = {
  sessions: { name: 'Sessions in all', ...count },
  reserve: { name: 'Of these kept for permitted peers', ...countOrNone },
  sessionsPerAddress: { name: 'Sessions of one address', ...countOrNone },
  connectionsPerMinute: { name: 'Connections of one address in a minute', ...countOrNone },
  messagesPerHour: { name: 'Messages of one address in an hour', ...countOrNone },
  recipientsPerHour: { name: 'Recipients of one address in an hour', ...countOrNone },
  accountMessagesPerHour: { name: 'Messages of one account in an hour', ...countOrNone },
  accountRecipientsPerHour: { name: 'Recipients of one account in an hour', ...countOrNone },
  recipientsPerMessage: { name: 'Recipients of one message', ...count },
  errors: { name: 'Errors before hanging up', ...countOrNone },
  commandLine: { name: 'Length of a command', ...octets },
  headerSize: { name: 'Size of a header', ...octets },
  commandTime: { name: 'Time for a command', ...time },
  dataTime: { name: 'Silence within a message', ...time },
  messageTime: { name: 'Time for a whole message', ...timeOrNone },
  sessionTime: { name: 'Time for a session', ...timeOrNone },
  handshakeTime: { name: 'Time for a TLS handshake', ...time },
  greetingDelay: { name: 'Wait before the greeting', ...timeOrNone },
};

/** The limits that differ: `Errors before hanging up 10, Time for a session none`. */
export function limitsText(limits: LimitSettings, beside: LimitSettings): string {
  const names = Object.keys(LIMIT_WORDS) as (keyof LimitSettings)[];
  const other = names.filter((name) => limits[name] !== beside[name]);
  const said = (name: keyof LimitSettings) =>
    `${LIMIT_WORDS[name].name} ${LIMIT_WORDS[name].show(limits[name])}`;
  return other.length === 0 ? 'as they are' : other.map(said).join(', ');
}

function readCount(text: string): Parsed<number> {
  const digits = /^\s*(\d{1,9}|\d{1,3}(?:,\d{3})+)\s*$/.exec(text)?.[1];
  return digits ? parsed(Number(digits.replaceAll(',', ''))) : unreadable('A whole number.');
}

/** 0 is said as `none`. */
function orNone({ show, read }: Omit<LimitWord, 'name'>): Omit<LimitWord, 'name'> {
  return {
    show: (value) => (value === 0 ? NONE : show(value)),
    read: (text) => {
      if (/^\s*(?:none|0)\s*$/i.test(text)) return parsed(0);
      const found = read(text);
      return found.ok ? found : unreadable(found.message, ...found.suggestions, NONE);
    },
  };
}
