/** Rules compiled in the browser as they are typed: in slices, so that 100,000 entries never stop the keyboard. */
import { useEffect, useState } from 'react';
import { compileSteps, type Compilation } from '../../shared/engine/compile.js';
import type { Host } from '../../shared/engine/decision.js';
import type { Rules } from '../../shared/rules/schema.js';

const SLICE_MS = 8;

/** Null until the first compilation is done; then the last one, while a newer is being made. */
export function useCompilation(
  rules: Rules | null,
  host: Host | null,
  revision: number,
): Compilation | null {
  const [compilation, setCompilation] = useState<Compilation | null>(null);
  useEffect(() => {
    if (!rules || !host) return undefined;
    const steps = compileSteps(rules, host, revision);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const work = () => {
      const end = performance.now() + SLICE_MS;
      for (;;) {
        const step = steps.next();
        if (step.done) return setCompilation(step.value);
        if (performance.now() > end) break;
      }
      timer = setTimeout(work);
    };
    work();
    return () => clearTimeout(timer);
  }, [rules, host, revision]);
  return compilation;
}
