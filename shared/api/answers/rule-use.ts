/** Answers of the API: how the rules are used. The types of `../rule-use.ts` are made from these schemas. */
import { z } from 'zod';

export const ruleUseSchema = z
  .strictObject({
    decisions: z.number().describe('Decisions that it matched in the last 30 days.'),
    byDay: z.array(z.number()).readonly().describe('The same by day, oldest first; 30 of them.'),
    lastUsed: z.string().describe('ISO 8601: as far as the log goes back.'),
  })
  .meta({ id: 'RuleUse' });
export type RuleUse = z.infer<typeof ruleUseSchema>;

export const gatewaySchema = z
  .strictObject({
    peer: z.string(),
    rule: z.string().describe('The rule that permits it.'),
    heloCount: z.number().describe('HELO names that it gave in the last 7 days, and some of them.'),
    helos: z.array(z.string()).readonly(),
    accountCount: z.number().describe('Accounts that logged on from it in the same time.'),
    decisions: z.number(),
    lastSeen: z.string().describe('ISO 8601.'),
  })
  .meta({
    id: 'Gateway',
    description:
      'One permitted address with the traffic of many hosts: everyone behind this gateway can relay.',
  });
export type Gateway = z.infer<typeof gatewaySchema>;

export const routingUseSchema = z
  .strictObject({
    since: z
      .string()
      .nullable()
      .describe(
        'ISO 8601: how far the log goes back; null while it is empty. A rule that is not in `rules` has not been used since.',
      ),
    rules: z.record(z.string(), ruleUseSchema).describe('By the rule’s text form.'),
    gateways: z
      .array(gatewaySchema)
      .readonly()
      .describe('Those that nobody has kept, the most names first; at most 20.'),
  })
  .meta({ id: 'RoutingUse', description: '`GET /api/routing/use`.' });
export type RoutingUse = z.infer<typeof routingUseSchema>;
