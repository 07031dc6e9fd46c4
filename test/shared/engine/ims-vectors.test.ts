import { describe, expect, test } from 'vitest';
import { decide } from '../../../shared/engine/decide.js';
import { findingsOf } from '../../../shared/engine/findings.js';
import { rulesSchema } from '../../../shared/rules/schema.js';
import { compiledOf } from '../../support/compiled.js';
import { hostOf, IMS_VECTORS, requestOf, rulesOf } from '../../support/ims-vectors.js';

describe('Exchange 5.5 and the classic relay tests', () => {
  test.each(IMS_VECTORS)('$id ($source): $note', (vector) => {
    const read = rulesSchema.safeParse(rulesOf(vector));
    if (vector.expect === 'invalid') {
      expect(read.success).toBe(false);
      return;
    }
    const rules = read.data!;
    const compiled = compiledOf(rules, hostOf(vector));
    const decision = decide(compiled, requestOf(vector));
    expect(decision.verdict).toBe(vector.expect);
    if (vector.nextHop)
      expect(decision.nextHop).toEqual({ kind: 'domain', domain: vector.nextHop });
    const confirm = findingsOf(rules, compiled, { forwarding: [] })
      .filter(({ severity }) => severity === 'confirm')
      .map(({ code }) => code);
    expect(confirm).toEqual(vector.needsConfirmation ? [vector.needsConfirmation] : []);
  });
});
