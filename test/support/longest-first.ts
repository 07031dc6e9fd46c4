/**
 * The order of test files: what takes long begins first, so that no processor waits for a long one at the end.
 * A file that is not named comes after those that are; the list need not be exact.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = [
  'e2e/every-page',
  'e2e/kill',
  'e2e/console-security',
  'e2e/kill-moments',
  'e2e/console-queues',
  'e2e/incident',
  'e2e/console-connections',
  'e2e/console-history',
  'e2e/people',
  'e2e/console',
  'e2e/console-apply',
  'e2e/logons-by-store',
  'e2e/console-overview',
  'e2e/real-clients',
  'e2e/console-preview',
  'e2e/hostile-strings',
  'e2e/backup',
  'e2e/command-line',
  'e2e/account-stores',
  'e2e/bad-input',
  'e2e/firefox',
  'transcripts/weak-host',
  'e2e/console-log',
  'e2e/upgrades',
  'server/command/start',
  'server/appliance/package',
  'server/relay/logon/hostile-stores',
  'server/console/routes/queue',
  'server/relay/delivery/hostile-hops',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? LONG.length : place;
}
