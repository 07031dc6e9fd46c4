/** Answers of the API: alerts. The types of `../alerts.ts` are made from these schemas. */
import { z } from 'zod';

const iso = z.string().describe('ISO 8601.');
/** Written out, not taken from `../alerts.ts`, which takes its types from here. */
const nameSchema = z.enum(['queue-age', 'refusals', 'certificate', 'disk', 'not-enforcing']);
const waySchema = z.enum(['webhook', 'command', 'mail']);

export const raisedAlertSchema = z
  .strictObject({
    alert: nameSchema,
    since: iso.describe('ISO 8601: since when it is so.'),
    text: z.string().describe('One sentence.'),
    value: z
      .number()
      .nullable()
      .describe('Seconds, refusals, days or per cent, as the alert has it.'),
    said: iso.nullable().describe('ISO 8601: when it was last said by any way; null: not yet.'),
  })
  .meta({ id: 'RaisedAlert' });
export type RaisedAlert = z.infer<typeof raisedAlertSchema>;

export const wayStateSchema = z
  .strictObject({
    way: waySchema,
    on: z.boolean(),
    waiting: z.number().describe('Messages that are still to be sent.'),
    lastSent: iso.nullable(),
    lastFailure: z
      .strictObject({ at: iso, problem: z.string() })
      .nullable()
      .describe('The last attempt failed; null when it succeeded.'),
    nextTry: iso.nullable(),
  })
  .meta({ id: 'AlertWayState' });
export type WayState = z.infer<typeof wayStateSchema>;

export const alertsStateSchema = z
  .strictObject({
    raised: z.array(raisedAlertSchema).readonly(),
    ways: z.array(wayStateSchema).readonly(),
    command: z.string().nullable().describe('The program of GATEPOST_ALERT_COMMAND; null: none.'),
    looked: iso.nullable().describe('ISO 8601: when the conditions were last looked at.'),
  })
  .meta({ id: 'AlertsState', description: '`GET /api/alerts/state`.' });
export type AlertsState = z.infer<typeof alertsStateSchema>;

export const alertTestAnswerSchema = z
  .strictObject({
    ok: z.boolean(),
    text: z.string().describe('What happened, in a sentence.'),
    lines: z
      .array(z.string())
      .readonly()
      .describe('What was said on the way, where something was.'),
    took: z.number().describe('Milliseconds.'),
  })
  .meta({ id: 'AlertTest', description: '`POST /api/alerts/test`.' });
export type AlertTest = z.infer<typeof alertTestAnswerSchema>;
