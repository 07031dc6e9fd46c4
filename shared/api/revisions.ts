/** History: the revisions of the rules, what each changed, and bringing one back. */
import { z } from 'zod';

export const REVISIONS_PATH = '/api/routing/revisions';

export const revisionQuerySchema = z.object({
  after: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const revisionDetailQuerySchema = z.object({
  from: z.coerce.number().int().positive().optional(),
});

/**
 * `POST /api/routing/revisions/:n/restore`: the rules of `:n` as a new revision. Answers as `PUT /api/routing`
 * does; takes `If-Match`, and needs none.
 */
export const restoreSchema = z.strictObject({
  note: z.string().max(500).optional(),
  confirm: z.array(z.string()).optional(),
});

export type {
  DecisionCounts,
  DiffLine,
  DiffSection,
  LostPeer,
  RevisionDetail,
  RevisionPage,
  RevisionSummary,
} from './answers/revisions.js';
