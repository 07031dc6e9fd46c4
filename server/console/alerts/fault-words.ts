/** Why a host could not be reached, in words; what is not known is said as the system says it. */
export function faultWords(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  if (words !== undefined) return words;
  return message === '' ? `It could not be reached: ${code}.` : `${message.replace(/\.$/, '')}.`;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody listens at that port.',
  ENOTFOUND: 'DNS knows no such host.',
  EAI_AGAIN: 'DNS does not answer now.',
  ECONNRESET: 'The connection was cut.',
  EHOSTUNREACH: 'There is no way to that host.',
  ENETUNREACH: 'There is no way to that network.',
};
