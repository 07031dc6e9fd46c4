/** The console's HTTP surface: which path is answered by which routes, behind which guards. */
import express, { Router, type Express, type RequestHandler } from 'express';
import { ALERTS_PATH } from '../../shared/api/alerts.js';
import { ACCOUNTS_PATH } from '../../shared/api/accounts.js';
import { AUDIT_PATH } from '../../shared/api/audit.js';
import { DECISIONS_PATH } from '../../shared/api/decisions.js';
import { BACKUP_SETTINGS_PATH, BACKUPS_PATH } from '../../shared/api/backups.js';
import { DELIVERY_PATH } from '../../shared/api/delivery.js';
import { DIALOGUES_PATH } from '../../shared/api/dialogues.js';
import { SECURITY_PATH } from '../../shared/api/security.js';
import { AppError } from '../../shared/api/errors.js';
import { OPENAPI_PATH } from '../../shared/api/operations.js';
import { OVERVIEW_PATH } from '../../shared/api/overview.js';
import { ACCOUNT_PATH } from '../../shared/api/own-account.js';
import { INVITATION_PATH, USERS_PATH } from '../../shared/api/people.js';
import { QUEUE_PATH } from '../../shared/api/queue.js';
import { ROUTING_PATH } from '../../shared/api/routing.js';
import { SELF_TESTS_PATH } from '../../shared/api/self-tests.js';
import { SESSION_PATH, SETUP_PATH } from '../../shared/api/session.js';
import { HEALTH_PATH, METRICS_PATH, STATUS_PATH } from '../../shared/api/status.js';
import { TOKENS_PATH } from '../../shared/api/tokens.js';
import { CLIENT_FOLDER } from '../program.js';
import type { Context } from './context.js';
import { authenticate, authenticateLocal } from './middleware/authenticate.js';
import { cutUpload } from './middleware/cut-upload.js';
import { basePath, ownPath } from './middleware/own-path.js';
import { guard } from './middleware/guard.js';
import { onError } from './middleware/on-error.js';
import { securityHeaders } from './middleware/security-headers.js';
import { alertRoutes } from './routes/alerts.js';
import { accountRoutes } from './routes/accounts.js';
import { auditRoutes } from './routes/audit.js';
import { clientRoutes } from './routes/client.js';
import { backupSettingsRoutes } from './routes/backup-settings.js';
import { backupRoutes } from './routes/backups.js';
import { decisionRoutes } from './routes/decisions.js';
import { deliveryRoutes } from './routes/delivery.js';
import { dialogueRoutes } from './routes/dialogues.js';
import { openApiRoutes } from './routes/openapi.js';
import { overviewRoutes } from './routes/overview.js';
import { metricsRoutes } from './routes/metrics.js';
import { invitationRoutes } from './routes/invitation.js';
import { ownAccountRoutes } from './routes/own-account.js';
import { securityRoutes } from './routes/security.js';
import { queueRoutes } from './routes/queue.js';
import { routingRoutes } from './routes/routing.js';
import { selfTestRoutes } from './routes/self-tests.js';
import { sessionRoutes } from './routes/session.js';
import { setupProgressRoutes } from './routes/setup-progress.js';
import { setupRoutes } from './routes/setup.js';
import { healthRoutes, statusRoutes } from './routes/status.js';
import { tokenRoutes } from './routes/tokens.js';
import { userRoutes } from './routes/users.js';

/** Who may is said by the table of operations (middleware/guard.ts). */
const ROUTES: readonly (readonly [path: string, routes: (context: Context) => Router])[] = [
  [OPENAPI_PATH, openApiRoutes],
  [OVERVIEW_PATH, overviewRoutes],
  [ROUTING_PATH, routingRoutes],
  [DELIVERY_PATH, deliveryRoutes],
  [SECURITY_PATH, securityRoutes],
  [ALERTS_PATH, alertRoutes],
  [BACKUPS_PATH, backupRoutes],
  [BACKUP_SETTINGS_PATH, backupSettingsRoutes],
  [DIALOGUES_PATH, dialogueRoutes],
  [SELF_TESTS_PATH, selfTestRoutes],
  [SETUP_PATH, setupProgressRoutes],
  [ACCOUNTS_PATH, accountRoutes],
  [DECISIONS_PATH, decisionRoutes],
  [QUEUE_PATH, queueRoutes],
  [STATUS_PATH, statusRoutes],
  [SESSION_PATH, sessionRoutes],
  [SETUP_PATH, setupRoutes],
  [INVITATION_PATH, invitationRoutes],
  [ACCOUNT_PATH, ownAccountRoutes],
  [TOKENS_PATH, tokenRoutes],
  [USERS_PATH, userRoutes],
  [AUDIT_PATH, auditRoutes],
];

/** `strict`: browsers reach the console with a certificate that they trust. */
export function createApp(context: Context, strict: boolean): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  // With a public URL there is a proxy in front: who connects is what it says, if it is on this host.
  app.set('trust proxy', context.environment.publicUrl === null ? false : 'loopback');
  app.use(ownPath(basePath(context.environment)));
  app.use(cutUpload());
  app.use(securityHeaders(strict));
  app.use(HEALTH_PATH, healthRoutes(context));
  app.use(METRICS_PATH, metricsRoutes(context));
  app.use('/api', context.metrics.counting());
  serveApi(app, context, authenticate(context));
  app.use(clientRoutes(CLIENT_FOLDER, basePath(context.environment)));
  app.use(() => {
    throw new AppError('not-found', 'There is nothing here.');
  });
  app.use(onError(context.log));
  return app;
}

/** The same API for the gatepost command, at a socket that only the service's own user can open. */
export function createLocalApp(context: Context): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  serveApi(app, context, authenticateLocal);
  app.use(onError(context.log));
  return app;
}

function serveApi(app: Express, context: Context, authenticated: RequestHandler): void {
  app.use('/api', guard(context, authenticated));
  for (const [path, routes] of ROUTES) app.use(path, routes(context));
  app.use('/api', (request) => {
    throw new AppError(
      'not-found',
      `There is no ${request.method} ${request.originalUrl.slice(0, 100)}.`,
    );
  });
}
