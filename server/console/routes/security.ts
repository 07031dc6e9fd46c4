/** `/api/security`: account stores, the certificate, the legacy lane. Secrets go out as `{set:true}` and are kept when they come back so. */
import { Router } from 'express';
import {
  certificateCheckSchema,
  logonTestSchema,
  securitySchema,
  type AccountStore,
  type CertificateSetting,
  type LdapStore,
  type Security,
} from '../../../shared/api/security.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { SECRET_SET, withSecuritySecrets } from '../../../shared/api/secret-places.js';
import { certificateFacts, requireCurrent, requireUsable } from '../../store/certificate.js';
import { securities } from '../../store/config/securities.js';
import { StoreError } from '../../store/fault.js';
import { opened, SECURITY } from '../../store/sealed-settings.js';
import { tlsPair } from '../../store/tls-pair.js';
import { StartFault } from '../../start-fault.js';
import type { Context } from '../context.js';
import { enforceNewest } from '../enforcement.js';
import { requireFresh, requireIfMatch, setEtag, stale } from '../etag.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { requireText } from '../stored-secret.js';
import { body, jsonOf, settingsOf, SETTINGS_BODY } from '../middleware/body.js';
import { hostsOfStore, requireReachable } from '../off-limits.js';
import { sendJson } from '../send-json.js';

export function securityRoutes(context: Context): Router {
  const { db, relay, secrets } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    const { version, settings } = securities.newest(db)!;
    setEtag(response, 's', version);
    sendJson(response, 200, present(settings));
  });

  router.put('/', body(SETTINGS_BODY), async (request, response) => {
    const ifMatch = requireIfMatch(request);
    const wanted = readAs(securitySchema, settingsOf(request));
    requireReachable(wanted.stores.flatMap((store, i) => hostsOfStore(store, `stores.${i}`)));
    const before = securities.newest(db)!;
    const settings = withKeptSecrets(wanted, before.settings);
    const { certificate } = opened(SECURITY, settings, secrets);
    // One that is kept although its key cannot be read hinders nothing else from being changed.
    if (!isUnreadable(certificate)) await requireCertificate(context, certificate);
    requireFresh(ifMatch, 's', before.version);
    const author = callerOf(response).username;
    const at = context.now().toISOString();
    const origin = originOf(response);
    const draft = { settings, author, at, origin, secrets };
    const version = securities.store(db, before.version, draft);
    if (version === null) throw stale(securities.newest(db)!.version);
    context.log.info({ version, author }, 'security settings changed');
    await context.certificateChanged();
    const { enforced } = await enforceNewest(context);
    setEtag(response, 's', version);
    const code = enforced.problem === undefined ? 200 : 202;
    sendJson(response, code, { ...present(settings), enforced });
  });

  router.get('/state', async (_request, response) => {
    sendJson(response, 200, JSON.parse(await relay.ask('GET', '/security')));
  });

  router.post('/test-logon', body(SETTINGS_BODY), async (request, response) => {
    const { store, ...logon } = readAs(logonTestSchema, jsonOf(request));
    if (store) requireReachable(hostsOfStore(store, 'store'));
    const { stores } = opened(SECURITY, securities.newest(db)!.settings, secrets);
    const kept = store && storeWithSecret(store, stores, 'store');
    if (kept?.kind === 'ldap' && kept.bind.how === 'search') {
      requireText(kept.bind.password, 'store.bind.password');
    }
    const answer = await relay.ask('POST', '/test-logon', { ...logon, store: kept });
    sendJson(response, 200, JSON.parse(answer));
  });

  router.post('/check-certificate', body(SETTINGS_BODY), async (request, response) => {
    const asked = readAs(certificateCheckSchema, jsonOf(request));
    const known = opened(SECURITY, securities.newest(db)!.settings, secrets);
    const kept = certificateWithKey(asked.certificate, known);
    const { cert } = await requireCertificate(context, kept);
    sendJson(response, 200, certificateFacts(cert, context.environment.hostname));
  });
  return router;
}

/** What the relay would refuse is refused here, at its place. */
async function requireCertificate({ environment }: Context, certificate: CertificateSetting) {
  try {
    const fromPage = { ...environment, tlsCert: null, tlsKey: null };
    const pair = await tlsPair(fromPage, certificate);
    requireUsable(pair);
    requireCurrent(pair.cert);
    return pair;
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof StartFault)) throw error;
    const { message } = error;
    const path = /private key/.test(message) ? 'certificate.key' : 'certificate.cert';
    throw new AppError('invalid', `${path}: ${message}`, { issues: [{ path, message }] });
  }
}

function present(settings: Security): Security {
  return withSecuritySecrets(settings, () => SECRET_SET);
}

function withKeptSecrets(sent: Security, before: Security): Security {
  return {
    ...sent,
    certificate: certificateWithKey(sent.certificate, before),
    stores: sent.stores.map((store, index) =>
      storeWithSecret(store, before.stores, `stores.${index}`),
    ),
  };
}

function certificateWithKey(sent: CertificateSetting, before: Security): CertificateSetting {
  if (sent.kind !== 'pasted' || typeof sent.key === 'string') return sent;
  const kept = before.certificate.kind === 'pasted' ? before.certificate.key : undefined;
  if (kept === undefined) throw notKept('certificate.key', 'key');
  return { ...sent, key: kept };
}

/** A store keeps its password under its name, and only for the place that it was entered for. */
function storeWithSecret(
  sent: AccountStore,
  before: readonly AccountStore[],
  path: string,
): AccountStore {
  if (sent.kind !== 'ldap' || sent.bind.how !== 'search') return sent;
  if (typeof sent.bind.password === 'string') return sent;
  const kept = before.find(({ name }) => name === sent.name);
  if (kept?.kind !== 'ldap' || kept.bind.how !== 'search') {
    throw notKept(`${path}.bind.password`, 'password');
  }
  if (placeOf(sent) !== placeOf(kept)) {
    const message = 'Enter the password again: it was entered for another host or account.';
    const at = `${path}.bind.password`;
    throw new AppError('invalid', `${at}: ${message}`, { issues: [{ path: at, message }] });
  }
  return { ...sent, bind: { ...sent.bind, password: kept.bind.password } };
}

/** Where the password goes: whoever changes that must know it. */
function placeOf({ host, port, tls, ca, bind }: LdapStore): string {
  return JSON.stringify([host, port, tls, ca ?? null, 'account' in bind ? bind.account : null]);
}

function isUnreadable(certificate: CertificateSetting): boolean {
  return certificate.kind === 'pasted' && typeof certificate.key !== 'string';
}

function notKept(path: string, what: string): AppError {
  const message = `No ${what} is stored that could be kept: enter it.`;
  return new AppError('invalid', `${path}: ${message}`, { issues: [{ path, message }] });
}
