import { Command } from 'commander';
import stringWidth from 'string-width';
import { type Bilingual, say, type Terminal } from './terminal.ts';
import { wrapped } from './wrap.ts';

/** 0 = done and clean, 1 = done but something was rejected, differs or failed, 2 = could not do it. */
export type ExitCode = 0 | 1 | 2;

/**
 * One subcommand. `define` makes it with its options; its action calls `finish` with the exit code, or throws. What is heavy to load
 * belongs behind an `import()` in the action, for every start of `bridge` loads every definition.
 */
export interface BridgeCommand {
  readonly define: (terminal: Terminal, finish: (code: ExitCode) => void) => Command;
}

export interface CommandOutline {
  readonly name: string;
  readonly summary: Bilingual;
  /** Command lines without the leading `bridge`. */
  readonly examples: readonly string[];
}

/** A subcommand with its summary and examples. */
export function subcommand(terminal: Terminal, { name, summary, examples }: CommandOutline): Command {
  const lines = examples.map((example) => `  bridge ${example}`).join('\n');
  return framed(terminal, new Command(name))
    .description(say(terminal, summary))
    .addHelpText('after', `\n${say(terminal, { zh: '示例：', en: 'Examples:' })}\n${lines}`);
}

/**
 * What every level of the command has: `--json`, `--lang`, `--help`. Errors are thrown, not printed; help speaks the user's language and
 * knows that a Chinese character is two columns wide.
 */
export function framed(terminal: Terminal, command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), outputError: () => {}, writeErr: () => {} })
    .option('--json', say(terminal, { zh: '输出供程序读取的 JSON', en: 'print JSON for programs' }))
    .option(
      '--lang <zh|en>',
      say(terminal, {
        zh: '语言：zh 或 en（默认按系统语言，未设置时为中文）',
        en: 'language: zh or en (default: by the locale, Chinese where it names none)',
      }),
    )
    .helpOption('-h, --help', say(terminal, { zh: '显示帮助', en: 'show this help' }))
    .helpCommand(false)
    .configureHelp({
      displayWidth: (text) => stringWidth(text),
      boxWrap: wrapped,
      optionDescription: ({ description, defaultValue }) => `${description}${byDefault(terminal, defaultValue)}`,
      styleTitle: (title) => (terminal.language === 'zh' ? (TITLES[title] ?? title) : title),
    });
}

/** An option that may be given again begins with an empty list, which says nothing. */
function byDefault(terminal: Terminal, value: unknown): string {
  return typeof value === 'string' ? say(terminal, { zh: `（默认 ${value}）`, en: ` (default: ${value})` }) : '';
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};
