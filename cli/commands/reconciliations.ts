import type { Command } from 'commander';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { type FilterOptions, nightQueryOf } from '../discrepancies/filters.ts';
import { answered, type Asking, connectClient } from '../operator-client.ts';
import { asOperator } from '../operator-options.ts';
import { isClean } from '../reconciliations/view.ts';
import { asOfDate } from '../local-date.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
type ListOptions = Pick<FilterOptions, 'night' | 'programme' | 'kind'> & Asking;

/** The newest of them; earlier nights are asked for by their date. */
const LISTED_MAX = 50;
const ID = '2026-11-23.GZ-XLBZ.payment.1';

export const reconciliationsCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = asOperator(
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
      .option('--programme <CODE>', say(terminal, { zh: '项目，例如 GZ-XLBZ', en: 'programme, such as GZ-XLBZ' }))
      .option('--kind <KIND>', 'applicant, certificate, payment')
      .action(async (options: ListOptions) => finish(await list(terminal, options)));
    return command.addCommand(show(terminal, finish)).addCommand(again(terminal, finish));
  },
};

function show(terminal: Terminal, finish: Finish): Command {
  return asOperator(
    terminal,
    subcommand(terminal, {
      name: 'show',
      summary: { zh: '查看一张对账表', en: 'one statement' },
      examples: [`reconciliations show ${ID}`],
    }),
  )
    .argument('<ID>', say(terminal, { zh: '对账编号，见 bridge reconciliations', en: 'see bridge reconciliations' }))
    .action(async (id: string, asking: Asking) => {
      const view = await answered(connectClient(asking).GET('/reconciliations/{id}', { params: { path: { id } } }));
      if (terminal.json) printLine(terminal, JSON.stringify(view));
      else for (const line of (await printing()).statementLines(terminal, view)) printLine(terminal, line);
      finish(isClean(view) ? 0 : 1);
    });
}

function again(terminal: Terminal, finish: Finish): Command {
  return asOperator(
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
    .option('--programme <CODE>', say(terminal, { zh: '只对这个项目', en: 'this programme alone' }))
    .option('--kind <KIND>', 'applicant, certificate, payment')
    .action(async ({ data, as, night, ...filters }: ListOptions & { readonly night: string }) => {
      const wanted = { ...nightQueryOf(filters, terminal.now()), night: asOfDate(night, terminal.now()) };
      const client = connectClient({ data, ...(as === undefined ? {} : { as }) });
      const { begun } = await answered(client.POST('/reconciliations', { body: wanted }));
      if (terminal.json) printLine(terminal, JSON.stringify({ begun }));
      else {
        printLine(terminal, say(terminal, { zh: `开始再对 ${begun.length} 项：`, en: `${begun.length} begun:` }));
        for (const id of begun) printLine(terminal, `  ${id}`);
      }
      finish(0);
    });
}

/** 0 where all of them are compared and agree. */
async function list(terminal: Terminal, { data, as, ...filters }: ListOptions): Promise<ExitCode> {
  const query = { ...nightQueryOf(filters, terminal.now()), limit: LISTED_MAX };
  const client = connectClient({ data, ...(as === undefined ? {} : { as }) });
  const { reconciliations, next } = await answered(client.GET('/reconciliations', { params: { query } }));
  if (terminal.json) printLine(terminal, JSON.stringify({ reconciliations, next }));
  else
    for (const line of (await printing()).listLines(terminal, reconciliations, next !== null))
      printLine(terminal, line);
  return reconciliations.every(isClean) ? 0 : 1;
}

async function printing() {
  return await import('../reconciliations/print.ts');
}
