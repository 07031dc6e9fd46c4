/** The most memory that a process tree held while something ran. */
import type { ProcessTree } from './process-tree.js';

const EVERY_MS = 200;
/** PSS is dear to read: every so many times. */
const PSS_EVERY = 5;

export interface Peak {
  /** Octets. */
  readonly rss: number;
  readonly pss: number;
}

/** Watches until told to stop. */
export function watchPeak(tree: ProcessTree): () => Peak {
  let rss = 0;
  let pss = 0;
  let looks = 0;
  const look = () => {
    rss = Math.max(rss, tree.rss());
    if (looks % PSS_EVERY === 0) pss = Math.max(pss, tree.pss());
    looks += 1;
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return { rss, pss };
  };
}
