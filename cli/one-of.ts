import { CliError } from './cli-error.ts';
import type { Bilingual } from './terminal.ts';

/** An option that takes one of a few words. Throws CliError `usage.<option>-unknown` that lists them. */
export function oneOf<Word extends string>(
  option: string,
  value: string,
  words: readonly Word[],
  title: Bilingual,
): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new CliError(
    `usage.${option}-unknown`,
    { zh: `没有${title.zh} ${value}`, en: `there is no ${title.en} ${value}` },
    { zh: `可用：${words.join('、')}。`, en: `Known: ${words.join(', ')}.` },
  );
}
