/** Whether this Node is one that package.json names. */
import { ENGINES } from '../../program.js';
import { bad, ok, type Finding } from './finding.js';

export function nodeCheck(version = process.versions.node, engines = ENGINES): Finding {
  const check = 'Node';
  const is = engines.split('||').some((range) => meets(version, range.trim()));
  if (is) return ok(check, version);
  return bad(check, `${version} is none of ${engines}.`, 'Install one of them.');
}

/** `^20.19.0` and `>=24.0.0`: the two forms that stand there. */
function meets(version: string, range: string): boolean {
  const [, sign, least = ''] = /^(\^|>=)(.*)$/.exec(range) ?? [];
  const [own, wanted] = [version, least].map((text) => text.split('.').map(Number));
  if (!sign || (sign === '^' && own![0] !== wanted![0])) return false;
  const differs = own!.findIndex((number, i) => number !== wanted![i]);
  return differs < 0 || own![differs]! > wanted![differs]!;
}
