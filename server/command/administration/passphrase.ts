/**
 * A pass phrase from a file or from standard input: never from an argument or the environment, where other
 * processes read it.
 */
import { InvalidArgumentError, type Command } from 'commander';
import { open } from 'node:fs/promises';
import { passphraseSchema } from '../../../shared/api/backups.js';
import { misused } from './fault.js';

export interface PassphraseOptions {
  readonly passphraseFile?: string;
  readonly passphraseStdin?: boolean;
}

const MOST = 4096;

export function offerPassphrase(command: Command, what: string): Command {
  return command
    .option('--passphrase-file <file>', `${what}, its first line`, pathOf)
    .option('--passphrase-stdin', `${what}, the first line of standard input`);
}

/** Null where none is given. `stdinTaken`: the backup itself comes from there. */
export async function passphraseOf(
  { passphraseFile, passphraseStdin }: PassphraseOptions,
  stdinTaken: boolean,
): Promise<string | null> {
  if (passphraseFile !== undefined && passphraseStdin) {
    throw misused('Give --passphrase-file or --passphrase-stdin, not both.');
  }
  if (passphraseStdin && stdinTaken) {
    throw misused('Standard input brings the backup: give the pass phrase with --passphrase-file.');
  }
  if (passphraseFile !== undefined) return firstLine(await beginningOf(passphraseFile));
  return passphraseStdin ? firstLine(await standardInput()) : null;
}

/** Throws where it is too weak to stand alone between a finder and every secret. */
export function strongPassphrase(text: string): string {
  const read = passphraseSchema.safeParse(text);
  if (read.success) return text;
  throw misused(`The pass phrase is not taken: ${read.error.issues[0]!.message}`);
}

function pathOf(text: string): string {
  if (text === '' || text.includes('\0')) throw new InvalidArgumentError('It is no file.');
  return text;
}

async function beginningOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST), 0, MOST, null);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw misused(`The file of the pass phrase cannot be read: ${(error as Error).message}.`);
  }
}

async function standardInput(): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > MOST || (part as Buffer).includes(0x0a)) break;
  }
  return Buffer.concat(parts);
}

function firstLine(octets: Buffer): string {
  const [line = ''] = octets.toString('utf8').split(/\r?\n/);
  if (line !== '') return line;
  throw misused('The pass phrase is empty.');
}
