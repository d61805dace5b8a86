import type { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import type { Bilingual } from './terminal.ts';

/** What commander found wrong with the command line, as our error. */
export function usageError({ code, message }: CommanderError): CliError {
  const [first, ...suggestion] = message.replace(/^error: /, '').split('\n');
  const en = first ?? message;
  const [, subject] = /'([^']*)'/.exec(en) ?? [];
  const kind = KINDS[code];
  const hint = suggestion.join(' ').trim();
  const [, meant] = /Did you mean (.*)\?/.exec(hint) ?? [];
  return new CliError(
    kind?.code ?? 'usage.invalid',
    { en: code === 'commander.help' ? 'no command given' : en, zh: kind === undefined ? en : kind.zh(subject ?? '') },
    meant === undefined
      ? code === 'commander.unknownOption'
        ? SEE_HELP_OR_END
        : SEE_HELP
      : { zh: `是不是 ${meant}？`, en: `Did you mean ${meant}?` },
  );
}

const SEE_HELP: Bilingual = { zh: '加 --help 查看用法。', en: 'Add --help to see the usage.' };

/** A record's key may begin with a hyphen. */
const SEE_HELP_OR_END: Bilingual = {
  zh: '加 --help 查看用法；以 - 开头的编号写在最后，前面加 --。',
  en: 'Add --help to see the usage; a key that begins with - goes last, after --.',
};

const KINDS: Readonly<Record<string, { readonly code: string; readonly zh: (subject: string) => string }>> = {
  'commander.unknownOption': { code: 'usage.option-unknown', zh: (option) => `没有选项 ${option}` },
  'commander.unknownCommand': { code: 'usage.command-unknown', zh: (command) => `没有命令 ${command}` },
  'commander.help': { code: 'usage.command-missing', zh: () => '没有写命令' },
  'commander.missingArgument': { code: 'usage.argument-missing', zh: (argument) => `缺少参数 ${argument}` },
  'commander.optionMissingArgument': { code: 'usage.option-value-missing', zh: (option) => `选项 ${option} 缺少值` },
  'commander.missingMandatoryOptionValue': { code: 'usage.option-missing', zh: (option) => `缺少选项 ${option}` },
  'commander.excessArguments': { code: 'usage.arguments-excess', zh: () => '参数太多' },
};
