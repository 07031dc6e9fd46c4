/**
 * What the gatepost command prints: lines and tables for people, JSON for programs, progress on standard error.
 *
 * Promise: text of strangers is one line without controls, whatever a peer sent as its name.
 */
import { printable } from '../../../shared/smtp/reply.js';

export function say(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** Some lines of our own making, of which each part of a stranger is `printable` already. */
export function sayText(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A remark beside the answer, which a pipe does not get. */
export function remark(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Columns as wide as they must be; the last one is as long as it is. */
export function sayTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, i) => Math.max(...lines.map((row) => row[i]!.length)));
  for (const row of lines) {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!)));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

/** One line that is written over, where somebody looks; nothing in a log or a pipe. */
export class Progress {
  #shown = false;

  tell(line: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${printable(line)}`);
    this.#shown = true;
  }

  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}

export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** `2026-11-28 14:02:11`, in this host's time. */
export function timeText(instant: string | null): string {
  if (instant === null) return '-';
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return instant;
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
