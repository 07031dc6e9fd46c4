/** xtext (RFC 3461 4): printable ASCII in which `+` and two hexadecimal digits stand for an octet. */
const XTEXT = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/;

export function isXtext(text: string): boolean {
  return XTEXT.test(text);
}

/** Octets become characters one by one: what is said in it is ASCII or not for people. */
export function xtextToText(xtext: string): string {
  return xtext.replace(/\+([0-9A-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** `text` holds ASCII only. */
export function textToXtext(text: string): string {
  return text.replace(
    /[^!-*,-<>-~]/g,
    (character) => `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
