import type { Readable, Writable } from 'node:stream';

export type Language = 'zh' | 'en';
/** The same thing said to a clerk in Chinese and in English. */
export type Bilingual = Readonly<Record<Language, string>>;

/** Where a command reads and writes, and how its user wants to be spoken to. */
export interface Terminal {
  readonly stdin: Readable;
  /** Verdicts. */
  readonly stdout: Writable;
  /** Errors and progress. */
  readonly stderr: Writable;
  readonly language: Language;
  /** `--json`: machines read the output. */
  readonly json: boolean;
  /** Progress may draw over itself. */
  readonly isInteractive: boolean;
  /** How wide the output is; absent where it is no terminal. */
  readonly columns?: number | undefined;
  readonly now: () => Date;
}

export function say({ language }: Pick<Terminal, 'language'>, text: Bilingual): string {
  return text[language];
}

export function printLine({ stdout }: Terminal, line: string): void {
  stdout.write(`${line}\n`);
}

export interface Preferences {
  readonly language: Language;
  readonly json: boolean;
}

/**
 * What must be known before the options are parsed, because help and usage errors depend on it. `--lang` decides; else the locale
 * (LC_ALL, LC_MESSAGES, LANG): Chinese unless it names another language, as C and POSIX do not.
 */
export function preferencesOf(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Preferences {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const at = options.lastIndexOf('--lang');
  const asked =
    options.findLast((option) => option.startsWith('--lang='))?.slice('--lang='.length) ??
    (at === -1 ? undefined : options[at + 1]);
  const locale =
    [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find(
      (value) => value !== undefined && value !== '',
    ) ?? '';
  const language = asked === 'zh' || asked === 'en' ? asked : /^(zh|c|posix)?([._@-]|$)/i.test(locale) ? 'zh' : 'en';
  return { language, json: options.includes('--json') };
}
