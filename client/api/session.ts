import { SESSION_PATH, SETUP_PATH, type Session } from '../../shared/api/session.js';
import { ApiFault, request } from './request.js';

export const SESSION_KEY: readonly string[] = ['session'];

/** Who is logged on; null with what the console says about it when nobody is. */
export interface LogonState {
  readonly session: Session | null;
  readonly message: string;
}

export async function getSession(signal?: AbortSignal): Promise<LogonState> {
  try {
    const { body } = await request<Session>('GET', SESSION_PATH, signal ? { signal } : {});
    return { session: body, message: '' };
  } catch (fault) {
    if (fault instanceof ApiFault && fault.code === 'unauthenticated') {
      return { session: null, message: fault.message };
    }
    throw fault;
  }
}

/** `code` null: none has been asked for. */
export async function logOn(
  username: string,
  password: string,
  code: string | null,
): Promise<void> {
  const body = { username, password, ...(code === null ? {} : { code }) };
  await request('POST', SESSION_PATH, { body });
}

export async function logOff(): Promise<void> {
  await request('DELETE', SESSION_PATH);
}

export async function setUp(token: string, password: string): Promise<void> {
  await request('POST', SETUP_PATH, { body: { token, password } });
}
