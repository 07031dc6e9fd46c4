/** Completion for bash, made of the command itself. */
import { commandTree } from './command-tree.mjs';

export function completionOf(command) {
  const cases = commandTree(command).map(({ path, words, options }) => {
    const flags = options.map(({ long }) => long).filter(Boolean);
    return `    ${shell(path.slice(1).join(' '))}) words=${shell([...words, ...flags].join(' '))} ;;`;
  });
  const withValue = new Set(
    commandTree(command).flatMap(({ options }) =>
      options.filter(({ takesValue }) => takesValue).map(({ long }) => long),
    ),
  );
  return `# Completion of gatepost for bash.
# shellcheck shell=bash
_gatepost() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local path='' word words=''
  local -i at
  COMPREPLY=()
  case $previous in
    ${[...withValue].toSorted().map(shell).join(' | ')})
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
  esac
  for ((at = 1; at < COMP_CWORD; at += 1)); do
    word=\${COMP_WORDS[at]}
    [[ $word == -* ]] && continue
    case "$path\${path:+ }$word" in
      ${pathsOf(command)}) path="$path\${path:+ }$word" ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _gatepost gatepost
`;
}

function pathsOf(command) {
  const paths = commandTree(command).map(({ path }) => path.slice(1).join(' '));
  return paths
    .filter((path) => path !== '')
    .map(shell)
    .join(' | ');
}

/** Names of commands and flags are ours; quoted all the same. */
function shell(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
