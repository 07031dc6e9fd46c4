import {
  INVITATION_PATH,
  INVITATIONS_PATH,
  USERS_PATH,
  type Invitation,
  type NewInvitation,
  type OpenInvitation,
  type User,
} from '../../shared/api/people.js';
import type { Role } from '../../shared/api/roles.js';
import { request } from './request.js';

interface Page<T> {
  readonly items: readonly T[];
}

export async function getUsers(signal?: AbortSignal): Promise<readonly User[]> {
  return (await request<Page<User>>('GET', USERS_PATH, signal ? { signal } : {})).body.items;
}

export async function getInvitations(signal?: AbortSignal): Promise<readonly Invitation[]> {
  const options = signal ? { signal } : {};
  return (await request<Page<Invitation>>('GET', INVITATIONS_PATH, options)).body.items;
}

/** Without a role: a user that there is sets a new password. */
export async function invite(username: string, role?: Role): Promise<NewInvitation> {
  const body = { username, ...(role ? { role } : {}) };
  return (await request<NewInvitation>('POST', INVITATIONS_PATH, { body })).body;
}

export async function withdrawInvitation(username: string): Promise<void> {
  await request('DELETE', `${INVITATIONS_PATH}/${encodeURIComponent(username)}`);
}

export async function changeUser(
  username: string,
  body: { readonly role?: Role; readonly disabled?: boolean },
): Promise<User> {
  return (await request<User>('PATCH', pathOf(username), { body })).body;
}

export async function removeUser(username: string): Promise<void> {
  await request('DELETE', pathOf(username));
}

export async function resetSecondFactor(username: string): Promise<void> {
  await request('DELETE', `${pathOf(username)}/second-factor`);
}

export async function readInvitation(token: string): Promise<OpenInvitation> {
  const options = { body: { token } };
  return (await request<OpenInvitation>('POST', `${INVITATION_PATH}/read`, options)).body;
}

export async function takeInvitation(token: string, password: string): Promise<void> {
  await request('POST', INVITATION_PATH, { body: { token, password } });
}

function pathOf(username: string): string {
  return `${USERS_PATH}/${encodeURIComponent(username)}`;
}
