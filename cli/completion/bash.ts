import type { Follows, Place } from './tree.ts';

/** A bash script that completes `bridge`: it only reads what was typed, and starts no program. Works from bash 3.2 on. */
export function bashScript(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = places.flatMap(({ path, options }) =>
    options.flatMap(({ word, follows }) =>
      follows === null ? [] : [`    '${path} ${word}') ${offer(follows)}; return ;;`],
    ),
  );
  const flags = places.map(({ path, options }) => `      '${path}') ${words(options.map(({ word }) => word))} ;;`);
  const rest = places.flatMap(({ path, commands, argument }) => {
    if (commands.length > 0) return [`    '${path}') ${words(commands.map(({ word }) => word))} ;;`];
    return argument === null ? [] : [`    '${path}') ${offer(argument)} ;;`];
  });
  return `# bash completion of bridge: source <(bridge completion bash)
_bridge() {
  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" at='' i
  local prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${paths.join('|')}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$at" in
${flags.join('\n')}
    esac
    return
  fi
  case "$at" in
${rest.join('\n')}
  esac
}
complete -F _bridge bridge
`;
}

function offer(follows: Follows): string {
  switch (follows.kind) {
    case 'words':
      return words(follows.words);
    case 'file':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))';
    case 'text':
      return ':';
  }
}

function words(list: readonly string[]): string {
  return `COMPREPLY=($(compgen -W $'${list.join('\\n')}' -- "$cur"))`;
}
