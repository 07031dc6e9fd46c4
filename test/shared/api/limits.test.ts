import { describe, expect, test } from 'vitest';
import { deliverySchema, firstDelivery } from '../../../shared/api/delivery.js';
import { FIRST_LIMITS, limitsSchema } from '../../../shared/api/limits.js';

const faults = (part: object) =>
  deliverySchema
    .safeParse({ ...firstDelivery('example.com'), limits: { ...FIRST_LIMITS, ...part } })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('limits', () => {
  test('settings that were stored before there were limits have the first ones', () => {
    const { limits, ...before } = firstDelivery('example.com');
    expect(deliverySchema.parse(before).limits).toEqual(limits);
    expect(limitsSchema.parse({ errors: 5 })).toEqual({ ...FIRST_LIMITS, errors: 5 });
    expect(limitsSchema.parse(FIRST_LIMITS)).toEqual(FIRST_LIMITS);
  });

  test.each([
    [{ sessions: 100_001 }, 'limits.sessions: At most 100,000 sessions.'],
    [{ commandTime: 0 }, 'limits.commandTime: At least 1 second.'],
    [{ errors: 1.5 }, 'limits.errors: A whole number of errors.'],
    [{ commandLine: 100 }, 'limits.commandLine: At least 512 octets.'],
    [
      { sessions: 100, reserve: 100 },
      'limits.reserve: Less than all sessions, or no stranger could ever send mail in.',
    ],
  ])('%j is refused beside its field', (part, fault) => {
    expect(faults(part)).toEqual([fault]);
  });
});
