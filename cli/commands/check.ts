import { type BridgeCommand, subcommand } from '../command.ts';
import { asOfDate, programmeYear } from '../local-date.ts';
import { startProgress } from '../progress.ts';
import { refuseSameFile } from '../same-file.ts';
import { systemAndKind } from '../system-option.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { printCheck } from '../check/print.ts';
import { type CheckResult, checkFile } from '../check/run.ts';

interface CheckOptions {
  readonly system: string;
  readonly kind: string;
  readonly year?: string;
  readonly asOf?: string;
  readonly rejects?: string;
  readonly canonical?: string;
}

export const checkCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'check',
      summary: {
        zh: '离线检查一个文件：解码、校验、翻译成中间格式，不连接服务器',
        en: 'check a file offline: decode, validate, translate; no server',
      },
      examples: [
        'check 申领.csv --system guangzhou/degree-subsidy --kind applicant',
        'check 发放.csv --system guangzhou/degree-subsidy --kind payment --year 2025 --rejects 不通过.csv',
        'check export.jsonl --system province/yuegonghui --kind certificate --canonical out.jsonl --json',
      ],
    })
      .argument('<FILE>', say(terminal, { zh: '要检查的文件', en: 'the file to check' }))
      .requiredOption(
        '--system <ID>',
        say(terminal, {
          zh: '文件来自哪个系统，见 bridge systems',
          en: 'the system it comes from, see bridge systems',
        }),
      )
      .requiredOption('--kind <KIND>', 'applicant, certificate, payment')
      .option(
        '--year <YYYY>',
        say(terminal, {
          zh: '项目年度（默认：申领人按申领日期，其他按检查日期）',
          en: 'programme year (default: of the application for applicants, else of the date of checking)',
        }),
      )
      .option(
        '--as-of <DATE>',
        say(terminal, {
          zh: '检查日期，之后的日期算将来（默认今天，UTC+8）',
          en: 'date of checking; later dates lie in the future (default today, UTC+8)',
        }),
      )
      .option(
        '--rejects <OUT.csv>',
        say(terminal, { zh: '把全部不通过的行写入此文件', en: 'write all rejected rows to this file' }),
      )
      .option(
        '--canonical <OUT.jsonl>',
        say(terminal, {
          zh: '把通过的记录按中间格式写入此文件',
          en: 'write the accepted records to this file, in neutral form',
        }),
      )
      .action(async (file: string, options: CheckOptions) => {
        const result = await run(terminal, file, options);
        if (terminal.json) printLine(terminal, JSON.stringify(result.report));
        else printCheck(terminal, result, systemAndKind(options.system, options.kind).system.name, options.rejects);
        finish(result.report.rejected === 0 ? 0 : 1);
      }),
};

async function run(terminal: Terminal, path: string, options: CheckOptions): Promise<CheckResult> {
  const { system, kind } = systemAndKind(options.system, options.kind);
  const today = asOfDate(options.asOf, terminal.now());
  const year = programmeYear(options.year);
  const { rejects, canonical } = options;
  await refuseSameFile(path, rejects, canonical);
  const context = year === undefined ? { today } : { today, programmeYear: year };
  const progress = startProgress(terminal, { zh: '检查', en: 'checking' });
  try {
    return await checkFile({
      path,
      system,
      kind,
      context,
      language: terminal.language,
      rejects,
      canonical,
      onRead: progress.update,
    });
  } finally {
    progress.stop();
  }
}
