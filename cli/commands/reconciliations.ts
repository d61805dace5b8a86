import type { Command } from 'commander';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { type Asking, connectViewer } from '../discrepancies/api.ts';
import { type FilterOptions, queryOf } from '../discrepancies/filters.ts';
import { DATA_DIR } from '../partner-api.ts';
import { isClean, type ReconciliationPageView, type ReconciliationView } from '../reconciliations/view.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
type ListOptions = Pick<FilterOptions, 'night' | 'programme' | 'kind'> & Asking;

/** The newest of them; earlier nights are asked for by their date. */
const LISTED_MAX = 50;
const ID = '2026-11-23.GZ-XLBZ.payment.1';

export const reconciliationsCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = looking(
      terminal,
      subcommand(terminal, {
        name: 'reconciliations',
        summary: {
          zh: '查看每夜对账：每个项目、每种记录一张对账表',
          en: 'the nightly reconciliations: a statement per programme and kind of record',
        },
        examples: ['reconciliations', 'reconciliations --night 2026-11-23', `reconciliations show ${ID}`],
      }),
    )
      // `--data` after `show` is show's own.
      .enablePositionalOptions()
      .option('--night <DATE>', say(terminal, { zh: '哪一夜', en: 'of this night' }))
      .option('--programme <P>', say(terminal, { zh: '项目，例如 GZ-XLBZ', en: 'programme, such as GZ-XLBZ' }))
      .option('--kind <KIND>', 'applicant, certificate, payment')
      .action(async (options: ListOptions) => finish(await list(terminal, options)));
    return command.addCommand(show(terminal, finish)).addCommand(again(terminal, finish));
  },
};

function show(terminal: Terminal, finish: Finish): Command {
  return looking(
    terminal,
    subcommand(terminal, {
      name: 'show',
      summary: { zh: '查看一张对账表', en: 'one statement' },
      examples: [`reconciliations show ${ID}`],
    }),
  )
    .argument('<ID>', say(terminal, { zh: '对账编号，见 bridge reconciliations', en: 'see bridge reconciliations' }))
    .action(async (id: string, asking: Asking) => {
      const view = (await connectViewer(asking).get(
        `/reconciliations/${encodeURIComponent(id)}`,
      )) as ReconciliationView;
      if (terminal.json) printLine(terminal, JSON.stringify(view));
      else for (const line of (await printing()).statementLines(terminal, view)) printLine(terminal, line);
      finish(isClean(view) ? 0 : 1);
    });
}

function again(terminal: Terminal, finish: Finish): Command {
  return looking(
    terminal,
    subcommand(terminal, {
      name: 'again',
      summary: {
        zh: '把一夜再对一次：按双方现在的数据',
        en: 'compare a night once more, with what both sides hold by now',
      },
      examples: [
        'reconciliations again --night 2026-11-23',
        'reconciliations again --night 2026-11-23 --programme GZ-XLBZ',
      ],
    }),
  )
    .requiredOption('--night <DATE>', say(terminal, { zh: '哪一夜', en: 'which night' }))
    .option('--programme <P>', say(terminal, { zh: '只对这个项目', en: 'this programme alone' }))
    .option('--kind <KIND>', 'applicant, certificate, payment')
    .action(async ({ data, by, ...filters }: ListOptions) => {
      const wanted = Object.fromEntries(queryOf(filters, terminal.now()));
      const { begun } = (await connectViewer({ data, ...(by === undefined ? {} : { by }) }).post(
        '/reconciliations',
        wanted,
      )) as { readonly begun: readonly string[] };
      if (terminal.json) printLine(terminal, JSON.stringify({ begun }));
      else {
        printLine(terminal, say(terminal, { zh: `开始再对 ${begun.length} 项：`, en: `${begun.length} begun:` }));
        for (const id of begun) printLine(terminal, `  ${id}`);
      }
      finish(0);
    });
}

/** 0 where all of them are compared and agree. */
async function list(terminal: Terminal, { data, by, ...filters }: ListOptions): Promise<ExitCode> {
  const query = queryOf(filters, terminal.now());
  query.set('limit', String(LISTED_MAX));
  const api = connectViewer({ data, ...(by === undefined ? {} : { by }) });
  const { reconciliations, next } = (await api.get(`/reconciliations?${query.toString()}`)) as ReconciliationPageView;
  if (terminal.json) printLine(terminal, JSON.stringify({ reconciliations, next }));
  else
    for (const line of (await printing()).listLines(terminal, reconciliations, next !== null))
      printLine(terminal, line);
  return reconciliations.every(isClean) ? 0 : 1;
}

async function printing() {
  return await import('../reconciliations/print.ts');
}

function looking(terminal: Terminal, command: Command): Command {
  return command
    .option(
      '--as, --by <USER>',
      say(terminal, {
        zh: '本机系统的示例用户；省略则为已登录的人（bridge login）',
        en: 'a sample user of the local stack; else whoever is logged in (bridge login)',
      }),
    )
    .option(
      '--data <DIR>',
      say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
      DATA_DIR,
    );
}
