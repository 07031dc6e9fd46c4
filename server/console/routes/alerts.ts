/** `/api/alerts`: what alerts are raised of and by which ways. Secrets go out as `{set:true}` and are kept when they come back so. */
import { Router } from 'express';
import { alertsSchema, alertTestSchema, type Alerts } from '../../../shared/api/alerts.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { SECRET_SET, withAlertSecrets } from '../../../shared/api/secret-places.js';
import { alertSettings } from '../../store/config/alert-settings.js';
import { ALERTS, opened } from '../../store/sealed-settings.js';
import { isOwnListener } from '../../own-listeners.js';
import { ownListenersOf } from '../alerts/own-listeners-of.js';
import type { Context } from '../context.js';
import { requireFresh, requireIfMatch, setEtag, stale } from '../etag.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { body, jsonOf, settingsOf, SMALL_BODY } from '../middleware/body.js';
import { requireReachable } from '../off-limits.js';
import { sendJson } from '../send-json.js';

export function alertRoutes(context: Context): Router {
  const { db, secrets, alerts } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    const { version, settings } = alertSettings.newest(db)!;
    setEtag(response, 'a', version);
    sendJson(response, 200, present(settings));
  });

  router.put('/', body(SMALL_BODY), async (request, response) => {
    const ifMatch = requireIfMatch(request);
    const sent = readAs(alertsSchema, settingsOf(request));
    await requireWays(context, sent, '');
    const before = alertSettings.newest(db)!;
    const settings = withKeptSecrets(sent, before.settings, '');
    requireFresh(ifMatch, 'a', before.version);
    const author = callerOf(response).username;
    const at = context.now().toISOString();
    const draft = { settings, author, at, origin: originOf(response), secrets };
    const version = alertSettings.store(db, before.version, draft);
    if (version === null) throw stale(alertSettings.newest(db)!.version);
    context.log.info({ version, author }, 'alerts changed');
    alerts.changed(before.settings, settings);
    setEtag(response, 'a', version);
    sendJson(response, 200, present(settings));
  });

  router.get('/state', (_request, response) => sendJson(response, 200, alerts.state()));

  router.post('/test', body(SMALL_BODY), async (request, response) => {
    const { way, alerts: typed } = readAs(alertTestSchema, jsonOf(request));
    const stored = alertSettings.newest(db)!.settings;
    if (typed) await requireWays(context, typed, 'alerts.');
    const settings = typed ? withKeptSecrets(typed, stored, 'alerts.') : stored;
    sendJson(response, 200, await alerts.test(way, opened(ALERTS, settings, secrets)));
  });
  return router;
}

/** Addresses off limits, and this mail server itself, are refused at their place; names when they are looked up. */
async function requireWays(context: Context, sent: Alerts, prefix: string): Promise<void> {
  const { webhook, mail, command } = sent;
  requireReachable([
    ...(webhook ? [{ path: `${prefix}webhook.url`, host: new URL(webhook.url).hostname }] : []),
    ...(mail ? [{ path: `${prefix}mail.host`, host: mail.host }] : []),
  ]);
  if (command && context.environment.alertCommand === null) {
    throw invalid(
      `${prefix}command`,
      'No program is set: GATEPOST_ALERT_COMMAND names it where the console is started.',
    );
  }
  if (!mail) return;
  const own = ownListenersOf(context.environment, await context.relay.status());
  if (isOwnListener(mail.host, mail.port, own)) {
    throw invalid(
      `${prefix}mail.host`,
      'That is this mail server itself: alerts must not depend on it.',
    );
  }
}

function present(settings: Alerts): Alerts {
  return withAlertSecrets(settings, () => SECRET_SET);
}

/** A secret is kept only for the place that it was entered for: whoever changes that must know it. */
function withKeptSecrets(sent: Alerts, before: Alerts, prefix: string): Alerts {
  const { webhook, mail } = sent;
  return {
    ...sent,
    webhook: webhook && withToken(webhook, before.webhook, `${prefix}webhook.token`),
    mail: mail && withPassword(mail, before.mail, `${prefix}mail.auth.password`),
  };
}

type Webhook = NonNullable<Alerts['webhook']>;
type Mail = NonNullable<Alerts['mail']>;

function withToken(sent: Webhook, before: Webhook | null, path: string): Webhook {
  if (sent.token === undefined || typeof sent.token === 'string') return sent;
  const kept = before?.token;
  if (kept === undefined) throw invalid(path, 'No token is stored that could be kept: enter it.');
  if (new URL(sent.url).origin !== new URL(before!.url).origin) {
    throw invalid(path, 'Enter the token again: it was entered for another address.');
  }
  return { ...sent, token: kept };
}

function withPassword(sent: Mail, before: Mail | null, path: string): Mail {
  if (!sent.auth || typeof sent.auth.password === 'string') return sent;
  const kept = before?.auth?.password;
  if (kept === undefined)
    throw invalid(path, 'No password is stored that could be kept: enter it.');
  if (placeOf(sent) !== placeOf(before!)) {
    throw invalid(path, 'Enter the password again: it was entered for another host or account.');
  }
  return { ...sent, auth: { ...sent.auth, password: kept } };
}

function placeOf({ host, port, tls, auth }: Mail): string {
  return JSON.stringify([host, port, tls, auth?.username]);
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid', `${path}: ${message}`, { issues: [{ path, message }] });
}
