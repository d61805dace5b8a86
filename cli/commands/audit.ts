import type { Command } from 'commander';
import type { Verified } from '../audit/verify.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { asOfDate } from '../local-date.ts';
import type { Asking } from '../operator-client.ts';
import { asOperator, moreLine, paged, pageOf, type Paging } from '../operator-options.ts';
import { startProgress } from '../progress.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
interface Days {
  readonly from?: string;
  readonly to?: string;
}

export const auditCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'audit',
      summary: {
        zh: '审计链：谁做了什么；核对有没有被改动、删除、调换、截断',
        en: 'the chains of acts: who did what; whether anything was changed, taken out, moved or cut off',
      },
      examples: [
        'audit list --tenant guangzhou --from 2026-11-23',
        'audit verify',
        'audit verify --file 审计.jsonl --anchors 锚点',
      ],
    })
      .addCommand(verifyCommand(terminal, finish))
      .addCommand(listCommand(terminal, finish))
      .addCommand(exportCommand(terminal, finish)),
};

interface VerifyOptions extends Asking, Days {
  readonly tenant?: string;
  readonly file?: string;
  readonly anchors?: string;
}

function verifyCommand(terminal: Terminal, finish: Finish): Command {
  return within(
    terminal,
    asOperator(
      terminal,
      subcommand(terminal, {
        name: 'verify',
        summary: {
          zh: '核对审计链、每日封存的资金流水和锚点；发现问题时指出在哪里，退出码 1',
          en: 'verify chains, the sealed days of the money journal and the anchors; says where it breaks, and exits with 1',
        },
        examples: [
          'audit verify',
          'audit verify --tenant guangzhou --from 2026-11-01',
          'audit verify --file 审计.jsonl --anchors 锚点 --json',
        ],
      }),
    ),
  )
    .option(
      '--tenant <NAME>',
      say(terminal, { zh: '只核对这个单位；bridge 为全局', en: 'this tenant alone; `bridge` is about all' }),
    )
    .option(
      '--file <EXPORT>',
      say(terminal, { zh: '离线核对 bridge audit export 的文件', en: 'offline, what bridge audit export has written' }),
    )
    .option('--anchors <DIR>', say(terminal, { zh: '离线核对用的锚点目录', en: 'the anchors, for a file' }))
    .action(async (options: VerifyOptions) => finish(await verify(terminal, options)));
}

async function verify(terminal: Terminal, options: VerifyOptions): Promise<ExitCode> {
  const { file, anchors, tenant } = options;
  if (anchors !== undefined && file === undefined) throw anchorsAlone();
  const [{ verifyAll }, { printVerified }] = await Promise.all([
    import('../audit/verify.ts'),
    import('../audit/print.ts'),
  ]);
  const source =
    file === undefined
      ? await sourceOf(options)
      : await (await import('../audit/export-file.ts')).sourceOfFile(file, anchors);
  const progress = startProgress(terminal, { zh: '核对流水', en: 'verifying the journal' });
  let verified: Verified;
  try {
    verified = await verifyAll(source, {
      tenant,
      now: terminal.now(),
      onDay: progress.update,
      ...daysOf(options, terminal),
    });
  } finally {
    progress.stop();
  }
  const clean = verified.findings.length === 0 && verified.stale === null;
  if (terminal.json) printLine(terminal, JSON.stringify({ clean, ...verified }));
  else printVerified(terminal, verified);
  return clean ? 0 : 1;
}

interface ListOptions extends Asking, Days, Paging {
  readonly tenant?: string;
  readonly action?: string;
  readonly by?: string;
}

