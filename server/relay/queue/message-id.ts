/** The Message-ID of a message, for the line in the log alone. */

/** Octets of the header that are looked at. */
export const MOST_LOOKED_AT = 16 * 1024;
const MOST_ID = 250;

/** `<id@host>` as it stands there; null where the first octets name none. It is a stranger's text. */
export function messageIdIn(beginning: Buffer): string | null {
  const text = beginning.toString('latin1', 0, MOST_LOOKED_AT);
  const end = text.indexOf('\r\n\r\n');
  const header = end < 0 ? text : text.slice(0, end);
  const field = /(?:^|\n)message-id:[ \t]*(?:\r\n[ \t]+)?(<[^<>\r\n]*>)/i.exec(header);
  return field ? field[1]!.slice(0, MOST_ID) : null;
}
