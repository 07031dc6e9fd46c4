/** The manual page gatepost(1), made of the command itself: it says what `--help` says. */
import { commandTree } from './command-tree.mjs';

export function manPageOf(command, { version, epoch }) {
  const tree = commandTree(command);
  const [top, ...rest] = tree;
  const day = new Date(epoch * 1000).toISOString().slice(0, 10);
  /** Options that most sub-commands share stand once. */
  const shared = sharedOptions(rest);
  const lines = [
    `.TH GATEPOST 1 ${quoted(day)} ${quoted(`Gatepost ${version}`)} "User Commands"`,
    '.SH NAME',
    `gatepost \\- ${escaped(lowerFirst(top.description))}`,
    '.SH SYNOPSIS',
    ...rest
      .filter(({ words }) => words.length === 0)
      .flatMap(({ path, arguments: words }) => [
        '.br',
        `.B ${escaped(path.join(' '))}`,
        escaped(['[options]', ...words].join(' ')),
      ]),
    '.SH COMMANDS',
    ...rest.flatMap((each) => section(each, shared)),
    '.SH SETTINGS',
    'Of every command; each overrides the setting of the environment that stands beside it.',
    ...shared.flatMap(optionLines),
    '.SH FILES',
    ...entry('/etc/gatepost/gatepost.conf', 'Settings, read by the services and by this command.'),
    ...entry('/var/lib/gatepost', 'All data. A backup needs its secret.key too.'),
    ...entry(
      '/usr/share/doc/gatepost/examples',
      'A listener bound to an interface, and files for other programs.',
    ),
    '.SH EXIT STATUS',
    '0 when all is well, 78 when a setting keeps it from starting, 1 otherwise.',
    '.SH SEE ALSO',
    '.BR systemctl (1),',
    '.BR systemd.socket (5)',
  ];
  return `${lines.join('\n')}\n`;
}

function section({ path, arguments: words, description, options }, shared) {
  const flags = new Set(shared.map(({ flags: each }) => each));
  const own = options.filter((each) => !flags.has(each.flags) && each.long !== '--help');
  return [
    `.SS ${quoted([...path.slice(1), ...words].join(' '))}`,
    escaped(sentence(description)),
    ...own.flatMap(optionLines),
  ];
}

function sharedOptions(tree) {
  const leaves = tree.filter(({ words }) => words.length === 0);
  const count = (flags) =>
    leaves.filter(({ options }) => options.some((each) => each.flags === flags)).length;
  const all = new Map(leaves.flatMap(({ options }) => options.map((each) => [each.flags, each])));
  return [...all.values()].filter(
    ({ flags, long }) => long !== '--help' && leaves.length > 1 && count(flags) > leaves.length / 2,
  );
}

function optionLines({ flags, description }) {
  return entry(flags, sentence(description));
}

function entry(head, text) {
  return ['.TP', `.B ${escaped(head)}`, escaped(text)];
}

function sentence(text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

function lowerFirst(text) {
  return text.replace(/^(An?|The) /, (word) => word.toLowerCase()).replace(/\.$/, '');
}

/** A line of text: no character of it is a request to troff. */
function escaped(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}

function quoted(text) {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
