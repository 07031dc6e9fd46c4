/**
 * The parameters of MAIL FROM and RCPT TO (RFC 5321 4.1.1.11): SIZE (RFC 1870), BODY (RFC 6152),
 * SMTPUTF8 (RFC 6531), AUTH (RFC 4954), RET, ENVID, NOTIFY and ORCPT (RFC 3461), each at most once.
 *
 * One that is not known is 555 to a peer that said EHLO: it asks for a service, and a service that is
 * not given must not be promised. One that said HELO was offered nothing and cannot ask: old scanners
 * and alarm panels add words of their own there, which are overlooked.
 */
import type { Reply } from '../../../shared/engine/decision.js';
import {
  badParameterReply,
  repeatedParameterReply,
  unknownParameterReply,
} from '../../../shared/smtp/replies.js';
import type { NotifyOn } from '../../store/spool/spooled.js';
import type { CommandPath } from './command-path.js';
import { envidFromText, notifyFromText, orcptFromText, retFromText } from './dsn-parameters.js';

export interface MailParameters {
  /** Octets that the peer says it will send; 0 where it says nothing. */
  readonly size: number;
  readonly smtputf8: boolean;
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
}

export interface RecipientParameters {
  readonly notify?: readonly NotifyOn[];
  readonly orcpt?: string;
}

/** What one parameter says; null when its value is bad, `unknown` when nobody here knows it. */
type Read<T> = (keyword: string, value: string | true) => Partial<T> | null | 'unknown';

const NO_MAIL_PARAMETERS: MailParameters = Object.freeze({ size: 0, smtputf8: false });
const NO_RECIPIENT_PARAMETERS: RecipientParameters = Object.freeze({});
const SIZE = /^\d{1,20}$/;
const BODY = /^(?:7BIT|8BITMIME)$/i;

/** `isExtended`: the peer said EHLO. A `Reply` where a parameter is bad. */
export function mailParameters(path: CommandPath, isExtended: boolean): MailParameters | Reply {
  return parametersOf(path, isExtended, NO_MAIL_PARAMETERS, mailParameter);
}

export function recipientParameters(
  path: CommandPath,
  isExtended: boolean,
  smtputf8: boolean,
): RecipientParameters | Reply {
  return parametersOf<RecipientParameters>(
    path,
    isExtended,
    NO_RECIPIENT_PARAMETERS,
    (keyword, value) => recipientParameter(keyword, value, smtputf8),
  );
}

function parametersOf<T extends object>(
  { parameters, repeated }: CommandPath,
  isExtended: boolean,
  none: T,
  read: Read<T>,
): T | Reply {
  if (parameters.size === 0) return none;
  if (repeated !== null) return repeatedParameterReply(repeated);
  let asked = none;
  for (const [keyword, value] of parameters) {
    const said = read(keyword, value);
    if (said === null) return badParameterReply(keyword);
    if (said !== 'unknown') asked = { ...asked, ...said };
    else if (isExtended) return unknownParameterReply(keyword);
  }
  return asked;
}

const mailParameter: Read<MailParameters> = (keyword, value) => {
  const text = value === true ? '' : value;
  switch (keyword) {
    case 'SIZE':
      return SIZE.test(text) ? { size: Number(text) } : null;
    case 'BODY':
      return BODY.test(text) ? {} : null;
    case 'SMTPUTF8':
      return value === true ? { smtputf8: true } : null;
    case 'RET':
      return given('ret', retFromText(text));
    case 'ENVID':
      return given('envid', envidFromText(text));
    // Who submitted the message elsewhere, as a peer says that nobody here trusts (RFC 4954 5).
    case 'AUTH':
      return {};
    default:
      return 'unknown';
  }
};

function recipientParameter(
  keyword: string,
  value: string | true,
  smtputf8: boolean,
): ReturnType<Read<RecipientParameters>> {
  const text = value === true ? '' : value;
  switch (keyword) {
    case 'NOTIFY':
      return given('notify', notifyFromText(text));
    case 'ORCPT':
      return given('orcpt', orcptFromText(text, smtputf8));
    default:
      return 'unknown';
  }
}

function given<K extends string, V>(name: K, value: V | null): { [name in K]: V } | null {
  return value === null ? null : ({ [name]: value } as { [name in K]: V });
}
