import type { Follows, Place } from './tree.ts';

/** A fish script that completes `bridge`, with descriptions: it only reads what was typed, and starts no program. */
export function fishScript(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const lines = places.flatMap(({ path, commands, options, argument }) => {
    const here = `complete -c bridge -n "__bridge_at '${path}'"`;
    return [
      ...commands.map(({ word, description }) => `${here} -a ${quoted(word)} -d ${quoted(description)}`),
      ...(commands.length > 0 || argument === null ? [] : [`${here}${offer(argument)}`]),
      ...options.map(({ word, description, follows }) => {
        const value = follows === null ? '' : ` -r${offer(follows)}`;
        return `${here} -l ${word.slice(2)}${value} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# fish completion of bridge: bridge completion fish | source
function __bridge_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at $word"
      case ${paths.join(' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c bridge -f
${lines.join('\n')}
`;
}

function offer(follows: Follows): string {
  switch (follows.kind) {
    case 'words':
      return ` -a ${quoted(follows.words.join(' '))}`;
    case 'file':
      return ' -F';
    case 'text':
      return '';
  }
}

/** In single quotes fish reads nothing but \\\\ and \\'. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
