/** The proof of the rules as the draft has them, worked out beside the window. */
import { useEffect, useRef, useState } from 'react';
import type { RoutingUse } from '../../../shared/api/rule-use.js';
import type { Rules } from '../../../shared/rules/schema.js';
import type { ProofAnswer, ProofQuestion } from './proof-worker.js';

export interface ShownProof {
  readonly answer: ProofAnswer;
  /** The rules that it is the proof of: its rows are places in them. */
  readonly rules: Rules;
}

/** Null until the first answer; then the last one, while a newer is being worked out. */
export function useProof(rules: Rules, use: RoutingUse | null): ShownProof | null {
  const [proof, setProof] = useState<ShownProof | null>(null);
  const worker = useRef<Worker | null>(null);
  const asked = useRef<{ number: number; rules: Rules }>({ number: 0, rules });
  useEffect(() => {
    worker.current ??= startWorker((answer) => {
      const { number, rules: of } = asked.current;
      if (answer.number === number) setProof({ answer, rules: of });
    });
    asked.current = { number: asked.current.number + 1, rules };
    worker.current.postMessage({
      number: asked.current.number,
      rules: JSON.stringify(rules),
      use,
      at: new Date().toISOString(),
    } satisfies ProofQuestion);
  }, [rules, use]);
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = null;
    },
    [],
  );
  return proof;
}

function startWorker(onAnswer: (answer: ProofAnswer) => void): Worker {
  const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<ProofAnswer>) => onAnswer(data));
  return worker;
}
