/** Answers of the API: the decision log. The types of `../decisions.ts` are made from these schemas. */
import { z } from 'zod';
import { VERDICTS, REASONS } from '../../engine/decision.js';
import { requestSchema } from '../../rules/request.js';
import { ROW_KINDS, DECIDERS } from '../decisions.js';
import { RECIPIENT_STATES } from '../queue.js';
import { decisionSchema, rowReasonSchema } from './engine.js';
import { revisionInfoSchema } from './routing.js';

export const decisionRowSchema = z
  .strictObject({
    ref: z
      .string()
      .describe(
        '7 characters of Crockford base32; the SMTP reply and the console name the row by it.',
      ),
    at: z.string().describe('ISO 8601 with milliseconds.'),
    kind: z.enum(ROW_KINDS),
    verdict: z.enum(VERDICTS),
    reason: rowReasonSchema,
    decidedBy: z.enum(DECIDERS),
    rule: z
      .string()
      .nullable()
      .describe(
        'Text form of the rule that decided, or what was found at a logon, or the limit that was hit; null where there is none.',
      ),
    revision: z.number(),
    peer: z.string(),
    localAddress: z.string(),
    listener: z.string().describe('The listener the peer reached, as configured: `0.0.0.0:25`.'),
    account: z.string().nullable(),
    helo: z.string(),
    tls: z.string().nullable().describe('Protocol and cipher, or null for a session in the clear.'),
    mechanism: z.string().nullable().describe('Of the logon: PLAIN or LOGIN; null without one.'),
    sender: z.string(),
    recipient: z.string().describe('As it will be delivered, or as given where it was refused.'),
    session: z.string(),
    queueId: z.string().nullable(),
    reply: z
      .string()
      .describe('The SMTP reply as sent, without CR LF; empty where none could be sent.'),
  })
  .meta({ id: 'DecisionRow' });
export type DecisionRow = z.infer<typeof decisionRowSchema>;

export const fateSchema = z
  .strictObject({
    state: z
      .union([z.enum(RECIPIENT_STATES), z.literal('unknown')])
      .describe('`unknown`: it is not in the queue any more, and its end was not written down.'),
    at: z.string().nullable().describe('ISO 8601: of the last attempt; null before any.'),
    attempts: z.number(),
    host: z
      .string()
      .nullable()
      .describe('`mx1.example.net[192.0.2.1]:25`; null where none was reached.'),
    reply: z
      .string()
      .describe('What the next hop, or our own finding, said last; empty before any attempt.'),
  })
  .meta({ id: 'Fate', description: 'What became of a recipient that was taken in.' });
export type Fate = z.infer<typeof fateSchema>;

export const decisionDetailSchema = z
  .strictObject({
    row: decisionRowSchema,
    request: requestSchema.describe('What the engine was asked, for Try it and for expectations.'),
    decision: decisionSchema
      .nullable()
      .describe(
        'Null when the revision that decided is no longer known, or the rules did not decide.',
      ),
    revision: revisionInfoSchema
      .nullable()
      .describe('Who applied the revision that decided; null when it is no longer known.'),
    fate: fateSchema
      .nullable()
      .describe('What became of it; null where it was refused, or is no recipient.'),
  })
  .meta({
    id: 'DecisionDetail',
    description:
      '`GET /api/decisions/:ref`: the row, and the decision recomputed from the rules as they were then.',
  });
export type DecisionDetail = z.infer<typeof decisionDetailSchema>;

export const ruleOriginSchema = z
  .strictObject({
    rule: z.string().describe('Text form (shared/rules/text.ts).'),
    since: revisionInfoSchema
      .nullable()
      .describe('The revision that brought it; null when it is as old as what is still known.'),
    note: z.string(),
    until: z.string().nullable().describe('ISO 8601, of an entry that ends.'),
    stands: z.boolean().describe('Whether it stands in the rules in force.'),
  })
  .meta({ id: 'RuleOrigin' });
