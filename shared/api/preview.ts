/** Preview by replay: what a draft would decide otherwise in the traffic that has been recorded. */
import { z } from 'zod';

export const PREVIEW_PATH = '/api/routing/preview';
export const PREVIEW_DAYS = 7;

/** `rules` is read apart, as in `decide`. `since`: ISO 8601, the last 7 days unless told; whole days (UTC) are replayed. */
export const previewBodySchema = z.strictObject({
  rules: z.unknown(),
  since: z.iso.datetime({ offset: true }).optional(),
});

export type { Preview, PreviewGroup, PreviewOutcome, PreviewPart } from './answers/preview.js';
