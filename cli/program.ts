import { Command, CommanderError } from 'commander';
import { CliError, printError } from './cli-error.ts';
import { type ExitCode, framed } from './command.ts';
import { commands } from './commands.ts';
import { say, type Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** Runs one command line (without `node` and the script) and returns its exit code. Nothing is thrown. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = bridgeProgram(terminal, (finished) => (code = finished));
  try {
    refuseUnknownLanguage(args);
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    printError(terminal, error instanceof CommanderError ? usageError(error) : error);
    return 2;
  }
}

/** The whole tree of commands, not run. */
export function bridgeProgram(terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const program = framed(terminal, new Command('bridge'))
    .description(
      say(terminal, {
        zh: '工会桥：各市工会系统与粤工惠之间的桥',
        en: 'Union Bridge (工会桥): between the city union systems and 粤工惠',
      }),
    )
    .usage(say(terminal, { zh: '<命令> [选项]', en: '<command> [options]' }))
    // An option after a subcommand's name is the subcommand's, also where the command above it has one of that name.
    .enablePositionalOptions()
    .addHelpText('after', `\n${say(terminal, EXIT_CODES)}`);
  for (const { define } of commands) program.addCommand(define(terminal, finish));
  return program;
}

const EXIT_CODES = {
  zh: '退出码：0 完成且无问题；1 完成，但有不通过、差异或失败；2 无法完成（用法有误、输入无法读取）。',
  en: 'Exit codes: 0 done and clean; 1 done but something was rejected, differs or failed; 2 could not do it (usage, unreadable input).',
};

function refuseUnknownLanguage(args: readonly string[]): void {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const at = options.indexOf('--lang');
  const asked =
    at === -1 ? options.find((option) => option.startsWith('--lang='))?.slice('--lang='.length) : options[at + 1];
  if (asked === undefined || asked === 'zh' || asked === 'en') return;
  throw new CliError(
    'usage.language',
    { zh: `没有语言 ${asked}`, en: `there is no language ${asked}` },
    { zh: '写 --lang zh 或 --lang en。', en: 'Write --lang zh or --lang en.' },
  );
}
