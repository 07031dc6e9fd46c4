/** The length of a text in UTF-8: what RFC 5321's limits and a socket's path are counted in. */
export function utf8Length(text: string): number {
  let octets = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    octets += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return octets;
}

/** The longest beginning of a text that has at most that many octets and splits no character. */
export function cutOctets(text: string, most: number): string {
  let octets = 0;
  let end = 0;
  for (const character of text) {
    octets += utf8Length(character);
    if (octets > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
