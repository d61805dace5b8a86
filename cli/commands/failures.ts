import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { CliError, outputUnwritable } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { failuresUpTo } from '../failures/api.ts';
import { conditionsOf, type FailureOptions } from '../failures/conditions.ts';
import { connectClient } from '../operator-client.ts';
import { asOperator, moreLine, paged, pageOf, type Paging } from '../operator-options.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Options = FailureOptions &
  Paging & {
    readonly data: string;
    readonly as?: string;
    readonly citizenIdStdin?: true;
    readonly all?: true;
    readonly csv?: string;
  };

export const failuresCommand: BridgeCommand = {
  define: (terminal, finish) =>
    narrowed(
      terminal,
      paged(
        terminal,
        asOperator(
          terminal,
          subcommand(terminal, {
            name: 'failures',
            summary: {
              zh: '现在有哪些问题：记录、事件、未入账的行、暂挂的批次；最新的在前',
              en: 'what is wrong now: records, events, rows that were not taken, batches on hold; newest first',
            },
            examples: [
              'failures',
              'failures --tenant guangzhou --kind payment --state held --min 10000',
              'failures --code citizen-id.check-digit --from 2026-11-20 --csv 待更正.csv',
              'failures --citizen-id-stdin < 证件号.txt',
            ],
          }),
        ),
      ),
    ).action(async (options: Options) => finish(await list(terminal, options))),
};

function narrowed(terminal: Terminal, command: Command): Command {
  return command
    .option('--tenant <NAME>', say(terminal, { zh: '市，例如 guangzhou', en: 'city, such as guangzhou' }))
    .option('--system <ID>', say(terminal, { zh: '来源系统，见 bridge systems', en: 'source, see bridge systems' }))
    .option('--kind <KIND>', 'applicant, certificate, payment')
    .option(
      '--state <STATE>',
      say(terminal, {
        zh: 'held 暂挂、rejected 不通过、quarantined 隔离、in-doubt 结果不明、refused 无法读取等',
        en: 'held, rejected, quarantined, in-doubt, refused, …',
      }),
    )
    .option('--code <CODE>', say(terminal, { zh: '问题代码', en: 'problem code' }))
    .option('--batch <ID>', say(terminal, { zh: '批次编号', en: 'batch id' }))
    .option('--programme <CODE>', say(terminal, { zh: '项目，例如 GZ-XLBZ', en: 'programme, such as GZ-XLBZ' }))
    .option('--from <DATE>', say(terminal, { zh: '这一天起', en: 'from this day on' }))
    .option('--to <DATE>', say(terminal, { zh: '到这一天为止', en: 'up to this day' }))
    .option('--min <YUAN>', say(terminal, { zh: '金额不低于（元）', en: 'at least, in yuan' }))
    .option('--max <YUAN>', say(terminal, { zh: '金额不高于（元）', en: 'at most, in yuan' }))
    .option(
      '--citizen-id-stdin',
      say(terminal, {
        zh: '按证件号码查找，号码从标准输入读（不进命令行历史）',
        en: 'of one person; the ID number is read from stdin, so that no shell keeps it',
      }),
    )
    .option('--all', say(terminal, { zh: '全部列出', en: 'list all of them' }))
    .option('--csv <OUT>', say(terminal, { zh: '全部导出为 CSV', en: 'export all of them as CSV' }));
}

/** 0 where nothing is wrong, 1 where something is. */
async function list(terminal: Terminal, options: Options): Promise<ExitCode> {
  const { csv } = options;
  const { limit, cursor } = pageOf(options);
  const conditions = conditionsOf(options, terminal.now());
  const citizenId = options.citizenIdStdin === true ? await numberFrom(terminal) : null;
  const client = connectClient(options);
  const isWhole = options.all === true || csv !== undefined;
  const { failures, next } = await failuresUpTo(
    client,
    { conditions, citizenId },
    { limit: isWhole ? Infinity : limit, ...(cursor === undefined ? {} : { cursor }) },
  );
  if (csv !== undefined) {
    const { failuresCsv } = await import('../failures/csv.ts');
    await writeFile(csv, failuresCsv(failures)).catch((error: unknown) => {
      throw outputUnwritable({ zh: csv, en: csv }, error);
    });
  }
  if (terminal.json) printLine(terminal, JSON.stringify({ failures, next }));
  else if (csv !== undefined)
    printLine(terminal, say(terminal, { zh: `${csv}：${failures.length} 条`, en: `${csv}: ${failures.length}` }));
  else {
    const { failureLines } = await import('../failures/print.ts');
    for (const line of failureLines(terminal, failures)) printLine(terminal, line);
    if (next !== null) printLine(terminal, moreLine(terminal, next));
  }
  return failures.length === 0 ? 0 : 1;
}

async function numberFrom({ stdin }: Terminal): Promise<string> {
  const number = (await text(stdin)).trim();
  if (number !== '' && number.length <= NUMBER_MAX) return number;
  throw new CliError(
    'usage.citizen-id',
    { zh: '标准输入里没有证件号码', en: 'there is no ID number on stdin' },
    { zh: '只写一个号码。', en: 'Write one number and nothing else.' },
  );
}

const NUMBER_MAX = 32;
