/** What is wrong with a store, in sentences for the administrator. */

/** A store cannot answer. Its message is a sentence. */
export class StoreFault extends Error {
  override name = 'StoreFault';
}

const UNKNOWN_AUTHORITY =
  'Its certificate is not from an authority that is known here: the certificate of that authority must be entered.';
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'It broke off the connection.',
  EPIPE: 'It broke off the connection.',
  ENOTFOUND: 'Its name is not in DNS.',
  EAI_AGAIN: 'DNS does not answer for its name.',
  EHOSTUNREACH: 'There is no way to it in the network.',
  ENETUNREACH: 'There is no way to it in the network.',
  ETIMEDOUT: 'It does not answer.',
  ENOENT: 'There is no such socket.',
  EACCES: 'Gatepost may not open its socket.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name.',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
};

/** In one sentence; `password` is never in it, whatever the store has said. */
export function faultToText(error: unknown, password: string): string {
  if (error instanceof StoreFault) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  const known = typeof code === 'string' ? SENTENCES[code] : undefined;
  return known ?? `The connection failed${quotation(message, password)}`;
}

const MOST_QUOTED = 200;

/** `: "what it said".` to end a sentence with; `.` when it said nothing, or said the password. */
export function quotation(said: string | undefined, password: string): string {
  const text = (said ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MOST_QUOTED);
  const secrets = [password, Buffer.from(password).toString('base64')];
  // Looked for in the whole: what was cut off may have been the end of it.
  if (text === '' || secrets.some((secret) => said!.includes(secret))) return '.';
  return `: "${text}".`;
}
