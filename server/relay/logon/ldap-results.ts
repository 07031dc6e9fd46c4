/** What the results of an LDAP server say about a logon. */
import { refused, unavailable, type StoreAnswer } from './account-store.js';
import { quotation } from './store-fault.js';

/** Active Directory says why in the text of its result: `…, data 52e, v4563`. */
const ACTIVE_DIRECTORY: Readonly<Record<string, string>> = {
  '525': 'There is no such account.',
  '52e': 'The password is wrong, or there is no such account.',
  '530': 'The account may not log on at this time.',
  '531': 'The account may not log on from this machine.',
  '532': 'The password has expired.',
  '533': 'The account is disabled.',
  '701': 'The account has expired.',
  '773': 'The password must be changed first.',
  '775': 'The account is locked after too many wrong passwords.',
};

const INVALID_CREDENTIALS = 49;

const FAULTS: Readonly<Record<number, string>> = {
  3: 'It took too long over the question.',
  8: 'It wants a stronger kind of logon.',
  13: 'It takes no password without TLS.',
  32: 'There is nothing at the base of the search.',
  34: 'The name that was made of the template is no DN.',
  50: 'The account to search with may not search.',
  51: 'It is busy.',
  52: 'It takes no logons now.',
  53: 'It is not willing to take the logon.',
};

/** The number of a result, of whatever the library threw; null when the server did not answer at all. */
function codeOf(error: unknown): number | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : null;
}

/** Of the bind with the name and the password of the logon; throws what is no answer. */
export function answerToBind(error: unknown, password: string): StoreAnswer {
  const code = codeOf(error);
  if (code === null) throw error;
  const { message } = error as Error;
  if (code !== INVALID_CREDENTIALS) return answerToSearch(error, password);
  const detail = /\bdata ([0-9a-f]{3,4})\b/i.exec(message)?.[1]?.toLowerCase();
  return refused(ACTIVE_DIRECTORY[detail ?? ''] ?? 'Name or password is wrong.');
}

/** Of whatever comes before that bind: never a refusal; throws what is no answer. */
export function answerToSearch(error: unknown, password: string): StoreAnswer {
  const code = codeOf(error);
  if (code === null) throw error;
  if (code === INVALID_CREDENTIALS) {
    return unavailable('It refuses the account to search with, or its password.');
  }
  const known = FAULTS[code];
  return unavailable(
    known ?? `It answers with code ${code}${quotation((error as Error).message, password)}`,
  );
}
