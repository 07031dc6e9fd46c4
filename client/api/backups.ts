import {
  BACKUP_SETTINGS_PATH,
  BACKUPS_PATH,
  type Backup,
  type BackupList,
  type BackupRequest,
  type BackupSettings,
} from '../../shared/api/backups.js';
import { request, type Answer } from './request.js';
import { loaded, type Loaded } from './routing.js';

export async function getBackupSettings(signal?: AbortSignal): Promise<Loaded<BackupSettings>> {
  return loaded(await request('GET', BACKUP_SETTINGS_PATH, signal ? { signal } : {}));
}

export function putBackupSettings(
  body: BackupSettings,
  ifMatch: string,
): Promise<Answer<BackupSettings>> {
  return request('PUT', BACKUP_SETTINGS_PATH, { body, ifMatch });
}

export async function listBackups(signal?: AbortSignal): Promise<BackupList> {
  return (await request<BackupList>('GET', BACKUPS_PATH, signal ? { signal } : {})).body;
}

export async function beginBackup(body: BackupRequest): Promise<Backup> {
  return (await request<Backup>('POST', BACKUPS_PATH, { body })).body;
}

/** Stops it, or removes its file. */
export async function removeBackup(id: string): Promise<void> {
  await request('DELETE', pathOf(id));
}

/** For the browser's own download. */
export function backupFilePath(id: string): string {
  return `${pathOf(id)}/file`;
}

function pathOf(id: string): string {
  return `${BACKUPS_PATH}/${encodeURIComponent(id)}`;
}
