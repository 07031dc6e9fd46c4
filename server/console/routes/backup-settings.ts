/** `/api/backup-settings`: the schedule. Its pass phrase goes out as `{set:true}` and is kept when it comes back so. */
import { Router } from 'express';
import { backupSettingsSchema, type BackupSettings } from '../../../shared/api/backups.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { SECRET_SET, withBackupSecrets } from '../../../shared/api/secret-places.js';
import { backupSettings } from '../../store/config/backups.js';
import type { Context } from '../context.js';
import { requireFresh, requireIfMatch, setEtag, stale } from '../etag.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function backupSettingsRoutes(context: Context): Router {
  const { db, secrets, now, log, schedule } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    const { version, settings } = backupSettings.newest(db)!;
    setEtag(response, 'b', version);
    sendJson(response, 200, present(settings));
  });

  router.put('/', body(SMALL_BODY), (request, response) => {
    const ifMatch = requireIfMatch(request);
    const sent = readAs(backupSettingsSchema, jsonOf(request));
    const before = backupSettings.newest(db)!;
    const settings = withKept(sent, before.settings);
    requireFresh(ifMatch, 'b', before.version);
    const author = callerOf(response).username;
    const at = now().toISOString();
    const origin = originOf(response);
    const draft = { settings, author, at, origin, secrets };
    const version = backupSettings.store(db, before.version, draft);
    if (version === null) throw stale(backupSettings.newest(db)!.version);
    log.info({ version, author }, 'backup settings changed');
    setEtag(response, 'b', version);
    sendJson(response, 200, present(settings));
    void schedule.look();
  });
  return router;
}

function present(settings: BackupSettings): BackupSettings {
  return withBackupSecrets(settings, () => SECRET_SET);
}

function withKept(sent: BackupSettings, { schedule: before }: BackupSettings): BackupSettings {
  const { schedule } = sent;
  if (!schedule?.passphrase || typeof schedule.passphrase === 'string') return sent;
  if (before?.passphrase) return { schedule: { ...schedule, passphrase: before.passphrase } };
  const message = 'No pass phrase is stored that could be kept: enter it.';
  const issues = [{ path: 'schedule.passphrase', message }];
  throw new AppError('invalid', `schedule.passphrase: ${message}`, { issues });
}
