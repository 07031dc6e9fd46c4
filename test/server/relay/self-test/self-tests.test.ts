/** A run ends whatever its steps do: that throw, that hang, that take all of the time. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ok, type Step } from '../../../../server/relay/self-test/step.js';
import { SelfTests } from '../../../../server/relay/self-test/self-tests.js';
import { until } from '../../../support/until.js';

const fine: Step = { id: 'fine', title: 'Fine', run: () => ok('It is.') };
const hanging: Step = { id: 'hangs', title: 'Hangs', within: 20, run: () => new Promise(() => {}) };
const waiting: Step = {
  id: 'waits',
  title: 'Waits',
  run: async (transcript, signal) => {
    transcript.note('Waiting');
    await once(signal, 'abort');
    return ok('It was told to end.');
  },
};

async function ended(tests: SelfTests) {
  const { id } = tests.begin()!;
  const run = await until(() => {
    const { state } = tests.read(id)!;
    return state === 'running' ? null : tests.read(id);
  });
  return { ...run, states: run.steps.map(({ id: step, state }) => `${step} ${state}`) };
}

test('a step that throws or hangs is a warning, and the next one is taken', async () => {
  const throwing: Step = {
    id: 'throws',
    title: 'Throws',
    run: () => {
      throw new Error('no such thing');
    },
  };
  const { states, state, steps } = await ended(new SelfTests(() => [throwing, hanging, fine]));
  expect([state, states]).toEqual(['ended', ['throws warning', 'hangs warning', 'fine ok']]);
  expect(steps[0]!.says).toBe('It could not be looked at: no such thing.');
});

test('when the time of the whole is up, what is left is skipped and said', async () => {
  const { states, state, steps } = await ended(new SelfTests(() => [waiting, fine], 30));
  expect([state, states]).toEqual(['ended', ['waits ok', 'fine skipped']]);
  expect(steps[1]!.says).toContain('The time was up');
});

test('one at a time; a run that is stopped keeps what it had found, and another may begin', () => {
  const tests = new SelfTests(() => [waiting]);
  expect(tests.last()).toBeNull();
  const { id } = tests.begin()!;
  expect(tests.begin()).toBeNull();
  expect(tests.stop('another')).toBeNull();
  expect(tests.stop(id)).toMatchObject({ id, state: 'stopped', now: null, steps: [] });
  const next = tests.begin()!;
  expect(next.id).not.toBe(id);
  expect(tests.read(id)).toBeNull();
  tests.end();
  expect(tests.last()?.state).toBe('stopped');
});
