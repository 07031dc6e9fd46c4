import { PREVIEW_PATH, type Preview } from '../../shared/api/preview.js';
import type { Rules } from '../../shared/rules/schema.js';
import { request } from './request.js';

/** What the rules would decide otherwise in recorded traffic; of the last days, unless `since` (ISO 8601) says. */
export async function postPreview(
  rules: Rules,
  { since, signal }: { readonly since?: string; readonly signal?: AbortSignal } = {},
): Promise<Preview> {
  const body = since === undefined ? { rules } : { rules, since };
  return (await request<Preview>('POST', PREVIEW_PATH, signal ? { body, signal } : { body })).body;
}
