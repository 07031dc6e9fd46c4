/**
 * What an LDAP server says, message by message (RFC 4511 4.1.1), before the library sees any of it.
 *
 * Promise: what is handed on is a result of a bind or a search, or something that a search found, in
 * exactly the form of RFC 4511 and without anything that a logon has no use for (controls, referrals,
 * SASL). The library takes what it misses for an empty text and looks for it without end: an element
 * that is longer than its message, or an entry without attributes, would fill the memory of the relay.
 */
import { berElement, elementsIn, headAt, type BerElement } from './ber.js';
import { StoreFault } from './store-fault.js';

const INTEGER = 0x02;
const OCTETS = 0x04;
const ENUMERATED = 0x0a;
const SEQUENCE = 0x30;
const SET = 0x31;
const BIND_RESPONSE = 0x61;
const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
const SEARCH_REFERENCE = 0x73;
const MOST_NUMBER = 4;

export class LdapMessages {
  readonly #most: number;
  #octets = 0;
  #unread: Buffer = Buffer.alloc(0);

  /** `most` octets in all. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The messages that are whole with this chunk. Throws a `StoreFault` at the first that is none. */
  take(chunk: Buffer): Buffer[] {
    this.#octets += chunk.length;
    if (this.#octets > this.#most) throw new StoreFault('It says more than was asked for.');
    this.#unread = Buffer.concat([this.#unread, chunk]);
    const messages: Buffer[] = [];
    while (this.#unread.length > 0) {
      const whole = headAt(this.#unread, 0);
      if (whole === 'more') break;
      if (whole?.tag !== SEQUENCE) throw noServer();
      if (whole.to > this.#most) throw new StoreFault('It says more than was asked for.');
      if (whole.to > this.#unread.length) break;
      messages.push(standardMessage(this.#unread, whole));
      this.#unread = this.#unread.subarray(whole.to);
    }
    return messages;
  }
}

function standardMessage(bytes: Buffer, whole: BerElement): Buffer {
  const [id, operation] = elementsIn(bytes, whole) ?? [];
  if (!isNumber(id, INTEGER) || !operation) throw noServer();
  const parts = standardOperation(bytes, operation);
  if (!parts) throw noServer();
  return berElement(
    SEQUENCE,
    berElement(INTEGER, bytes.subarray(id.from, id.to)),
    berElement(operation.tag, ...parts),
  );
}

/** What is inside; null where it is not what it says. */
function standardOperation(bytes: Buffer, operation: BerElement): Buffer[] | null {
  const elements = elementsIn(bytes, operation);
  if (!elements) return null;
  const again = (kept: readonly BerElement[]) =>
    kept.map(({ tag, from, to }) => berElement(tag, bytes.subarray(from, to)));
  switch (operation.tag) {
    case BIND_RESPONSE:
    case SEARCH_DONE: {
      const [code, matched, text] = elements;
      const isResult = isNumber(code, ENUMERATED) && isText(matched) && isText(text);
      return isResult ? again([code, matched, text]) : null;
    }
    case SEARCH_ENTRY: {
      const [name, attributes] = elements;
      const isEntry = elements.length === 2 && isText(name) && attributes?.tag === SEQUENCE;
      return isEntry && hasAttributes(bytes, attributes) ? again(elements) : null;
    }
    case SEARCH_REFERENCE:
      return elements.length > 0 && elements.every(isText) ? again(elements) : null;
    default:
      return null;
  }
}

function hasAttributes(bytes: Buffer, list: BerElement): boolean {
  const attributes = elementsIn(bytes, list);
  return (
    attributes !== null &&
    attributes.every((attribute) => {
      const [type, values] = elementsIn(bytes, attribute) ?? [];
      const isPair = attribute.tag === SEQUENCE && isText(type) && values?.tag === SET;
      return isPair && elementsIn(bytes, values)?.every(isText) === true;
    })
  );
}

function isText(element: BerElement | undefined): element is BerElement {
  return element?.tag === OCTETS;
}

function isNumber(element: BerElement | undefined, tag: number): element is BerElement {
  if (element?.tag !== tag) return false;
  const length = element.to - element.from;
  return length > 0 && length <= MOST_NUMBER;
}

function noServer(): StoreFault {
  return new StoreFault('What answers there is no LDAP server.');
}
