import { kindNames } from '../kind-name.ts';
import { tableLines } from '../table.ts';
import { yuan } from '../yuan.ts';
import { type Bilingual, type Language, printLine, say, type Terminal } from '../terminal.ts';
import { explain, isProblemCode } from '../../schemas/problem.ts';
import type { CheckResult } from './run.ts';
import { LISTED_MAX, type ListedProblem } from './tally.ts';

/** How many rows a person is shown of each list; `--rejects` and `--json` give more. */
const SHOWN_MAX = 20;

/** The result as a clerk reads it. */
export function printCheck(
  terminal: Terminal,
  { report, blankRows }: CheckResult,
  systemName: Bilingual,
  rejectsPath: string | undefined,
): void {
  const count = counting(terminal.language);
  const { rows, accepted, rejected, warned, totalFen, year, programme, encoding, sha256, rejects, warnings } = report;
  const years =
    year === null
      ? say(terminal, { zh: '多个年度', en: 'several years' })
      : say(terminal, { zh: `${year} 年度`, en: `year ${year}` });
  const blank =
    blankRows === 0
      ? ''
      : say(terminal, { zh: `（另有 ${count(blankRows)} 个空行）`, en: ` (and ${count(blankRows)} blank)` });
  const lines = [
    [say(terminal, systemName), say(terminal, kindNames[report.kind]), programme ?? '', years, encoding.toUpperCase()]
      .filter((part) => part !== '')
      .join(' · '),
    say(terminal, {
      zh: `共 ${count(rows)} 行${blank}：通过 ${count(accepted)}，不通过 ${count(rejected)}，有提醒 ${count(warned)}`,
      en: `${count(rows)} rows${blank}: ${count(accepted)} accepted, ${count(rejected)} rejected, ${count(warned)} with a warning`,
    }),
    ...(totalFen === null
      ? []
      : [say(terminal, { zh: `通过的金额合计 ${yuan(totalFen)} 元`, en: `accepted amount ¥${yuan(totalFen)}` })]),
    `SHA-256 ${sha256}`,
    ...listLines(terminal, { zh: '不通过的行', en: 'Rejected rows' }, rejects, rejected),
    ...listLines(terminal, { zh: '提醒', en: 'Warnings' }, warnings, null),
    ...(rejectsPath === undefined
      ? []
      : [
          '',
          say(terminal, { zh: `全部不通过的行已写入 ${rejectsPath}`, en: `all rejected rows are in ${rejectsPath}` }),
        ]),
  ];
  for (const line of lines) printLine(terminal, line);
}

const TITLES: readonly Bilingual[] = [
  { zh: '行', en: 'row' },
  { zh: '列', en: 'column' },
  { zh: '代码', en: 'code' },
  { zh: '说明', en: 'what to do' },
];

function listLines(
  terminal: Terminal,
  title: Bilingual,
  listed: readonly ListedProblem[],
  total: number | null,
): readonly string[] {
  if (listed.length === 0) return [];
  const shown = listed
    .slice(0, SHOWN_MAX)
    .map(({ row, field, code }) => [
      String(row),
      field ?? '',
      code,
      isProblemCode(code) ? explain({ code, field: null }, terminal.language) : '',
    ]);
  const all = total ?? listed.length;
  const more =
    all > shown.length ? [remainder(terminal, all - shown.length, total === null && listed.length === LISTED_MAX)] : [];
  return [
    '',
    say(terminal, title),
    ...tableLines(
      TITLES.map((one) => say(terminal, one)),
      shown,
      [0],
    ),
    ...more,
  ];
}

function remainder(terminal: Terminal, rows: number, orMore: boolean): string {
  const count = counting(terminal.language)(rows);
  return say(terminal, {
    zh: `……还有 ${count} 条${orMore ? '以上' : ''}`,
    en: `… and ${count}${orMore ? ' or more' : ''}`,
  });
}

function counting(language: Language): (value: number) => string {
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en');
  return (value) => format.format(value);
}
