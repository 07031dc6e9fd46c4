/** Rules compiled for a test; a cycle among the rows is let through, anything else is a fault of the test. */
import { compile, type Compiled } from '../../shared/engine/compile.js';
import type { Host } from '../../shared/engine/decision.js';
import type { Rules } from '../../shared/rules/schema.js';

export function compiledOf(rules: Rules, host: Host): Compiled {
  const compilation = compile(rules, host);
  if (compilation.ok || compilation.compiled) return compilation.compiled!;
  throw new Error(compilation.issues.map(({ message }) => message).join('\n'));
}
