/**
 * Domain names. A domain is labels of letters, digits, `-` and `_`; a label that is not ASCII is
 * taken only if nothing would have to be mapped to make it standard, and is kept as its A-label.
 *
 * Promise: two names that a next hop would treat as one never look like two here, and the other way
 * round: full-width letters, soft hyphens and joiners are refused instead of silently mapped, which
 * is how a decided domain and a delivered domain come to differ (PITFALLS, "domain identity").
 */
import punycode from 'punycode/punycode.js';
import { parsed, unreadable, type Parsed } from './parsed.js';

const ASCII_LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const ASCII_LABEL_LOOSE = /^[a-z0-9_-]{1,63}$/i;
const UNICODE_LABEL = /^[\p{L}\p{M}\p{Nd}\-\u00b7\u0375\u05f3\u05f4\u30fb]+$/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;
const MOST_OCTETS = 253;

/** Reads a domain name; the value keeps the case of ASCII labels and holds A-labels for the others. */
export function domainFromText(text: string): Parsed<string> {
  if (text === '') return unreadable('The domain is empty.');
  if (text.startsWith('.') || text.endsWith('.')) {
    const bare = text.replace(/^\.+|\.+$/g, '');
    return unreadable('A domain has no dot at either end.', ...(isDomain(bare) ? [bare] : []));
  }
  const labels: string[] = [];
  for (const label of text.split('.')) {
    const ascii = labelFromText(label);
    if (ascii === null)
      return unreadable(`${JSON.stringify(label.slice(0, 63))} is not a label of a domain.`);
    labels.push(ascii);
  }
  const domain = labels.join('.');
  if (domain.length > MOST_OCTETS)
    return unreadable(`A domain has at most ${MOST_OCTETS} characters.`);
  return parsed(domain);
}

export function isDomain(text: string): boolean {
  return domainFromText(text).ok;
}

/** The key under which a domain is looked up. */
export function domainKey(domain: string): string {
  return domain.toLowerCase();
}

function labelFromText(label: string): string | null {
  // eslint-disable-next-line no-control-regex -- the ASCII range is what is asked
  if (!/^[\x00-\x7f]*$/.test(label)) return isStandardUnicode(label) ? encodedLabel(label) : null;
  if (/^xn--/i.test(label)) return decodedLabel(label) === null ? null : label;
  return ASCII_LABEL_LOOSE.test(label) ? label : null;
}

/** An A-label must decode to a label that we would take ourselves, and encode back to itself. */
function decodedLabel(label: string): string | null {
  if (!ASCII_LABEL.test(label)) return null;
  try {
    const unicode = punycode.decode(label.slice(4).toLowerCase());
    return isStandardUnicode(unicode) && encodedLabel(unicode) === label.toLowerCase()
      ? unicode
      : null;
  } catch {
    return null;
  }
}

function encodedLabel(unicode: string): string | null {
  const ascii = `xn--${punycode.encode(unicode)}`;
  return ascii.length <= 63 ? ascii : null;
}

function isStandardUnicode(label: string): boolean {
  return (
    UNICODE_LABEL.test(label) &&
    // eslint-disable-next-line no-control-regex -- an all-ASCII label has no A-label
    !/^[\x00-\x7f]*$/.test(label) &&
    !IGNORABLE.test(label) &&
    !/^\p{M}/u.test(label) &&
    !label.startsWith('-') &&
    !label.endsWith('-') &&
    label.normalize('NFC') === label &&
    label.toLowerCase() === label &&
    label.normalize('NFKC') === label
  );
}
