/** People of a running console, as the tests of what they may need them. */
import type { NewInvitation } from '../../../shared/api/people.js';
import type { Role } from '../../../shared/api/roles.js';
import type { Answer, Call, RunningConsole } from './running-console.js';

export const OWN_PASSWORD = 'a password of my own';

export interface Person {
  readonly username: string;
  readonly cookie: string;
  /** With the person's cookie, from the console's own origin. */
  readonly call: <T>(path: string, call?: Call) => Promise<Answer<T>>;
}

/** Invites somebody, who takes the link. The console is logged on as an administrator. */
export async function join(running: RunningConsole, username: string, role: Role): Promise<Person> {
  const { body } = await running.call<NewInvitation>('/api/users/invitations', {
    method: 'POST',
    body: { username, role },
  });
  return personOf(running, username, await take(running, body.link));
}

/** Takes a link; answers as the browser sees it. */
export function take(
  running: RunningConsole,
  link: string,
  password = OWN_PASSWORD,
): Promise<Answer<unknown>> {
  const token = link.slice(link.indexOf('#') + 1);
  return running.bare('/api/invitation', { method: 'POST', body: { token, password } });
}

/** The person to whom an answer gave a session. */
export function personOf(
  running: RunningConsole,
  username: string,
  { headers }: Answer<unknown>,
): Person {
  const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    username,
    cookie,
    call: (path, call = {}) =>
      running.bare(path, {
        ...call,
        headers: { cookie, origin: running.url, ...call.headers },
      }),
  };
}
