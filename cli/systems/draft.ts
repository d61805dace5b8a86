import { type Kind, KINDS } from '../../schemas/kind.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { asOfDate } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import type { DraftResult } from './draft/run.ts';

interface DraftOptions {
  readonly id: string;
  readonly kind: string;
  readonly dir: string;
  readonly name?: string;
  readonly programme?: string;
  readonly column: readonly string[];
  readonly force?: boolean;
}

/** `bridge systems draft`: exit 0 when nothing is left to decide, 1 when something is. */
export const draftCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'draft',
      summary: {
        zh: '读一个样例文件，按表头和内容认列，写出一个完整的系统目录（样例中的人全部换掉）',
        en: 'read a sample file, recognise its columns by header and by content, write a whole system folder (with nobody of the sample in it)',
      },
      examples: [
        'systems draft 佛山样例.xlsx --id foshan/grants --kind applicant --name 佛山市总工会求学圆梦资助 --programme FS-XLBZ',
        'systems draft sample.csv --id zhuhai/grants --kind payment --dir schemas/systems --json',
      ],
    })
      .argument(
        '<SAMPLE>',
        say(terminal, { zh: '样例文件：XLSX、CSV、文本或 JSON Lines', en: 'a sample: XLSX, CSV, text or JSON Lines' }),
      )
      .requiredOption('--id <ID>', say(terminal, { zh: '新系统的编号：城市/系统', en: 'the new system: city/system' }))
      .requiredOption('--kind <KIND>', 'applicant, certificate, payment')
      .option(
        '--dir <DIR>',
        say(terminal, { zh: '系统目录所在处', en: 'where the systems’ folders are' }),
        'schemas/systems',
      )
      .option('--name <NAME>', say(terminal, { zh: '系统的中文名称', en: 'the system’s Chinese name' }))
      .option(
        '--programme <CODE>',
        say(terminal, { zh: '项目代码，例如 FS-XLBZ', en: 'the programme’s code, such as FS-XLBZ' }),
      )
      .option(
        '--column <HEADER=FIELD>',
        say(terminal, {
          zh: '指定某一列的字段，可写多次，例如 --column 身份=priorityTags',
          en: 'decide which field a column is; may be given again, such as --column 身份=priorityTags',
        }),
        (column: string, before: readonly string[]) => [...before, column],
        [],
      )
      .option(
        '--force',
        say(terminal, {
          zh: '覆盖已有目录里的同名文件',
          en: 'overwrite files of the same names in a folder that is there',
        }),
      )
      .action(async (path: string, options: DraftOptions) => {
        const { draftSystem } = await import('./draft/run.ts');
        const { id, dir, name, programme } = options;
        const result = await draftSystem({
          path,
          id,
          dir,
          kind: kindOf(options.kind),
          force: options.force === true,
          columns: options.column,
          today: asOfDate(undefined, terminal.now()),
          ...(name === undefined ? {} : { name }),
          ...(programme === undefined ? {} : { programme }),
        });
        if (terminal.json) printLine(terminal, JSON.stringify(outputOf(result)));
        else print(terminal, result);
        finish(result.undecided.length === 0 ? 0 : 1);
      }),
};

function kindOf(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind !== undefined) return kind;
  throw new CliError(
    'usage.kind-unknown',
    { zh: `没有记录种类 ${name}`, en: `there is no kind of record ${name}` },
    { zh: `可用：${KINDS.join(', ')}。`, en: `Known: ${KINDS.join(', ')}.` },
  );
}

function outputOf({ outline, draft, undecided, files }: DraftResult) {
  return {
    system: outline.id,
    kind: draft.kind,
    columns: draft.columns.map(({ column, outline: field, confidence, reasons, ignored }) => ({
      column: column.header,
      field: field?.field ?? null,
      confidence,
      reasons: (ignored === null ? reasons : [ignored]).map(({ zh, en }) => ({ zh, en })),
    })),
    undecided: undecided.map(({ code, column, field, where, text }) => ({ code, column, field, where, text })),
    files,
  };
}

function print(terminal: Terminal, { draft, undecided, files }: DraftResult): void {
  const titles = [
    { zh: '列', en: 'column' },
    { zh: '字段', en: 'field' },
    { zh: '把握', en: 'confidence' },
    { zh: '依据', en: 'reasons' },
  ].map((title) => say(terminal, title));
  const rows = draft.columns.map(({ column, outline, confidence, reasons, ignored }) => [
    column.header,
    outline?.field ?? (ignored === null ? '?' : '-'),
    ignored === null ? `${Math.round(confidence * 100)}%` : '',
    (ignored === null ? reasons : [ignored])
      .map((reason) => say(terminal, reason))
      .join(terminal.language === 'zh' ? '；' : '; '),
  ]);
  for (const line of tableLines(titles, rows, [2])) printLine(terminal, line);
  printLine(terminal, '');
  printLine(terminal, say(terminal, { zh: `待定 ${undecided.length} 项：`, en: `${undecided.length} to decide:` }));
  for (const { code, text } of undecided) printLine(terminal, `  ${code}  ${say(terminal, text)}`);
  printLine(terminal, '');
  printLine(terminal, say(terminal, { zh: '已写：', en: 'written:' }));
  for (const file of files) printLine(terminal, `  ${file}`);
}
