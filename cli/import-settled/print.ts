import { batchLines } from '../batch-table.ts';
import { localTime } from '../local-date.ts';
import { DATA_DIR } from '../partner-api.ts';
import type { BatchView } from '../push/send.ts';
import { explainCode } from '../../schemas/problem.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { AmountView, HistoryView } from './history-view.ts';

/** The verdict on one import, its statement, and what remains to be done. */
export function printImport(terminal: Terminal, view: BatchView, history: HistoryView, dataDir: string): void {
  printLine(terminal, verdictOf(terminal, view));
  for (const line of batchLines(terminal, [view])) printLine(terminal, line);
  for (const line of adviceOn(terminal, view)) printLine(terminal, line);
  printLine(terminal, '');
  printHistory(terminal, history, dataDir);
}

/** The city's whole history: imports, totals, and whether two persons have signed it. */
export function printStatus(terminal: Terminal, history: HistoryView, dataDir: string): void {
  if (history.imports.length > 0) for (const line of batchLines(terminal, history.imports)) printLine(terminal, line);
  printHistory(terminal, history, dataDir);
}

function verdictOf(terminal: Terminal, view: BatchView): string {
  if (view.state !== 'SETTLED')
    return say(terminal, { zh: '没有导入：这个文件没有被接收。', en: 'Nothing imported: the file was not taken.' });
  const { applied, unchanged, rejected, held, fen } = view;
  const rest = [
    [unchanged, { zh: '此前已导入', en: 'known before' }],
    [rejected, { zh: '不通过', en: 'rejected' }],
    [held, { zh: '暂挂', en: 'held' }],
  ] as const;
  const zh = rest.flatMap(([rows, name]) => (rows === 0 ? [] : [`${name.zh} ${rows} 笔`]));
  const en = rest.flatMap(([rows, name]) => (rows === 0 ? [] : [`${rows} ${name.en}`]));
  return say(terminal, {
    zh: `${[`已导入 ${applied} 笔，${yuan(fen.applied)} 元`, ...zh].join('；')}。`,
    en: `${[`Imported ${applied} payments, ¥${yuan(fen.applied)}`, ...en].join('; ')}.`,
  });
}

function adviceOn(terminal: Terminal, view: BatchView): readonly string[] {
  const lines: string[] = [];
  if (view.problem !== null) lines.push(explainCode(view.problem, terminal.language));
  if (view.state === 'SETTLED' && view.held > 0)
    lines.push(
      say(terminal, {
        zh: `暂挂的 ${view.held} 笔没有占用资助名额，其中可能有人已被重复发放：先逐笔核对银行流水，再签认。`,
        en: `${view.held} held payments claim nothing, and somebody may have been paid twice: compare each with the bank statement before you sign.`,
      }),
    );
  if (view.state === 'SETTLED' && view.rejected > 0)
    lines.push(
      say(terminal, {
        zh: '不通过的行：只导入发放成功和退票；其余原因用 bridge check 逐行查看，更正后重新导入，已导入的不会重复计算。',
        en: 'Of the rejected rows: only payments made or returned are imported; see the other reasons with bridge check, correct them and import again: nothing is counted twice.',
      }),
    );
  return lines;
}

function printHistory(terminal: Terminal, history: HistoryView, dataDir: string): void {
  const { tenant, signed, imported, unfinished } = history;
  if (signed !== null) {
    printLine(
      terminal,
      say(terminal, {
        zh: `${tenant} 上线前的发放已由两人签认：${inChinese(signed)}（${localTime(signed.at)}）。不再接收导入。`,
        en: `What ${tenant} paid before go-live is signed off: ${inEnglish(signed)} (${localTime(signed.at)}). Nothing more is imported.`,
      }),
    );
    return;
  }
  printLine(
    terminal,
    say(terminal, {
      zh: `${tenant} 上线前的发放合计已导入：${inChinese(imported)}，尚未签认。签认之前，本市新的发放一律暂挂。`,
      en: `Imported of ${tenant} in all: ${inEnglish(imported)}, not yet signed off. Until then its new payments are held.`,
    }),
  );
  if (unfinished > 0)
    printLine(
      terminal,
      say(terminal, {
        zh: `还有 ${unfinished} 个导入批次没有处理完，处理完才能签认。`,
        en: `${unfinished} imports are still under way; it can be signed off when they have settled.`,
      }),
    );
  const data = dataDir === DATA_DIR ? '' : ` --data ${dataDir}`;
  printLine(
    terminal,
    say(terminal, {
      zh: '全部导入后与账目核对一致，由两位操作员先后运行（30 分钟内）：',
      en: 'When all is imported and agrees with the books, two operators run, within 30 minutes:',
    }),
  );
  const operator = say(terminal, { zh: '<操作员>', en: '<operator>' });
  printLine(
    terminal,
    `  bridge statement history ${tenant} --rows ${imported.rows} --fen ${imported.fen} --as ${operator}${data}`,
  );
}

function inChinese({ rows, fen }: AmountView): string {
  return `${rows} 笔，${yuan(fen)} 元`;
}

function inEnglish({ rows, fen }: AmountView): string {
  return `${rows} payments, ¥${yuan(fen)}`;
}
