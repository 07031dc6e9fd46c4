/** `/api/delivery`: where accepted mail goes. Secrets go out as `{set:true}` and are kept when they come back so. */
import { Router } from 'express';
import { deliverySchema, type Delivery } from '../../../shared/api/delivery.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { SECRET_SET, withDeliverySecrets } from '../../../shared/api/secret-places.js';
import { deliveries } from '../../store/config/deliveries.js';
import type { Context } from '../context.js';
import { enforceNewest } from '../enforcement.js';
import { requireFresh, requireIfMatch, setEtag, stale } from '../etag.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { body, settingsOf, SETTINGS_BODY } from '../middleware/body.js';
import { hostsOfInbound, hostsOfOutbound, requireReachable } from '../off-limits.js';
import { sendJson } from '../send-json.js';

export function deliveryRoutes(context: Context): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    const { version, settings } = deliveries.newest(context.db)!;
    setEtag(response, 'd', version);
    sendJson(response, 200, present(settings));
  });

  router.put('/', body(SETTINGS_BODY), async (request, response) => {
    const ifMatch = requireIfMatch(request);
    const sent = readAs(deliverySchema, settingsOf(request));
    requireReachable([...hostsOfInbound(sent.inbound), ...hostsOfOutbound(sent.outbound)]);
    const before = deliveries.newest(context.db)!;
    const settings = withKeptSecrets(sent, before.settings);
    requireFresh(ifMatch, 'd', before.version);
    const author = callerOf(response).username;
    const at = context.now().toISOString();
    const origin = originOf(response);
    const { db, secrets } = context;
    const draft = { settings, author, at, origin, secrets };
    const version = deliveries.store(db, before.version, draft);
    if (version === null) throw stale(deliveries.newest(context.db)!.version);
    context.log.info({ version, author }, 'delivery settings changed');
    const { enforced } = await enforceNewest(context);
    setEtag(response, 'd', version);
    const code = enforced.problem === undefined ? 200 : 202;
    sendJson(response, code, { ...present(settings), enforced });
  });
  return router;
}

function present(settings: Delivery): Delivery {
  return withDeliverySecrets(settings, () => SECRET_SET);
}

function withKeptSecrets(sent: Delivery, before: Delivery): Delivery {
  const { outbound } = sent;
  if (outbound.kind !== 'smarthost' || !outbound.auth) return sent;
  if (typeof outbound.auth.password === 'string') return sent;
  const kept = before.outbound.kind === 'smarthost' ? before.outbound.auth?.password : undefined;
  if (kept === undefined) {
    const message = 'No password is stored that could be kept: enter it.';
    const issues = [{ path: 'outbound.auth.password', message }];
    throw new AppError('invalid', `outbound.auth.password: ${message}`, { issues });
  }
  return { ...sent, outbound: { ...outbound, auth: { ...outbound.auth, password: kept } } };
}
