import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { RESOLUTIONS } from '../../schemas/case.ts';
import { CliError, outputUnwritable } from '../cli-error.ts';
import { type BridgeCommand, type CommandOutline, type ExitCode, subcommand } from '../command.ts';
import { listCases } from '../discrepancies/api.ts';
import { type FilterOptions, queryOf } from '../discrepancies/filters.ts';
import type { CaseDetailView, CaseView } from '../discrepancies/view.ts';
import { oneOf } from '../one-of.ts';
import { answered, type Asking, connectClient } from '../operator-client.ts';
import { asOperator } from '../operator-options.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
type ListOptions = FilterOptions & Asking & { readonly csv?: string };

/** Cases a screen shows; all of them go into `--csv` and `--json`. */
const SHOWN_MAX = 200;
const ID = 'GZ-XLBZ.payment.5tq…k.p.GZ-XLBZ.2025.CITY.1';

export const discrepanciesCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = filtered(
      terminal,
      asOperator(
        terminal,
        subcommand(terminal, {
          name: 'discrepancies',
          summary: {
            zh: '查看和处理对账差异：筛选、导出、备注、认领、了结',
            en: 'the discrepancies of the nightly reconciliation: find, export, note, own, resolve',
          },
          examples: [
            'discrepancies --state open --kind payment',
            'discrepancies --night 2026-11-23 --csv 差异.csv',
            `discrepancies show ${ID}`,
            `discrepancies resolve ${ID} --what recovered --fen 150000 --evidence '工行回单 0017' --as approver`,
          ],
        }),
      ),
    )
      // `--data` after `show` is show's own.
      .enablePositionalOptions()
      .option('--csv <OUT>', say(terminal, { zh: '全部导出为 CSV', en: 'export all of them as CSV' }))
      .action(async (options: ListOptions) => finish(await list(terminal, options)));
    for (const define of [show, note, own, resolve]) command.addCommand(define(terminal, finish));
    return command;
  },
};

/** `--night`, `--programme`, `--kind` and what else a list is narrowed by. */
function filtered(terminal: Terminal, command: Command): Command {
  return command
    .option('--code <CODE>', say(terminal, { zh: '差异代码，例如 wrong-payee', en: 'code, such as wrong-payee' }))
    .option('--programme <CODE>', say(terminal, { zh: '项目，例如 GZ-XLBZ', en: 'programme, such as GZ-XLBZ' }))
    .option('--kind <KIND>', 'applicant, certificate, payment')
    .option(
      '--state <STATE>',
      say(terminal, {
        zh: 'open 待处理、repairing 补发中、closed 已了结',
        en: 'open, repairing (sent again, the next night tells), closed',
      }),
    )
    .option('--night <DATE>', say(terminal, { zh: '这一夜发现的', en: 'those this night found' }));
}

/** 0 where nothing of what is listed is open, 1 where something is. */
async function list(terminal: Terminal, { csv, data, as, ...filters }: ListOptions): Promise<ExitCode> {
  const query = queryOf(filters, terminal.now());
  const client = connectClient({ data, ...(as === undefined ? {} : { as }) });
  const all = csv !== undefined || terminal.json;
  const { cases, hasMore } = await listCases(client, query, all ? Infinity : SHOWN_MAX);
  if (csv !== undefined) {
    const { casesCsv } = await import('../../adapters/reports/cases-csv.ts');
    await writeFile(csv, casesCsv(cases)).catch((error: unknown) => {
      throw outputUnwritable({ zh: csv, en: csv }, error);
    });
  }
  if (terminal.json) printLine(terminal, JSON.stringify({ discrepancies: cases }));
  else {
    const { listLines, countLine } = await import('../discrepancies/print.ts');
    const lines = csv === undefined ? listLines(terminal, cases, hasMore) : [countLine(terminal, cases), csv];
    for (const line of lines) printLine(terminal, line);
  }
  return cases.every(({ state }) => state === 'CLOSED') ? 0 : 1;
}

function show(terminal: Terminal, finish: Finish): Command {
  return one(terminal, {
    name: 'show',
    summary: {
      zh: '查看一件差异：两方各怎么说，处理到哪一步',
      en: 'one discrepancy: what both sides say, how it stands',
    },
    examples: [`discrepancies show ${ID}`],
  }).action(async (id: string, asking: Asking) => {
    const view = await answered(connectClient(asking).GET('/discrepancies/{id}', { params: { path: { id } } }));
    if (terminal.json) printLine(terminal, JSON.stringify(view));
    else
      for (const line of (await import('../discrepancies/print.ts')).caseLines(terminal, view))
        printLine(terminal, line);
    finish(view.state === 'CLOSED' ? 0 : 1);
  });
}

