/** `/api/dialogues`: has the relay talk to a host, and shows what is said. */
import { Router } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  dialogueSchema,
  type DialogueQuestion,
  type HeldDialogue,
} from '../../../shared/api/dialogues.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import { same } from '../../../shared/rules/same.js';
import { deliveries } from '../../store/config/deliveries.js';
import { DELIVERY, opened } from '../../store/sealed-settings.js';
import type { Context } from '../context.js';
import { body, jsonOf, SETTINGS_BODY } from '../middleware/body.js';
import { requireText } from '../stored-secret.js';
import { hostsOfInbound, hostsOfOutbound, requireReachable } from '../off-limits.js';
import { sendJson } from '../send-json.js';

export function dialogueRoutes({ db, relay, secrets }: Context): Router {
  const router = Router();

  router.post('/', body(SETTINGS_BODY), async (request, response) => {
    const asked = readAs(dialogueSchema, jsonOf(request));
    if (asked.kind === 'inbound') requireReachable(hostsOfInbound(asked.inbound));
    if (asked.kind === 'outbound') requireReachable(hostsOfOutbound(asked.outbound));
    const question = withPassword(
      asked,
      opened(DELIVERY, deliveries.newest(db)!.settings, secrets),
    );
    const { id } = JSON.parse(await relay.ask('POST', '/dialogues', question)) as { id: string };
    const held: HeldDialogue = { id, state: 'running', outcome: '', lines: [] };
    sendJson(response, 202, held);
  });

  router.get('/:id', async (request, response) => {
    const path = `/dialogues/${encodeURIComponent(request.params.id)}`;
    sendJson(response, 200, JSON.parse(await relay.ask('GET', path)) as HeldDialogue);
  });
  return router;
}

/** The stored password goes to the host that it was stored for, and to no other. */
function withPassword(question: DialogueQuestion, stored: Delivery): DialogueQuestion {
  if (question.kind !== 'outbound' || question.outbound.kind !== 'smarthost') return question;
  const { outbound } = question;
  if (!outbound.auth || typeof outbound.auth.password === 'string') return question;
  const { outbound: known } = stored;
  const isSame =
    known.kind === 'smarthost' &&
    known.auth?.username === outbound.auth.username &&
    same([known.host, known.port, known.tls], [outbound.host, outbound.port, outbound.tls]);
  if (!isSame || !known.auth) {
    const message = 'Enter the password: the stored one is for the host as it is stored.';
    const path = 'outbound.auth.password';
    throw new AppError('invalid', message, { issues: [{ path, message }] });
  }
  const password = requireText(known.auth.password, 'outbound.auth.password');
  return { ...question, outbound: { ...outbound, auth: { ...known.auth, password } } };
}
