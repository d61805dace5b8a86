import type { Follows, Offered, Place } from './tree.ts';

/** A zsh script that completes `bridge`, with descriptions: it only reads what was typed, and starts no program. */
export function zshScript(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = places.flatMap(({ path, options }) =>
    options.flatMap(({ word, follows }) =>
      follows === null ? [] : [`    ('${path} ${word}') ${offer(follows)}; return ;;`],
    ),
  );
  const flags = places.map(({ path, options }) => `      ('${path}') ${described(options)} ;;`);
  const rest = places.flatMap(({ path, commands, argument }) => {
    if (commands.length > 0) return [`    ('${path}') ${described(commands)} ;;`];
    return argument === null ? [] : [`    ('${path}') ${offer(argument)} ;;`];
  });
  return `#compdef bridge
# zsh completion of bridge: source <(bridge completion zsh), or save it as _bridge in a folder of $fpath
_bridge() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at='' i
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${paths.join('|')}) at="$at \${words[i]}" ;;
    esac
  done
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
compdef _bridge bridge
`;
}

function offer(follows: Follows): string {
  switch (follows.kind) {
    case 'words':
      return `compadd -- ${follows.words.map(quoted).join(' ')}`;
    case 'file':
      return '_files';
    case 'text':
      return ':';
  }
}

function described(list: readonly Offered[]): string {
  const entries = list.map(({ word, description }) => quoted(`${word.replaceAll(':', '\\:')}:${description}`));
  return `list=(${entries.join(' ')}); _describe -V bridge list`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
