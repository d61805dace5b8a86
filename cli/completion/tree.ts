import type { Argument, Command, Option } from 'commander';
import { wordsOf } from './values.ts';

/** What may follow an option or stand as an argument: one of these words, the name of a file, or what only the user knows. */
export type Follows =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'text' };

export interface Offered {
  readonly word: string;
  readonly description: string;
}

export interface OfferedOption extends Offered {
  /** `null` of a switch. */
  readonly follows: Follows | null;
}

/** One command of the tree, as a shell completes it. */
export interface Place {
  /** Names from below `bridge`, each after a space: ` replay plan`; `''` of `bridge` itself. */
  readonly path: string;
  readonly commands: readonly Offered[];
  readonly options: readonly OfferedOption[];
  readonly argument: Follows | null;
}

/** Every command, those above before those below. */
export function placesOf(command: Command, path = ''): readonly Place[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  const place: Place = {
    path,
    commands: below.map((each) => ({ word: each.name(), description: plain(each.description()) })),
    options: help.visibleOptions(command).flatMap((option) => offered(path, option)),
    argument: argument === undefined ? null : ofArgument(path, argument),
  };
  return [place, ...below.flatMap((each) => placesOf(each, `${path} ${each.name()}`))];
}

function offered(path: string, option: Option): readonly OfferedOption[] {
  const takes = option.required || option.optional;
  const words = [option.long, option.short].filter((word): word is string => word?.startsWith('--') === true);
  return words.map((word) => ({
    word,
    description: plain(option.description),
    follows: takes ? follows(wordsOf(path, word), /<(.*)>/.exec(option.flags)?.[1] ?? '') : null,
  }));
}

function ofArgument(path: string, argument: Argument): Follows {
  return follows(argument.argChoices ?? wordsOf(path, argument.name()), argument.name());
}

function follows(words: readonly string[] | undefined, name: string): Follows {
  if (words !== undefined) return { kind: 'words', words };
  return /^(FILE|OUT|DIR|EXPORT|CITYFILE|SAMPLE)/.test(name) ? { kind: 'file' } : { kind: 'text' };
}

/** A shell shows one line. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
