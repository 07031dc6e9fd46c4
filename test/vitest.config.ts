import { defineConfig } from 'vitest/config';

// Two projects: what needs no browser, and what drives one. Threads and processes run built code, so
// the build comes before (`npm test` sees to it).
export default defineConfig({
  root: import.meta.dirname + '/..',
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/{architecture,shared/**/*,server/**/*,client/**/*}.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/{transcripts,e2e}/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          // After the parts, whose threads would take the processors from the processes under test.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
