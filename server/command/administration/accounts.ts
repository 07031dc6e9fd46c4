/** `gatepost account`: accounts for SMTP logons. A password is read from standard input, never from the command line. */
import type { Command } from 'commander';
import {
  ACCOUNTS_PATH,
  type Account,
  type AccountImport,
  type MadeAccount,
  type MadePassword,
} from '../../../shared/api/accounts.js';
import { octetsOf } from './files.js';
import { ANSWER_IS_NO, DONE, misused } from './fault.js';
import { doing, several, type Asked, type Settings } from './frame.js';
import { countOf, remark, say, sayJson, sayTable, timeText } from './output.js';

interface AccountOptions {
  readonly passwordStdin?: boolean;
  readonly generate?: boolean;
  readonly sender?: readonly string[];
  readonly expires?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
}

const pathOf = (name: string) => `${ACCOUNTS_PATH}/${encodeURIComponent(name)}`;

export function addAccounts(program: Command, settings: Settings): void {
  const account = program.command('account').description('accounts for SMTP logons');
  doing(account.command('list', { isDefault: true }).description('list them'), settings, list);
  doing<AccountOptions>(
    described(account.command('add').description('make an account').argument('<name>')),
    settings,
    add,
  );
  doing<AccountOptions>(
    described(account.command('set').description('change an account').argument('<name>'))
      .option('--disable', 'it may not log on any more')
      .option('--enable', 'it may again'),
    settings,
    set,
  );
  doing(
    account.command('remove').description('remove an account').argument('<name>'),
    settings,
    remove,
  );
  doing(
    account
      .command('import')
      .description('make accounts from CSV: name,password,senders')
      .argument('<file>', '- for standard input'),
    settings,
    importAll,
  );
  const device = account.command('app-password').description('passwords for devices');
  doing(
    device
      .command('add')
      .description('make one; it is printed this once')
      .argument('<name>', 'of the account')
      .argument('<label>', 'such as: printer in the hall'),
    settings,
    addDevice,
  );
  doing(
    device
      .command('remove')
      .description('remove one')
      .argument('<name>', 'of the account')
      .argument('<id>', 'as `account list --json` names it'),
    settings,
    removeDevice,
  );
}

function described(command: Command): Command {
  return command
    .option('--password-stdin', 'read its password from standard input')
    .option('--generate', 'make a password and print it')
    .option(
      '--sender <address>',
      'a sender that it may use, @domain for all there; again for more',
      several,
    )
    .option('--expires <time>', 'ISO 8601; “never” takes an end away');
}

async function list({ console, asJson }: Asked): Promise<void> {
  const page = await console.get<{ items: readonly Account[] }>(ACCOUNTS_PATH);
  if (asJson) return sayJson(page);
  sayTable(
    ['Account', 'State', 'Last logon', 'Devices', 'Senders'],
    page.items.map(({ name, disabled, expires, lastUsed, appPasswords, senders }) => [
      name,
      disabled ? 'disabled' : expires === null ? 'on' : `until ${timeText(expires)}`,
      timeText(lastUsed),
      String(appPasswords.length),
      senders.join(' '),
    ]),
  );
}

async function add(asked: Asked, options: AccountOptions, [name = '']: readonly string[]) {
  const body = { name, ...changeOf(options) };
  const made = await asked.console.send<MadeAccount>('POST', ACCOUNTS_PATH, { body });
  sayMade(made.body, asked.asJson, `${made.body.name} is made.`);
}

async function set(asked: Asked, options: AccountOptions, [name = '']: readonly string[]) {
  const { disable, enable } = options;
  if (disable && enable) throw misused('Either --disable or --enable.');
  const state = disable || enable ? { disabled: disable ?? false } : {};
  const body = { ...changeOf(options), ...state };
  if (Object.keys(body).length === 0) throw misused('Say what is to be changed.');
  const changed = await asked.console.send<MadeAccount>('PATCH', pathOf(name), { body });
  sayMade(changed.body, asked.asJson, `${changed.body.name} is changed.`);
}

function sayMade(made: MadeAccount, asJson: boolean, done: string): void {
  if (asJson) return sayJson(made);
  if (made.password !== undefined) say(made.password);
  remark(done);
}

async function remove({ console }: Asked, _options: object, [name = '']: readonly string[]) {
  await console.send('DELETE', pathOf(name));
  remark(`${name} is removed.`);
}

async function importAll({ console, asJson }: Asked, _: object, [file = '-']: readonly string[]) {
  const csv = new TextDecoder().decode(octetsOf(file));
  const path = `${ACCOUNTS_PATH}/import`;
  const { body } = await console.send<AccountImport>('POST', path, { body: { csv } });
  const { created, problems } = body;
  if (asJson) {
    sayJson(body);
    return problems.length > 0 ? ANSWER_IS_NO : DONE;
  }
  for (const { name, password } of created) if (password !== undefined) say(`${name},${password}`);
  for (const { line, message } of problems) remark(`line ${line}: ${message}`);
  remark(`${countOf(created.length, 'account')} made.`);
  return problems.length > 0 ? ANSWER_IS_NO : DONE;
}

async function addDevice({ console, asJson }: Asked, _: object, args: readonly string[]) {
  const [name = '', label = ''] = args;
  const path = `${pathOf(name)}/app-passwords`;
  const { body } = await console.send<MadePassword>('POST', path, { body: { label } });
  if (asJson) sayJson(body);
  else say(body.password);
}

async function removeDevice({ console }: Asked, _: object, args: readonly string[]) {
  const [name = '', id = ''] = args;
  await console.send('DELETE', `${pathOf(name)}/app-passwords/${encodeURIComponent(id)}`);
  remark('The password is removed.');
}

function changeOf({ passwordStdin, generate, sender, expires }: AccountOptions): object {
  return {
    ...(passwordStdin && { password: passwordIn() }),
    ...(generate && { generate: true }),
    ...(sender && { senders: sender }),
    ...(expires !== undefined && { expires: expires === 'never' ? null : expires }),
  };
}

/** One line; its end is no part of it. */
function passwordIn(): string {
  return new TextDecoder().decode(octetsOf('-')).replace(/\r?\n$/, '');
}
