/** `gatepost user`: people who use the console. (Links and tokens for them: command/admin.ts.) */
import { Option, type Command } from 'commander';
import {
  INVITATIONS_PATH,
  USERS_PATH,
  type NewInvitation,
  type User,
} from '../../../shared/api/people.js';
import { ROLES } from '../../../shared/api/roles.js';
import { misused } from './fault.js';
import { doing, type Asked, type Settings } from './frame.js';
import { remark, say, sayJson, sayTable, timeText } from './output.js';

interface UserOptions {
  readonly role?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
}

const pathOf = (name: string) => `${USERS_PATH}/${encodeURIComponent(name)}`;

/** Adds them to the command `user`. */
export function addPeople(user: Command, settings: Settings): void {
  doing(user.command('list', { isDefault: true }).description('list them'), settings, list);
  doing<UserOptions>(
    user
      .command('invite')
      .description('print a link by which somebody new sets a password')
      .argument('<name>')
      .addOption(role().makeOptionMandatory()),
    settings,
    invite,
  );
  doing<UserOptions>(
    user
      .command('set')
      .description('change a role, disable or enable')
      .argument('<name>')
      .addOption(role())
      .option('--disable', 'may not log on any more; sessions and tokens end')
      .option('--enable', 'may again'),
    settings,
    set,
  );
  doing(user.command('remove').description('remove somebody').argument('<name>'), settings, remove);
}

function role(): Option {
  return new Option('--role <role>', 'what somebody may').choices(ROLES);
}

async function list({ console, asJson }: Asked): Promise<void> {
  const page = await console.get<{ items: readonly User[] }>(USERS_PATH);
  if (asJson) return sayJson(page);
  sayTable(
    ['User', 'Role', 'State', 'Second factor', 'Last logon'],
    page.items.map(({ username, role: may, disabled, secondFactor, lastLogon }) => [
      username,
      may,
      disabled ? 'disabled' : 'on',
      secondFactor ? 'yes' : 'no',
      timeText(lastLogon),
    ]),
  );
}

async function invite({ console, asJson }: Asked, options: UserOptions, args: readonly string[]) {
  const body = { username: args[0], role: options.role };
  const invited = await console.send<NewInvitation>('POST', INVITATIONS_PATH, { body });
  if (asJson) sayJson(invited.body);
  else say(invited.body.link);
}

async function set(
  { console, asJson }: Asked,
  options: UserOptions,
  [name = '']: readonly string[],
) {
  const { role: may, disable, enable } = options;
  if (disable && enable) throw misused('Either --disable or --enable.');
  const body = {
    ...(may !== undefined && { role: may }),
    ...((disable || enable) && { disabled: disable ?? false }),
  };
  if (Object.keys(body).length === 0) throw misused('Say what is to be changed.');
  const changed = await console.send('PATCH', pathOf(name), { body });
  if (asJson) sayJson(changed.body);
  else remark(`${name} is changed.`);
}

async function remove({ console }: Asked, _options: object, [name = '']: readonly string[]) {
  await console.send('DELETE', pathOf(name));
  remark(`${name} is removed.`);
}
