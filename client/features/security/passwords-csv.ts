import { csvField } from '../../../shared/api/csv.js';

/** Names and generated passwords as lines of CSV (RFC 4180), for whoever hands them out. */
export function passwordsAsCsv(
  accounts: readonly { readonly name: string; readonly password?: string }[],
): string {
  return accounts
    .map(({ name, password = '' }) => [name, password].map(csvField).join(','))
    .join('\n');
}