export type RuleOrigin = z.infer<typeof ruleOriginSchema>;

export const verdictChangeSchema = z
  .strictObject({
    verdict: z.enum(VERDICTS).describe('What it would have been.'),
    reason: z.enum(REASONS),
    rule: z.string().nullable(),
    before: z.number().describe('The revision under which it was so, and the one that changed it.'),
    by: revisionInfoSchema,
    lastSeen: z
      .string()
      .nullable()
      .describe(
        'ISO 8601: when this peer was last given that verdict; null when it is not in the log.',
      ),
  })
  .meta({ id: 'VerdictChange' });
export type VerdictChange = z.infer<typeof verdictChangeSchema>;

export const neighboursSchema = z
  .strictObject({
    network: z.string().describe('The /24 or /64 around the peer, as CIDR.'),
    peers: z
      .number()
      .describe(
        'Peers in it, this one among them, that were refused for want of a permit, and their refusals.',
      ),
    decisions: z.number(),
    since: z.string().describe('ISO 8601: how far back was looked.'),
  })
  .meta({ id: 'Neighbours' });
export type Neighbours = z.infer<typeof neighboursSchema>;

export const explanationSchema = z
  .strictObject({
    rules: z
      .array(ruleOriginSchema)
      .readonly()
      .describe('The rules that matched then, the deciding one first, and who put each there.'),
    now: decisionSchema
      .nullable()
      .describe(
        'The same request under the rules in force, at this instant; null where the rules did not decide.',
      ),
    changed: verdictChangeSchema
      .nullable()
      .describe(
        'The last revision before it that would have decided otherwise; null when none of those looked at would.',
      ),
    neighbours: neighboursSchema
      .nullable()
      .describe(
        'Of a refusal by the rules: who else near the peer was refused for the same reason.',
      ),
  })
  .meta({
    id: 'Explanation',
    description:
      '`GET /api/decisions/:ref/explanation`: what stands behind a decision beyond the decision itself. It may take some tenths of a second, so it is asked apart.',
  });
export type Explanation = z.infer<typeof explanationSchema>;

export const decisionPageSchema = z
  .strictObject({
    items: z.array(decisionRowSchema).readonly(),
    next: z
      .string()
      .nullable()
      .describe(
        'Pass as `after` for the next, older page; null on the last. A page may hold fewer rows than asked for, or none.',
      ),
    searchedTo: z
      .string()
      .exactOptional()
      .describe(
        'ISO 8601: set on a page that is not full although there may be more: how far back has been searched.',
      ),
  })
  .meta({ id: 'DecisionPage' });
export type DecisionPage = z.infer<typeof decisionPageSchema>;

export const logExtentSchema = z
  .strictObject({
    rows: z.number().describe('About.'),
    octets: z.number().describe('Of the file with what is not yet written back.'),
    oldest: z.string().nullable().describe('ISO 8601; null while it is empty.'),
    removing: z
      .number()
      .describe(
        'Rows that are still to go, at the age and size that are kept; 0: nothing is being removed.',
      ),
  })
  .meta({
    id: 'LogExtent',
    description:
      '`GET /api/decisions/extent`: how large the log is, and what is being removed from it.',
  });
export type LogExtent = z.infer<typeof logExtentSchema>;

export const exportProgressSchema = z
  .strictObject({
    rows: z.number(),
    done: z.number().describe('From 0 to 1: how much of the log has been gone through.'),
    state: z.enum(['running', 'done', 'stopped']),
  })
  .meta({
    id: 'ExportProgress',
    description:
      '`GET /api/decisions/export?format=csv|ndjson` with the filters of the list: a file, newest first. With `id` (made by the client) its progress is told by `GET /api/decisions/exports/:id`, and `DELETE` there stops it.',
  });
export type ExportProgress = z.infer<typeof exportProgressSchema>;
