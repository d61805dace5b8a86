import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { batchLines } from '../batch-table.ts';
import { asOfDate, programmeYear } from '../local-date.ts';
import { CliError } from '../cli-error.ts';
import { connectPartner, DATA_DIR } from '../partner-api.ts';
import { startProgress } from '../progress.ts';
import { explainCode } from '../../schemas/problem.ts';
import { manifestOf } from '../push/manifest.ts';
import { type BatchView, sendFile, waitUntilSettled } from '../push/send.ts';
import { systemAndKind } from '../system-option.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

interface PushOptions {
  readonly system: string;
  readonly kind: string;
  readonly businessDate: string;
  readonly year?: string;
  readonly data: string;
}

export const pushCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'push',
      summary: {
        zh: '把一个批次文件送入正在运行的系统，直到处理完成',
        en: 'send a batch file to a running stack and wait until it has settled',
      },
      examples: [
        'push 申领.csv --system guangzhou/degree-subsidy --kind applicant --business-date 2026-11-22',
        'push 发放.csv --system guangzhou/degree-subsidy --kind payment --business-date 2026-11-22 --year 2025',
      ],
    })
      .argument('<FILE>', say(terminal, { zh: '批次文件', en: 'the batch file' }))
      .requiredOption(
        '--system <ID>',
        say(terminal, { zh: '来自哪个系统，见 bridge systems', en: 'the system it comes from, see bridge systems' }),
      )
      .requiredOption('--kind <KIND>', 'applicant, certificate, payment')
      .requiredOption(
        '--business-date <DATE>',
        say(terminal, { zh: '业务日期，例如 2026-11-22', en: 'business date, such as 2026-11-22' }),
      )
      .option(
        '--year <YYYY>',
        say(terminal, { zh: '项目年度，发放批次必填', en: 'programme year; required for payments' }),
      )
      .option(
        '--data <DIR>',
        say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
        DATA_DIR,
      )
      .action(async (file: string, options: PushOptions) => finish(await push(terminal, file, options))),
};

async function push(terminal: Terminal, path: string, options: PushOptions): Promise<ExitCode> {
  const { system, kind } = systemAndKind(options.system, options.kind);
  const businessDate = asOfDate(options.businessDate, terminal.now());
  const year = programmeYear(options.year);
  if (kind === 'payment' && year === undefined) {
    throw new CliError(
      'usage.year-missing',
      { zh: '发放批次必须写明项目年度', en: 'payments need their programme year' },
      { zh: '加上 --year，例如 --year 2025。', en: 'Add --year, such as --year 2025.' },
    );
  }
  const manifest = await manifestOf({ path, system, kind, businessDate, year, now: terminal.now() });
  const api = connectPartner(options.data, system.tenant);
  const progress = startProgress(terminal, { zh: '处理', en: 'settling' });
  let view: BatchView;
  try {
    const batchId = await sendFile(api, manifest, path);
    view = await waitUntilSettled(api, batchId, (done) => progress.update(done, Math.max(1, manifest.rows)));
  } finally {
    progress.stop();
  }
  if (terminal.json) printLine(terminal, JSON.stringify(view));
  else for (const line of [...batchLines(terminal, [view]), ...adviceLines(terminal, view)]) printLine(terminal, line);
  return view.state === 'SETTLED' && view.rejected === 0 && view.held === 0 ? 0 : 1;
}

function adviceLines(terminal: Terminal, view: BatchView): readonly string[] {
  if (view.state === 'SETTLED' && view.rejected === 0) return [];
  if (view.problem === 'history.not-signed-off') return [explainCode(view.problem, terminal.language)];
  return [
    say(terminal, {
      zh: `用 bridge check 查看每一行的问题，更正后重新送入；批次 ${view.batchId}`,
      en: `see what is wrong row by row with bridge check, correct it, send it again; batch ${view.batchId}`,
    }),
  ];
}
