/** What should be known about the draft's rules, asked beside the window once they have settled. */
import { useEffect, useRef, useState } from 'react';
import type { Host } from '../../shared/engine/decision.js';
import type { Finding } from '../../shared/engine/findings.js';
import type { Rules } from '../../shared/rules/schema.js';
import type { FindingsAnswer, FindingsQuestion } from './findings-worker.js';

const SETTLE_MS = 120;

/** Null until the first answer; then the last one, while a newer is being worked out. */
export function useFindings(
  rules: Rules | null,
  host: Host | null,
  forwarding: readonly string[],
): readonly Finding[] | null {
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  const families = forwarding.join();
  useEffect(() => {
    if (!rules || !host) return undefined;
    const timer = setTimeout(() => {
      worker.current ??= startWorker(({ number, findings: found }) => {
        if (number === asked.current && found) setFindings(found);
      });
      asked.current += 1;
      worker.current.postMessage({
        number: asked.current,
        rules: JSON.stringify(rules),
        host,
        forwarding: families === '' ? [] : families.split(','),
        at: new Date().toISOString(),
      } satisfies FindingsQuestion);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [rules, host, families]);
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = null;
    },
    [],
  );
  return findings;
}

function startWorker(onAnswer: (answer: FindingsAnswer) => void): Worker {
  const worker = new Worker(new URL('./findings-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FindingsAnswer>) => onAnswer(data));
  return worker;
}
