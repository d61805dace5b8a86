import { FIELD_NAMES } from '../../schemas/field-names.ts';
import { explain, isProblemCode } from '../../schemas/problem.ts';
import type { ListedProblem } from '../check/tally.ts';
import { kindNames } from '../kind-name.ts';
import { tableLines } from '../table.ts';
import { say, type Terminal } from '../terminal.ts';
import type { TranslateReport } from './tally.ts';

/** How many rows a person is shown; `--json` gives more. */
const SHOWN_MAX = 20;

/** What was translated and what was not, as a clerk reads it. */
export function translateLines(terminal: Terminal, report: TranslateReport, out: string | null): readonly string[] {
  const { from, to, kind, programme, year, rows, translated, rejected, warned, lost, rejects, warnings } = report;
  const years =
    year === null
      ? say(terminal, { zh: '多个年度', en: 'several years' })
      : say(terminal, { zh: `${year} 年度`, en: `year ${year}` });
  return [
    `${from} → ${to}`,
    [say(terminal, kindNames[kind]), programme ?? '', years].filter((part) => part !== '').join(' · '),
    say(terminal, {
      zh: `共 ${rows} 行：译出 ${translated}，不通过 ${rejected}，有提醒 ${warned}`,
      en: `${rows} rows: ${translated} translated, ${rejected} rejected, ${warned} with a warning`,
    }),
    ...(out === null ? [] : [say(terminal, { zh: `已写入 ${out}`, en: `written to ${out}` })]),
    ...lostLines(terminal, lost),
    ...listLines(terminal, say(terminal, { zh: '不通过的行', en: 'Rejected rows' }), rejects, rejected),
    ...listLines(terminal, say(terminal, { zh: '提醒', en: 'Warnings' }), warnings, warnings.length),
  ];
}

function lostLines(terminal: Terminal, lost: TranslateReport['lost']): readonly string[] {
  if (lost.length === 0) return [];
  const title = say(terminal, {
    zh: '目标格式没有位置的内容（这些行已译出，但不含下列内容）',
    en: 'What the target has no place for (these rows are translated without it)',
  });
  const rows = lost.map(({ field, rows: count }) => [
    FIELD_NAMES[field] === undefined ? field : say(terminal, FIELD_NAMES[field]),
    field,
    String(count),
  ]);
  const head = [
    { zh: '内容', en: 'what' },
    { zh: '字段', en: 'field' },
    { zh: '行数', en: 'rows' },
  ].map((one) => say(terminal, one));
  return ['', title, ...tableLines(head, rows, [2])];
}

function listLines(
  terminal: Terminal,
  title: string,
  listed: readonly ListedProblem[],
  total: number,
): readonly string[] {
  if (listed.length === 0) return [];
  const shown = listed.slice(0, SHOWN_MAX).flatMap(({ row, field, code }) => [
    say(terminal, {
      zh: `第 ${row} 行${field === null ? '' : `「${field}」`} ${code}`,
      en: `row ${row}${field === null ? '' : `, ${field}`}: ${code}`,
    }),
    `  ${isProblemCode(code) ? explain({ code, field: null }, terminal.language) : ''}`,
  ]);
  const more = total - Math.min(total, SHOWN_MAX);
  return [
    '',
    title,
    ...shown,
    ...(more === 0 ? [] : [say(terminal, { zh: `……还有 ${more} 条`, en: `… and ${more}` })]),
  ];
}
