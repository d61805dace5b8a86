import { once } from 'node:events';
import type { System } from '../../schemas/systems/system.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { localDate, programmeYear } from '../local-date.ts';
import { startProgress } from '../progress.ts';
import { refuseSameFile } from '../same-file.ts';
import { systemAndKind } from '../system-option.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

interface TranslateOptions {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly year?: string;
  readonly out?: string;
}

export const translateCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'translate',
      summary: {
        zh: '离线翻译：把一个系统的文件写成另一个系统的格式，不连接服务器',
        en: "translate one system's file to another's form, offline",
      },
      examples: [
        'translate 申领.csv --from guangzhou/degree-subsidy --to province/yuegonghui --kind applicant --out out.jsonl',
        'translate export.jsonl --from province/yuegonghui --to shenzhen/dream-plan --kind applicant > 圆梦.csv',
      ],
    })
      .argument('<FILE>', say(terminal, { zh: '要翻译的文件', en: 'the file to translate' }))
      .requiredOption('--from <ID>', say(terminal, { zh: '文件来自哪个系统', en: 'the system the file is of' }))
      .requiredOption('--to <ID>', say(terminal, { zh: '写成哪个系统的格式', en: 'the system whose form is written' }))
      .requiredOption('--kind <KIND>', 'applicant, certificate, payment')
      .option(
        '--year <YYYY>',
        say(terminal, {
          zh: '项目年度（默认：申领人按申领日期，其他按今天）',
          en: 'programme year (default: of the application for applicants, else of today)',
        }),
      )
      .option(
        '--out <FILE>',
        say(terminal, {
          zh: '写入此文件（默认写到标准输出，结果说明写到标准错误）',
          en: 'write it to this file (default: to stdout, with the summary on stderr)',
        }),
      )
      .addHelpText(
        'after',
        `\n${say(terminal, {
          zh: '目标要求我方编号（如 paymentNo）时填 OFFLINE-行号：离线译出的文件只供核对，不能当作付款指令。',
          en: 'A number of ours the target wants (paymentNo) is OFFLINE-<row>: a file made offline is for looking at, never to pay by.',
        })}`,
      )
      .action(async (file: string, options: TranslateOptions) => finish((await run(terminal, file, options)) ? 0 : 1)),
};

async function run(terminal: Terminal, path: string, options: TranslateOptions): Promise<boolean> {
  const { system: from, kind } = systemAndKind(options.from, options.kind);
  const { system: to } = systemAndKind(options.to, options.kind);
  const year = programmeYear(options.year);
  const today = localDate(terminal.now());
  refuseBinary(terminal, options.out, to);
  await refuseSameFile(path, options.out);
  const [{ translateFile }, { translateLines }] = await Promise.all([
    import('../translate/run.ts'),
    import('../translate/print.ts'),
  ]);
  const output = options.out === undefined ? null : await openOutput(options.out);
  const progress = startProgress(terminal, { zh: '翻译', en: 'translating' });
  const report = await translateFile({
    path,
    system: from,
    to,
    kind,
    context: year === undefined ? { today } : { today, programmeYear: year },
    language: terminal.language,
    onRead: progress.update,
    write: output === null ? (bytes) => pour(terminal, bytes) : output.write,
  })
    .catch(async (error: unknown) => {
      await output?.abandon();
      throw error;
    })
    .finally(progress.stop);
  await output?.complete();
  const said = terminal.json ? [JSON.stringify(report)] : translateLines(terminal, report, options.out ?? null);
  if (output === null) terminal.stderr.write(`${said.join('\n')}\n`);
  else for (const line of said) printLine(terminal, line);
  return report.rejected === 0;
}

async function openOutput(path: string) {
  const { createOutput } = await import('../check/outputs.ts');
  return createOutput(path);
}

async function pour({ stdout }: Terminal, bytes: Uint8Array): Promise<void> {
  if (!stdout.write(bytes)) await once(stdout, 'drain');
}

function refuseBinary({ stdout }: Terminal, out: string | undefined, to: System): void {
  if (out === undefined && to.file.form === 'xlsx' && 'isTTY' in stdout && stdout.isTTY === true)
    throw new CliError(
      'usage.binary-output',
      { zh: '工作簿不能显示在终端里', en: 'a workbook can not be shown on a terminal' },
      { zh: '用 --out 写入文件，或接到管道。', en: 'Write it to a file with --out, or into a pipe.' },
    );
}
