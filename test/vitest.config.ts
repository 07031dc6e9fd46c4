import { defineConfig } from 'vitest/config';

// Three projects: parts; the window in a browser, two files at a time, each with a server of its own; and the
// whole, where moments count, one after the other. Threads and processes run built code, so the build comes
// before (`npm test` sees to it).
const WINDOW = ['test/e2e/{console,console-*,every-page,firefox,main-job,people,sub-path}.test.ts'];

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
          name: 'window',
          include: WINDOW,
          testTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/{transcripts,e2e}/**/*.test.ts'],
          exclude: WINDOW,
          testTimeout: 120_000,
          fileParallelism: false,
          // After the parts, whose threads would take the processors from the processes under test.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
