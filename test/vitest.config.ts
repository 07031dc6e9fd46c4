import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.js';

// Three projects: parts; the whole, real processes and browsers, two files at a time, each with servers of its
// own; and moments, where times and memory count, one after the other. Threads and processes run built code, so
// the build comes before (`npm test` sees to it).
const MOMENTS = [
  'test/e2e/live-stream.test.ts',
  'test/transcripts/{disk,large-message,logons,reload,restart,shutdown}.test.ts',
];

export default defineConfig({
  root: import.meta.dirname + '/..',
  test: {
    // Files share what they import: loading it anew for each took a third of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: [
            'test/{architecture,threats,shared/**/*,server/**/*,client/**/*,fuzz/*}.test.ts',
          ],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/{transcripts,e2e}/**/*.test.ts'],
          exclude: MOMENTS,
          testTimeout: 120_000,
          maxWorkers: 2,
          // After the parts, whose threads would take the processors from the processes under test.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'moments',
          include: MOMENTS,
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
