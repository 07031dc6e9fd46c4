/** Lines of CSV (RFC 4180), made in the browser. */

/** A cell as it is: for what a program reads back. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table for a spreadsheet, which would take a cell that begins like a formula for one. */
export function csvTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map((text) => csvCell(harmless(text))).join(',')}\r\n`).join('');
}

/** Hands a text over as a file. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function harmless(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@]/u.test(text) ? `'${text}` : text;
}
