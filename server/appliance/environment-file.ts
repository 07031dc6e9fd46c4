/**
 * Reads a file of settings as systemd reads an `EnvironmentFile=` (systemd.exec(5)), so that the command and the
 * services go by the same: NAME=value, quotes, a backslash before what stands for itself or before the line's
 * end; no shell. A line that is no setting is overlooked, as systemd does.
 */
const ASSIGNMENT = /^\s*([A-Za-z_]\w*)\s*=/;

export function environmentFromText(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const name = ASSIGNMENT.exec(firstLine(rest));
    if (!name) {
      rest = rest.slice(firstLine(rest).length + 1);
      continue;
    }
    const read = readValue(rest.slice(name[0].length));
    values[name[1]!] = read.value;
    rest = read.rest;
  }
  return values;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}

/** To the end of its line, which may lie behind others: within quotes, and after a backslash. */
function readValue(text: string): { value: string; rest: string } {
  let value = '';
  /** Length of the value without blanks that stand at its end outside quotes. */
  let solid = 0;
  let quote = '';
  let at = 0;
  for (; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '\\' && quote !== "'") {
      at += 1;
      const next = text[at] ?? '';
      // In double quotes a backslash before anything else stands for itself.
      const isPlain = quote === '"' && !'"\\`$\n'.includes(next);
      if (next !== '\n') value += isPlain ? char + next : next;
      solid = value.length;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else value += char;
      solid = value.length;
    } else if (char === '\n') {
      break;
    } else if ((char === '"' || char === "'") && solid === 0) {
      value = '';
      quote = char;
    } else if (value !== '' || !/\s/.test(char)) {
      value += char;
      if (!/\s/.test(char)) solid = value.length;
    }
  }
  return { value: value.slice(0, solid), rest: text.slice(at + 1) };
}
