/** Rules in a file of their own, to be kept or to be taken to another host. */
import { z } from 'zod';
import { rulesSchema, type Rules } from '../rules/schema.js';

export const rulesFileSchema = z.object({ gatepost: z.literal('rules'), rules: rulesSchema });

export function rulesFile(rules: Rules): string {
  return `${JSON.stringify({ gatepost: 'rules', rules }, null, 2)}\n`;
}