function listCommand(terminal: Terminal, finish: Finish): Command {
  return paged(
    terminal,
    within(
      terminal,
      asOperator(
        terminal,
        subcommand(terminal, {
          name: 'list',
          summary: { zh: '操作记录，每个单位最近的在前', en: 'acts, the newest of each tenant first' },
          examples: [
            'audit list',
            'audit list --tenant guangzhou --action replay.approved',
            'audit list --by operator --json',
          ],
        }),
      ),
    ),
  )
    .option('--tenant <NAME>', say(terminal, { zh: '只看这个单位', en: 'this tenant alone' }))
    .option(
      '--action <A>',
      say(terminal, { zh: '只看这种操作，例如 replay.approved', en: 'this act alone, such as replay.approved' }),
    )
    .option('--by <WHO>', say(terminal, { zh: '只看这个人做的', en: 'what this person did' }))
    .action(async (options: ListOptions) => {
      const { answered, connectClient } = await import('../operator-client.ts');
      const { tenant, action, by } = options;
      const query = {
        ...pageOf(options),
        ...daysOf(options, terminal),
        ...(tenant === undefined ? {} : { tenant }),
        ...(action === undefined ? {} : { action }),
        ...(by === undefined ? {} : { by }),
      };
      const page = await answered(connectClient(options).GET('/audit', { params: { query } }));
      if (terminal.json) printLine(terminal, JSON.stringify(page));
      else {
        const { actLines } = await import('../audit/print.ts');
        for (const line of actLines(terminal, page.entries)) printLine(terminal, line);
        if (page.next !== null) printLine(terminal, moreLine(terminal, page.next));
      }
      finish(0);
    });
}

interface ExportOptions extends Asking, Days {
  readonly tenant: string;
  readonly out: string;
  readonly anchors?: string;
}

function exportCommand(terminal: Terminal, finish: Finish): Command {
  return within(
    terminal,
    asOperator(
      terminal,
      subcommand(terminal, {
        name: 'export',
        summary: {
          zh: '导出一条审计链、封存过的流水和锚点，供离线核对（不含个人信息）',
          en: 'export a chain, the sealed days and the anchors, to be verified offline (no personal data)',
        },
        examples: ['audit export --tenant guangzhou --out 审计.jsonl --anchors 锚点'],
      }),
    ),
  )
    .requiredOption(
      '--tenant <NAME>',
      say(terminal, { zh: '哪个单位；bridge 为全局', en: 'whose; `bridge` is about all' }),
    )
    .requiredOption('--out <FILE>', say(terminal, { zh: '存到哪里', en: 'where to' }))
    .option('--anchors <DIR>', say(terminal, { zh: '锚点存到哪个目录', en: 'a directory for the anchors' }))
    .action(async (options: ExportOptions) => {
      const { writeExport } = await import('../audit/export-file.ts');
      const { tenant, out, anchors } = options;
      const wanted = { tenant, out, ...(anchors === undefined ? {} : { anchors }), ...daysOf(options, terminal) };
      const { entries, days } = await writeExport(await sourceOf(options), wanted);
      if (terminal.json) printLine(terminal, JSON.stringify({ file: out, entries, days }));
      else
        printLine(
          terminal,
          say(terminal, {
            zh: `已存为 ${out}：${entries} 条记录，${days} 天流水`,
            en: `written to ${out}: ${entries} entries, ${days} days of the journal`,
          }),
        );
      finish(0);
    });
}

async function sourceOf(asking: Asking) {
  const [{ connectClient }, { sourceOfApi }] = await Promise.all([
    import('../operator-client.ts'),
    import('../audit/api-source.ts'),
  ]);
  return sourceOfApi(connectClient(asking));
}

function within(terminal: Terminal, command: Command): Command {
  return command
    .option(
      '--from <DATE>',
      say(terminal, { zh: '从这一天起，例如 2026-11-01', en: 'from this day on, such as 2026-11-01' }),
    )
    .option('--to <DATE>', say(terminal, { zh: '到这一天止', en: 'until this day' }));
}

/** Throws CliError. */
function daysOf({ from, to }: Days, terminal: Terminal): Days {
  return {
    ...(from === undefined ? {} : { from: asOfDate(from, terminal.now()) }),
    ...(to === undefined ? {} : { to: asOfDate(to, terminal.now()) }),
  };
}

function anchorsAlone(): CliError {
  return new CliError(
    'usage.anchors',
    { zh: '--anchors 只和 --file 一起用', en: '--anchors goes with --file' },
    {
      zh: '不写 --file 时，锚点从正在运行的系统读取。',
      en: 'Without --file, the anchors are read from the running stack.',
    },
  );
}
