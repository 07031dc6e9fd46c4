/** What the engine answers, as the API gives it; the types are the engine's own. */
import { z } from 'zod';
import {
  OUTCOMES,
  REASONS,
  STEPS,
  VERDICTS,
  type Decision,
  type Host,
} from '../../engine/decision.js';
import { FINDING_CODES, SEVERITIES, type Finding } from '../../engine/findings.js';
import { OUTSIDE_REASONS } from '../decisions.js';

export const rowReasonSchema = z.enum([...REASONS, ...OUTSIDE_REASONS]);

const nextHopSchema = z.union([
  z.strictObject({
    kind: z.literal('inbound'),
    host: z.string().exactOptional(),
    port: z.number().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('host'), host: z.string(), port: z.number() }),
  z.strictObject({ kind: z.literal('domain'), domain: z.string() }),
]);

export const decisionSchema: z.ZodType<Decision> = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    reason: z.enum(REASONS),
    rule: z.string().exactOptional().describe('The rule that decided, where one did.'),
    nextHop: nextHopSchema.nullable(),
    recipient: z
      .string()
      .describe('As it will be delivered; the text as given where it could not be read.'),
    reply: z.strictObject({
      code: z.number(),
      enhanced: z.string().describe('RFC 3463, such as 5.7.1.'),
      text: z.string().describe('One line; what the relay sends adds the reference.'),
    }),
    revision: z.number(),
    trace: z
      .array(
        z.strictObject({
          step: z.enum(STEPS),
          outcome: z.enum(OUTCOMES),
          rule: z.string().exactOptional(),
          text: z.string(),
        }),
      )
      .describe('The questions in the order in which the engine asks them.'),
  })
  .meta({ id: 'Decision' });

export const findingSchema: z.ZodType<Finding> = z
  .strictObject({
    id: z.string().describe('What `confirm` names.'),
    code: z.enum(FINDING_CODES),
    severity: z.enum(SEVERITIES),
    text: z.string(),
    path: z.string().exactOptional(),
    extent: z.string().exactOptional().describe('How large it is, in decimal.'),
  })
  .meta({ id: 'Finding' });

export const engineHostSchema: z.ZodType<Host> = z
  .strictObject({
    siteDomain: z.string(),
    addresses: z.array(z.string()),
    listening: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'Host' });
