/** Lines of CSV (RFC 4180) that a spreadsheet takes for text, whoever wrote what stands in them. */

/**
 * What a spreadsheet would take for the beginning of a formula: at the start of the field, and behind what
 * separates cells where the comma does not (in many countries it is the semicolon).
 */
const FORMULA = /(?<=(?:^|[;\t\r\n])"*)(?=[\s\p{Cc}]*[=+\-@\uff0b\uff0d\uff1d\uff20])/gu;
const QUOTED = /[",\r\n]/;

export function csvLine(fields: readonly string[]): string {
  return `${fields.map((text) => csvField(text.replace(FORMULA, "'"))).join(',')}\r\n`;
}

/** A field as it is: for what a program reads back. */
export function csvField(text: string): string {
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
