/** How an administrator's command is put together: settings, `--json`, and how it ends. */
import type { Command } from 'commander';
import { adminSocket, type Environment } from '../../environment.js';
import { Api } from './api.js';
import { CommandFault, NOT_DONE } from './fault.js';
import { remark, sayJson } from './output.js';

/** What a command works with. */
export interface Asked {
  readonly environment: Environment;
  readonly console: Api;
  /** Print JSON: what the API answers. */
  readonly asJson: boolean;
}

/** Does it, and answers the exit code; nothing: done. */
export type Work<O> = (
  asked: Asked,
  options: O,
  args: readonly string[],
) => Promise<number | undefined | void>;

/** Adds the settings as options, and reads them. */
export interface Settings {
  readonly offer: (command: Command) => Command;
  readonly read: (options: object) => Environment;
}

/** Gives a command its settings, `--json` and its work. */
export function doing<O extends object>(
  command: Command,
  settings: Settings,
  work: Work<O>,
): Command {
  return settings.offer(command.option('--json', 'as JSON, for programs')).action(async () => {
    const options = command.opts<O & { json?: boolean }>();
    const asJson = options.json ?? false;
    try {
      const environment = settings.read(options);
      const console = new Api(adminSocket(environment));
      process.exitCode = (await work({ environment, console, asJson }, options, command.args)) ?? 0;
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error;
      if (asJson) sayJson({ error: error.error });
      else remark(error.message);
      process.exitCode = NOT_DONE;
    }
  });
}

/** A value of an option that may come again and again. */
export function several(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
