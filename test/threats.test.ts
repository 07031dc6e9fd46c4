/** SECURITY.md and the tests agree on which test watches which threat. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, '.github/SECURITY.md'), 'utf8');

interface Threat {
  readonly number: string;
  readonly controls: readonly string[];
  readonly tests: readonly string[];
}

const threats: readonly Threat[] = text
  .split('\n')
  .filter((line) => /^\| T\d+ /.test(line))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const files = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    return { number: cells[1]!, controls: files(cells[5]!), tests: files(cells[6]!) };
  });

/** The threats that a test file says it watches, from its header. */
function threatsOf(path: string): readonly string[] {
  const head = readFileSync(join(root, path), 'utf8').slice(0, 2000);
  const list = /Threats:([\sT\d,*]+)\./.exec(head)?.[1] ?? '';
  return list.match(/T\d+/g) ?? [];
}

test('threats are numbered one after another, and none is without a control and a test', () => {
  expect(threats.map(({ number }) => number)).toEqual(threats.map((_, index) => `T${index + 1}`));
  expect(threats.length).toBeGreaterThan(0);
  expect(
    threats.filter(({ controls, tests }) => controls.length === 0 || tests.length === 0),
  ).toEqual([]);
});

test('what stands there as a control or a test is there', () => {
  const named = threats.flatMap(({ controls, tests }) => [...controls, ...tests]);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('each test carries the number of each threat for which it is named', () => {
  const missing = threats.flatMap(({ number, tests }) =>
    tests.filter((path) => !threatsOf(path).includes(number)).map((path) => `${path}: ${number}`),
  );
  expect(missing).toEqual([]);
});

test('each number in a test is that of a threat for which the test is named', () => {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('test', name).replaceAll('\\', '/'));
  const stray = files.flatMap((path) =>
    threatsOf(path)
      .filter(
        (number) => !threats.some((each) => each.number === number && each.tests.includes(path)),
      )
      .map((number) => `${path}: ${number}`),
  );
  expect(stray).toEqual([]);
});
