/** What other readers than those of JSON take for the end of a line, or a terminal for a command. */
const UNSAFE_IN_LINES = /[\u007f-\u009f\u2028\u2029]/g;

/** One JSON object as a line. */
export function ndjsonLine(value: object): string {
  const line = JSON.stringify(value).replace(
    UNSAFE_IN_LINES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${line}\n`;
}