function note(terminal: Terminal, finish: Finish): Command {
  return one(terminal, {
    name: 'note',
    summary: { zh: '添加备注', en: 'add a note' },
    examples: [`discrepancies note ${ID} '已致电经办银行，等待回复' --as operator`],
  })
    .argument(
      '<TEXT>',
      say(terminal, {
        zh: '1 至 500 字，不写证件号、卡号、手机号',
        en: '1 to 500 characters, without ID, card or phone numbers',
      }),
    )
    .action(async (id: string, text: string, asking: Asking) => {
      const body = { discrepancyId: id, text };
      const params = { path: { id } };
      const said = connectClient(asking).POST('/discrepancies/{id}/notes', { params, body });
      finish(await tell(terminal, await answered(said)));
    });
}

function own(terminal: Terminal, finish: Finish): Command {
  return one(terminal, {
    name: 'own',
    summary: { zh: '认领：由本人经办', en: 'take it in hand' },
    examples: [`discrepancies own ${ID} --as operator`],
  }).action(async (id: string, asking: Asking) => {
    const params = { path: { id } };
    const said = connectClient(asking).POST('/discrepancies/{id}/owner', { params, body: { discrepancyId: id } });
    finish(await tell(terminal, await answered(said)));
  });
}

function resolve(terminal: Terminal, finish: Finish): Command {
  return one(terminal, {
    name: 'resolve',
    summary: {
      zh: '了结。资金差异须由经办人以外的另一人了结',
      en: 'close it; money is closed by another operator than its owner',
    },
    examples: [
      `discrepancies resolve ${ID} --what recovered --fen 150000 --evidence '工行回单 0017' --as approver`,
      `discrepancies resolve ${ID} --what explained --evidence '省平台已书面说明' --as approver`,
    ],
  })
    .requiredOption(
      '--what <HOW>',
      say(terminal, {
        zh: 'recovered 已追回、corrected 已更正、explained 已查明无须处理、accepted 经批准保留差异',
        en: RESOLUTIONS.join(', '),
      }),
    )
    .option('--fen <N>', say(terminal, { zh: '追回金额，单位分（仅 recovered）', en: 'recovered, in fen' }))
    .requiredOption(
      '--evidence <REF>',
      say(terminal, {
        zh: '凭证，4 至 200 字；编号超过 10 位数字的只写末几位',
        en: 'where it can be seen, 4 to 200 characters; of a number of more than 10 digits the last ones',
      }),
    )
    .action(async (id: string, options: Asking & { what: string; fen?: string; evidence: string }) => {
      const { fen, evidence, ...asking } = options;
      const what = oneOf('resolution', options.what, RESOLUTIONS, { zh: '了结方式', en: 'resolution' });
      if (what === 'recovered' ? fen === undefined : fen !== undefined) throw amountMisplaced(what);
      const about = { discrepancyId: id, evidence };
      const body = what === 'recovered' ? { ...about, what, fen: fen ?? '' } : { ...about, what };
      const params = { path: { id } };
      const said = connectClient(asking).POST('/discrepancies/{id}/resolution', { params, body });
      finish(await tell(terminal, await answered(said)));
    });
}

/** How the case stands now. */
async function tell(terminal: Terminal, view: CaseView): Promise<ExitCode> {
  if (terminal.json) printLine(terminal, JSON.stringify(view));
  else {
    const { caseLines } = await import('../discrepancies/print.ts');
    const whole: CaseDetailView = { ...view, evidence: null };
    for (const line of caseLines(terminal, whole)) printLine(terminal, line);
  }
  return 0;
}

function one(terminal: Terminal, outline: CommandOutline): Command {
  return asOperator(terminal, subcommand(terminal, outline)).argument(
    '<ID>',
    say(terminal, { zh: '差异编号，见 bridge discrepancies', en: 'its id, see bridge discrepancies' }),
  );
}

/** Of `resolve`, where `--as` says how. */
function amountMisplaced(what: string): CliError {
  return new CliError(
    'usage.fen',
    what === 'recovered'
      ? { zh: '追回要写金额', en: 'recovered wants an amount' }
      : { zh: `${what} 没有金额`, en: `${what} has no amount` },
    {
      zh: '--fen 只和 --what recovered 一起写，单位分。',
      en: 'Write --fen, in fen, with --what recovered and nothing else.',
    },
  );
}
