/**
 * What a fuzzer is, and the loop that runs one: seeds first, then inputs by the grammar and mutations of
 * those that brought something new to light. New is an outcome that has not been seen, or, where the code
 * runs in this process, a block of it that had not been entered.
 *
 * Promise: the seed gives the same inputs in the same order as long as outcomes do not depend on time; a
 * finding carries its input, so that it can be tried again alone.
 */
import { createHash } from 'node:crypto';
import { seeded } from '../support/seeded.js';
import { Coverage } from './coverage.js';
import { mutated } from './mutation.js';

export interface Target {
  /** Tries one input. Answers what came of it, in the same words for the same thing; throws what must not be. */
  run(input: Buffer): Promise<string> | string;
  /** What can be judged at the end only; throws what must not be. */
  conclude?(): Promise<void> | void;
  stop(): Promise<void> | void;
}

export interface Fuzzer {
  readonly name: string;
  /** What it tries, in one line. */
  readonly about: string;
  /** Inputs that are tried at once. */
  readonly parallel?: number;
  /** Files whose blocks count, where the code runs in this process and does not wait. */
  readonly covers?: RegExp;
  /** What a mutation may put in. */
  readonly words: readonly string[];
  /** A new input, by the grammar. */
  draw(random: () => number): Buffer;
  /** In place of a mutation of octets. */
  mutate?(random: () => number, input: Buffer): Buffer;
  start(): Promise<Target>;
}

export interface Finding {
  readonly fault: string;
  readonly input: Buffer;
}

export interface FuzzReport {
  readonly seed: number;
  readonly runs: number;
  /** Outcomes and blocks that were seen. */
  readonly seen: number;
  readonly kept: readonly Buffer[];
  readonly findings: readonly Finding[];
}

export interface FuzzOptions {
  readonly seed: number;
  readonly milliseconds: number;
  readonly seeds: readonly Buffer[];
  /** Counts blocks too; slower. */
  readonly coverage?: boolean;
  readonly onFinding?: (finding: Finding) => void;
}

const MOST_FINDINGS = 10;
const MOST_INPUT = 256 * 1024;
/** Reading the coverage costs as much as some hundred inputs of a reader. */
const COVERAGE_BATCH = 1000;

export async function fuzz(fuzzer: Fuzzer, options: FuzzOptions): Promise<FuzzReport> {
  const random = seeded(options.seed);
  const seen = new Set<string>();
  const kept: Buffer[] = [];
  const findings = new Map<string, Finding>();
  const pool: Buffer[] = [];
  const coverage = options.coverage && fuzzer.covers ? await Coverage.start(fuzzer.covers) : null;
  const target = await fuzzer.start();
  const deadline = performance.now() + options.milliseconds;
  const seeds = [...options.seeds];
  let runs = 0;
  let batch: Buffer[] = [];

  function find(error: unknown, input: Buffer): void {
    const fault = error instanceof Error ? error.message : String(error);
    // One of each kind: what is quoted and counted differs from input to input.
    const kind = fault.replace(/"[^"]*"|\d+/g, '…').slice(0, 200);
    if (findings.has(kind)) return;
    const finding = { fault, input };
    findings.set(kind, finding);
    options.onFinding?.(finding);
  }

  function keep(input: Buffer, isSeed: boolean): void {
    pool.push(input);
    if (!isSeed) kept.push(input);
  }

  async function one(input: Buffer, isSeed: boolean): Promise<void> {
    runs += 1;
    try {
      const outcome = await target.run(input);
      if (isSeed || !seen.has(outcome)) keep(input, isSeed);
      seen.add(outcome);
    } catch (error) {
      find(error, input);
    }
  }

  /** Of inputs that have just run: keeps those that entered blocks for the first time, by halves. */
  async function search(inputs: readonly Buffer[]): Promise<void> {
    const fresh = (await coverage!.take()).filter((block) => !seen.has(block));
    if (fresh.length === 0) return;
    if (inputs.length === 1) {
      for (const block of fresh) seen.add(block);
      return keep(inputs[0]!, false);
    }
    const middle = Math.ceil(inputs.length / 2);
    for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
      for (const input of half) {
        try {
          await target.run(input);
        } catch {
          // It is among the findings.
        }
      }
      await search(half);
    }
  }

  async function judgeBatch(): Promise<void> {
    const inputs = batch;
    batch = [];
    if (inputs.length > 0) await search(inputs);
  }

  function nextInput(): Buffer {
    if (pool.length === 0 || random() < 0.3) return fuzzer.draw(random);
    const chosen = pool[Math.floor(random() * pool.length)]!;
    if (fuzzer.mutate && random() < 0.8) return fuzzer.mutate(random, chosen);
    const other = pool[Math.floor(random() * pool.length)]!;
    return mutated(random, chosen, other, fuzzer.words).subarray(0, MOST_INPUT);
  }

  async function worker(): Promise<void> {
    while (findings.size < MOST_FINDINGS) {
      const seedInput = seeds.shift();
      if (seedInput === undefined && performance.now() > deadline) return;
      const input = seedInput ?? nextInput();
      await one(input, seedInput !== undefined);
      if (!coverage) continue;
      batch.push(input);
      if (batch.length >= COVERAGE_BATCH) await judgeBatch();
    }
  }

  try {
    await Promise.all(Array.from({ length: fuzzer.parallel ?? 1 }, worker));
    if (coverage) await judgeBatch();
    try {
      await target.conclude?.();
    } catch (error) {
      find(error, Buffer.alloc(0));
    }
  } finally {
    await target.stop();
    await coverage?.stop();
  }
  return { seed: options.seed, runs, seen: seen.size, kept, findings: [...findings.values()] };
}

/** A name for the file of an input. */
export function inputName(input: Buffer): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}

/** For a report: what was wrong, and the input in a form that can be pasted. */
export function findingText({ fault, input }: Finding): string {
  return `${fault}\n  input: ${JSON.stringify(input.toString('latin1').slice(0, 2000))}`;
}

export function pick<T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)]!;
}
