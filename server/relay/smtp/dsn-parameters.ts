/**
 * What a sender asks to be told (RFC 3461): RET and ENVID at MAIL FROM, NOTIFY and ORCPT at RCPT TO.
 *
 * Promise: what passes can stand in a command to the next hop and in a report as it is. Undone, it is
 * printable and of one line.
 */
import { isXtext, textToXtext, xtextToText } from '../../../shared/smtp/xtext.js';
import type { NotifyOn } from '../../store/spool/spooled.js';

/** Octets (RFC 3461 4.2 and 4.4). */
const MOST_ENVID = 100;
const MOST_ORCPT = 500;

const NOTIFY: ReadonlyMap<string, NotifyOn> = new Map([
  ['SUCCESS', 'success'],
  ['FAILURE', 'failure'],
  ['DELAY', 'delay'],
]);
const PRINTABLE = /^[\x20-\x7e]*$/;
const NON_ASCII = /[^\u0000-\u007f]/gu;
/** An address type is an atom; all that are registered are of these. */
const ORCPT = /^([A-Za-z0-9-]{1,64});(.+)$/s;

export function retFromText(value: string): 'FULL' | 'HDRS' | null {
  const ret = value.toUpperCase();
  return ret === 'FULL' || ret === 'HDRS' ? ret : null;
}

/** In xtext as it was given; null for one that is none. */
export function envidFromText(value: string): string | null {
  return value !== '' && value.length <= MOST_ENVID && isPrintableXtext(value) ? value : null;
}

/** Empty is NEVER, which stands alone (RFC 3461 4.1); null for a bad value. */
export function notifyFromText(value: string): readonly NotifyOn[] | null {
  const words = value.toUpperCase().split(',', NOTIFY.size + 1);
  if (words.length === 1 && words[0] === 'NEVER') return [];
  const asked = words.map((word) => NOTIFY.get(word));
  const isGood = asked.every((word) => word !== undefined);
  return isGood && new Set(asked).size === asked.length ? (asked as NotifyOn[]) : null;
}

/**
 * The type and the address in xtext; null for a bad value. Unencoded UTF-8, which only a session with
 * SMTPUTF8 may give, becomes its ASCII form (RFC 6533 3), so that any next hop and any report can bear it.
 */
export function orcptFromText(value: string, smtputf8: boolean): string | null {
  if (Buffer.byteLength(value) > MOST_ORCPT) return null;
  const [, type, address] = ORCPT.exec(value) ?? [];
  if (type === undefined || address === undefined) return null;
  const mayBeUtf8 = smtputf8 && type.toLowerCase() === 'utf-8';
  const encoded = mayBeUtf8 ? asciiForm(address) : address;
  return isPrintableXtext(encoded) ? `${type};${encoded}` : null;
}

/** ORCPT for a recipient whose address is changed on its way here, where the peer gave none. */
export function orcptOf(address: string): string {
  const ascii = asciiForm(address);
  return ascii === address ? `rfc822;${textToXtext(address)}` : `utf-8;${textToXtext(ascii)}`;
}

/** `\x{e9}` for é. */
function asciiForm(text: string): string {
  return text.replace(NON_ASCII, (character) => {
    return `\\x{${character.codePointAt(0)!.toString(16).toUpperCase()}}`;
  });
}

function isPrintableXtext(text: string): boolean {
  return isXtext(text) && PRINTABLE.test(xtextToText(text));
}
