/**
 * The self-test: the relay looks at itself from outside, as strangers do, and at what it depends on. One run at
 * a time; its results come as they are found, and the last run is kept until the relay ends.
 */
import { z } from 'zod';
import { dialogueLineSchema } from './dialogues.js';

export const SELF_TESTS_PATH = '/api/self-tests';

export const STEP_STATES = ['ok', 'warning', 'bad', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];

export const selfTestStepSchema = z
  .strictObject({
    id: z.string().describe('`open-relay/smtp/0.0.0.0:25`.'),
    title: z.string(),
    state: z.enum(STEP_STATES),
    says: z.string().describe('What was found, in sentences.'),
    todo: z.string().describe('What to do; empty where there is nothing to do.'),
    transcript: z.array(dialogueLineSchema).readonly(),
  })
  .meta({ id: 'SelfTestStep' });
export type SelfTestStep = z.infer<typeof selfTestStepSchema>;

export const selfTestSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(['running', 'ended', 'stopped']),
    startedAt: z.string().describe('ISO 8601.'),
    endedAt: z.string().nullable().describe('ISO 8601; null while it runs.'),
    count: z.number().describe('Of all steps.'),
    now: z.string().nullable().describe('The title of the step that is under way.'),
    steps: z.array(selfTestStepSchema).readonly().describe('Those that are done, in their order.'),
  })
  .meta({ id: 'SelfTest' });
export type SelfTest = z.infer<typeof selfTestSchema>;

/** `GET /api/self-tests`. */
export const lastSelfTestSchema = z.strictObject({
  last: selfTestSchema.nullable().describe('Null: none since the relay was started.'),
});
export type LastSelfTest = z.infer<typeof lastSelfTestSchema>;
