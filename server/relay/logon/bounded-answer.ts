/**
 * What holds for each kind of store: nothing that could break out of a protocol is handed to it, it has
 * so much time and no more, and its faults become `unavailable`.
 */
import { refused, unavailable, type LogonName, type StoreAnswer } from './account-store.js';
import { faultToText } from './store-fault.js';

export const TIME_OUT = 10_000;

/** `judge` is to end what it has open when `signal` aborts, which it does in any case. */
export async function boundedAnswer(
  name: LogonName,
  password: string,
  timeOut: number,
  judge: (signal: AbortSignal) => Promise<StoreAnswer>,
): Promise<StoreAnswer> {
  const fault = faultOfLogon(name, password);
  if (fault !== null) return refused(fault);
  const ending = new AbortController();
  let timer;
  const late = new Promise<StoreAnswer>((resolve) => {
    timer = setTimeout(
      () => resolve(unavailable(`It did not answer within ${timeOut / 1000} seconds.`)),
      timeOut,
    );
  });
  try {
    return await Promise.race([judge(ending.signal), late]);
  } catch (error) {
    return unavailable(faultToText(error, password));
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

/** In a sentence; null when a store may be asked. */
function faultOfLogon({ given, user }: LogonName, password: string): string | null {
  // LDAP takes a bind without a password as anonymous, and says success (RFC 4513 5.1.2).
  if (password === '') return 'A logon without a password is never accepted.';
  if (user.trim() === '') return 'A logon without a name is never accepted.';
  if (/\p{Cc}/u.test(given)) return 'The name has control characters.';
  if (given.split(/[@\\]/).length > 2) return 'The name has more than one @ or backslash.';
  if (/[\0\r\n]/.test(password)) return 'The password has line ends or NUL in it.';
  return null;
}
