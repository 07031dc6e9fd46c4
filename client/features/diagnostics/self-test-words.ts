/** States of steps in words, and what a run came to in a sentence. */
import type { SelfTest, SelfTestStep, StepState } from '../../../shared/api/self-tests.js';
import type { Glyph } from '../../components/icon.js';

export const STATE_WORDS: Readonly<Record<StepState, { word: string; icon: Glyph }>> = {
  ok: { word: 'Fine', icon: 'yes' },
  warning: { word: 'Warning', icon: 'warn' },
  bad: { word: 'Bad', icon: 'reject' },
  skipped: { word: 'Skipped', icon: 'skip' },
};

/** `1 bad, 3 warnings, 12 fine, 2 skipped.` */
export function sumText(steps: readonly SelfTestStep[]): string {
  const count = (state: StepState) => steps.filter((step) => step.state === state).length;
  const [bad, warnings] = [count('bad'), count('warning')];
  const parts = [
    bad > 0 && `${bad} bad`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    `${count('ok')} fine`,
    count('skipped') > 0 && `${count('skipped')} skipped`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

export function progressText({ steps, count, now }: SelfTest): string {
  return `${steps.length} of ${count}${now === null ? '' : `: ${now}`}`;
}
