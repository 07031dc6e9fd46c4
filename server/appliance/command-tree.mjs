/** The gatepost command as its own `--help` knows it: one list for the manual page and for completion. */

/** The command and all below it: `gatepost`, `gatepost user`, `gatepost user setup-link` ... */
export function commandTree(command, before = []) {
  const path = [...before, command.name()];
  const help = command.createHelp();
  const below = command.commands.filter((each) => each.name() !== 'help');
  const own = {
    path,
    description: help.commandDescription(command),
    words: below.map((each) => each.name()),
    arguments: command.registeredArguments.map((each) =>
      each.required ? `<${each.name()}>` : `[${each.name()}]`,
    ),
    options: help.visibleOptions(command).map(({ flags, long, description, argChoices }) => ({
      flags,
      long,
      description,
      takesValue: /[<[]/.test(flags),
      choices: argChoices ?? [],
    })),
  };
  return [own, ...below.flatMap((each) => commandTree(each, path))];
}
