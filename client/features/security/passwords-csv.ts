/** Names and generated passwords as lines of CSV (RFC 4180), for whoever hands them out. */
export function passwordsAsCsv(
  accounts: readonly { readonly name: string; readonly password?: string }[],
): string {
  return accounts
    .map(({ name, password = '' }) => [name, password].map(asCsv).join(','))
    .join('\n');
}

function asCsv(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
