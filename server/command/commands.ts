/** The gatepost command: its sub-commands and flags. Each flag overrides the setting of the same name. */
import { Command, Option } from 'commander';
import type { Settings } from './administration/frame.js';
import { readEnvironment, SETTINGS, type Environment } from '../environment.js';
import { VERSION } from '../program.js';

/** Given flags by name, as in `{ smtp: '[::]:25' }`. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** What a sub-command does with valid settings. */
export type Action = (environment: Environment, flags: Flags) => Promise<void>;

export interface Actions {
  readonly start: Action;
  readonly relay: Action;
  readonly console: Action;
  readonly tokenAdd: (environment: Environment, asked: AskedToken) => Promise<void>;
  readonly setupLink: (environment: Environment, asked: AskedLink) => Promise<void>;
  readonly doctor: (environment: Environment, asJson: boolean) => Promise<void>;
}

/** Adds the commands of administrators, and those about people to the command `user`. */
export type AddAdministration = (command: Command, user: Command, settings: Settings) => void;

export interface AskedToken {
  readonly user: string;
  readonly name: string;
  readonly scope: string;
  readonly expires?: string;
}
export interface AskedLink {
  /** Without: the first one. */
  readonly user?: string;
  readonly turnOffSecondFactor?: boolean;
}

/** Flags of the settings that say which Gatepost is meant. */
const FINDING: ReadonlySet<string> = new Set(['--data', '--run']);

/** Builds the command; `variables` is the environment that flags override. Without `administration` it knows the services. */
export function gatepostCommand(
  actions: Actions,
  variables?: Readonly<Record<string, string | undefined>>,
  administration: AddAdministration = () => {},
): Command {
  const command = new Command('gatepost')
    .description('An SMTP relay with a web console: who may relay, enforced at once.')
    .version(VERSION)
    .exitOverride();
  const add = (name: string, description: string, action: Action) => {
    const sub = command.command(name).description(description);
    for (const option of settingOptions()) sub.addOption(option);
    sub.action((options: Record<string, string>) => {
      const flags = flagsOf(options);
      return action(readEnvironment(variables, flags), flags);
    });
  };
  add('start', 'run relay and console, and start again the one that ends', actions.start);
  add('relay', 'run the relay alone', actions.relay);
  add('console', 'run the web console alone', actions.console);
  const ask = (sub: Command) => {
    for (const option of settingOptions()) {
      // Where a running Gatepost is found; the others are taken too, and say nothing to such a command.
      sub.addOption(FINDING.has(option.long ?? '') ? option : option.hideHelp());
    }
    return sub;
  };
  const settings = (options: object) =>
    readEnvironment(variables, flagsOf(options as Record<string, string>));
  ask(
    command
      .command('token')
      .description('tokens for programs')
      .command('add')
      .description('print a new token; the console must be running')
      .requiredOption('--user <name>', 'whose it is')
      .requiredOption('--name <text>', 'what it is for')
      .requiredOption('--scope <scope>', 'read, helpdesk, operator or administrator')
      .option('--expires <time>', 'ISO 8601; without: never'),
  ).action((options: AskedToken) => actions.tokenAdd(settings(options), options));
  const user = command.command('user').description('people who use the console');
  administration(command, user, { offer: ask, read: settings });
  ask(
    user
      .command('setup-link')
      .description('print a link that sets a password; the console must be running')
      .option('--user <name>', 'whose; without: of the first user, where there is none')
      .option('--turn-off-second-factor', 'for somebody who lost phone and recovery codes'),
  ).action((options: AskedLink) => actions.setupLink(settings(options), options));
  ask(
    command
      .command('doctor')
      .description('look at everything that it needs, and say what to do; ends with 1 when bad')
      .option('--json', 'for programs'),
  ).action((options: { json?: boolean }) => actions.doctor(settings(options), !!options.json));
  return command;
}

/** Flags as arguments again, for a child. */
export function flagsToArguments(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
}

function settingOptions(): Option[] {
  return SETTINGS.map(
    ({ name, flag, hint }) => new Option(`--${flag} <value>`, `${hint} (${name})`),
  );
}

function flagsOf(options: Record<string, string>): Flags {
  const entries = settingOptions().map((option) => [
    option.name(),
    options[option.attributeName()],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Flags;
}
