/** The rules as a document: read, replaced whole, tried. */
import { z } from 'zod';
import { requestSchema } from '../rules/request.js';
import { rulesSchema } from '../rules/schema.js';

export const ROUTING_PATH = '/api/routing';
export const DECIDE_PATH = '/api/routing/decide';
/** `DELETE`: ends the watch, or what is said of one that has ended; the newest revision stays. */
export const WATCH_PATH = '/api/routing/watch';

/** Look at refusals after an Apply for so many minutes; `rollBack`: bring the revision before back when they jump. */
export const watchSchema = z.strictObject({
  minutes: z.int().min(1).max(1440),
  rollBack: z.boolean(),
});
export type WatchWish = z.infer<typeof watchSchema>;

export const putRoutingSchema = z.strictObject({
  rules: rulesSchema,
  note: z.string().max(500).optional(),
  /** Ids of findings of severity `confirm` that the administrator has read and wants all the same. */
  confirm: z.array(z.string()).optional(),
  /** `watch` is what GET says of it. */
  watchFor: watchSchema.optional(),
});

/** `rules` is read apart, so that a draft with a rewrite cycle can still be tried. */
export const decideBodySchema = z.strictObject({
  request: requestSchema,
  rules: z.unknown().optional(),
});

export type { Enforced, RevisionInfo, RoutingDocument, Watch } from './answers/routing.js';
