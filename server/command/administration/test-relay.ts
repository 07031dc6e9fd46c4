/** `gatepost test-relay`: has the relay test itself, a line for each result as it comes. */
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  SELF_TESTS_PATH,
  type SelfTest,
  type SelfTestStep,
} from '../../../shared/api/self-tests.js';
import { controlSocket } from '../../environment.js';
import { Api } from './api.js';
import { ANSWER_IS_NO, DONE, NobodyAnswers, NOT_DONE } from './fault.js';
import { doing, type Asked, type Settings } from './frame.js';
import { Progress, remark, say, sayJson } from './output.js';

interface TestOptions {
  readonly transcripts?: boolean;
}

const CODES = `
Ends with 0 when nothing is bad, with 1 when something is, with 2 when it could not be tested to the end.
Warnings do not count. It takes up to two minutes; nothing is sent to anybody.`;
const LOOK_MS = 250;
const MARKS = { ours: '>', theirs: '<', note: '-' } as const;

export function addTestRelay(program: Command, settings: Settings): void {
  doing<TestOptions>(
    program
      .command('test-relay')
      .description('attack the relay as open-relay testers do; look at listeners, TLS, DNS, hosts')
      .option('--transcripts', 'with what was said, under each result')
      .addHelpText('after', CODES),
    settings,
    test,
  );
}

async function test(asked: Asked, { transcripts = false }: TestOptions): Promise<number> {
  const { api, path, begun } = await begin(asked);
  const stop = () => {
    void api.send('DELETE', `${path}/${begun.id}`).finally(() => process.exit(NOT_DONE));
  };
  process.once('SIGINT', stop);
  const progress = new Progress();
  let [run, told] = [begun, 0];
  for (;;) {
    progress.end();
    if (!asked.asJson) for (const step of run.steps.slice(told)) sayStep(step, transcripts);
    told = run.steps.length;
    if (run.state !== 'running') break;
    progress.tell(`${told + 1} of ${run.count}: ${run.now ?? ''}`);
    await sleep(LOOK_MS);
    run = await api.get<SelfTest>(`${path}/${begun.id}`);
  }
  process.removeListener('SIGINT', stop);
  if (asked.asJson) sayJson(transcripts ? run : withoutTranscripts(run));
  if (run.state === 'stopped') {
    remark('It was stopped.');
    return NOT_DONE;
  }
  return run.steps.some(({ state }) => state === 'bad') ? ANSWER_IS_NO : DONE;
}

/** The console, or while it is down the relay itself. */
async function begin({ console, environment }: Asked) {
  try {
    const { body } = await console.send<SelfTest>('POST', SELF_TESTS_PATH);
    return { api: console, path: SELF_TESTS_PATH, begun: body };
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    remark('The console is down: its audit trail will not name this.');
    const relay = new Api(controlSocket(environment), 'relay');
    const path = SELF_TESTS_PATH.replace(/^\/api/, '');
    return { api: relay, path, begun: (await relay.send<SelfTest>('POST', path)).body };
  }
}

function sayStep({ state, title, says, todo, transcript }: SelfTestStep, whole: boolean): void {
  say(`${state.padEnd(7)}  ${title}: ${says}${todo === '' ? '' : ` ${todo}`}`);
  if (!whole) return;
  for (const { from, text } of transcript) say(`         ${MARKS[from]} ${text}`);
}

function withoutTranscripts(run: SelfTest): object {
  return { ...run, steps: run.steps.map((step) => ({ ...step, transcript: undefined })) };
}
