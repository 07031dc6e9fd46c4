/** `/api/users`: people, what they may, and the links that invite them. */
import { Router } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  INVITATION_PAGE,
  newInvitationSchema,
  userChangeSchema,
  type NewInvitation,
} from '../../../shared/api/people.js';
import { invite, openInvitations, withdrawInvitation } from '../../store/config/invitations.js';
import { turnOffSecondFactor } from '../../store/config/second-factor.js';
import {
  changeUser,
  findUser,
  listUsers,
  removeUser,
  type UserChange,
} from '../../store/config/users.js';
import { newToken, tokenHash } from '../../store/tokens.js';
import type { Context } from '../context.js';
import { endStreams } from '../end-streams.js';
import { doingOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function userRoutes(context: Context): Router {
  const { db, environment } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    sendJson(response, 200, { items: listUsers(db), next: null });
  });

  router.get('/invitations', (_request, response) => {
    sendJson(response, 200, { items: openInvitations(db, context.now()), next: null });
  });

  router.post('/invitations', body(SMALL_BODY), (request, response) => {
    const asked = readAs(newInvitationSchema, jsonOf(request));
    const user = findUser(db, asked.username);
    const { username } = user ?? asked;
    const role = asked.role ?? user?.role;
    if (!role) throw wrongRole('A role is needed for somebody new.');
    if (user && role !== user.role) {
      throw wrongRole(`${username} is a user already, as ${user.role}: change the role there.`);
    }
    if (user?.disabled) {
      const message = `${username} is disabled: enable the user first.`;
      throw new AppError('invalid', message, { issues: [{ path: 'username', message }] });
    }
    const token = newToken();
    const draft = { username, role, tokenHash: tokenHash(token) };
    const invitation = invite(db, draft, doingOf(context, response));
    const here = environment.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
    const answer: NewInvitation = { ...invitation, link: `${here}${INVITATION_PAGE}#${token}` };
    sendJson(response, 201, answer);
  });

  router.delete('/invitations/:name', (request, response) => {
    const { name } = request.params;
    if (!withdrawInvitation(db, name, doingOf(context, response))) {
      throw new AppError('not-found', `There is no invitation for ${name}.`);
    }
    response.status(204).end();
  });

  router.patch('/:name', body(SMALL_BODY), (request, response) => {
    const change = readAs(userChangeSchema, jsonOf(request));
    const { name } = request.params as { name: string };
    settle(changeUser(db, name, change, doingOf(context, response)), name);
    const known = findUser(db, name)!.username;
    sendJson(
      response,
      200,
      listUsers(db).find(({ username }) => username === known),
    );
  });

  router.delete('/:name', (request, response) => {
    const { name } = request.params;
    settle(removeUser(db, name, doingOf(context, response)), name);
    response.status(204).end();
  });

  router.delete('/:name/second-factor', (request, response) => {
    const { name } = request.params;
    const user = findUser(db, name);
    if (!user || !turnOffSecondFactor(db, user.username, doingOf(context, response))) {
      throw new AppError('not-found', `${name} has no second factor.`);
    }
    response.status(204).end();
  });

  function settle(change: UserChange, name: string): void {
    if (change.ok) return endStreams(context, change.ended);
    if (change.why === 'unknown') throw new AppError('not-found', `There is no user ${name}.`);
    throw new AppError(
      'last-administrator',
      `${name} is the last administrator: make somebody else one first.`,
    );
  }
  return router;
}

function wrongRole(message: string): AppError {
  return new AppError('invalid', message, { issues: [{ path: 'role', message }] });
}
