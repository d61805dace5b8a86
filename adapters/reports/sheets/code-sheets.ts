import stringWidth from 'string-width';
import { explainCode } from '../../../core/reconcile/explain.ts';
import type { ReportSource } from '../../../core/reconcile/report.ts';
import type { DiscrepancyLine } from '../../../core/reconcile/sides.ts';
import { type CodeSurvey, type FieldSurvey, shownLines, valuesOf } from '../survey.ts';
import { type Cell, count, day, money, text, time } from '../workbook/cells.ts';
import type { Row, Sheet } from '../workbook/sheet.ts';
import { CODE_NAMES, fieldName, valueName } from '../words.ts';
import { headerRow, titleRows } from './amounts.ts';

/**
 * Lines of one code: where a field differs in some line both sides stand beside each other, the ones that differ marked; where it never
 * does it stands once. What one sheet does not hold goes on on the next.
 */
export async function* codeSheets(source: ReportSource, survey: CodeSurvey, rowsMax: number): AsyncGenerator<Sheet> {
  const columns = columnsOf(source, survey);
  const lines = shownLines(source, survey.code);
  const perSheet = rowsMax - HEAD_ROWS;
  const sheets = Math.ceil(survey.lines / perSheet);
  for (let at = 0; at < sheets; at += 1) {
    yield {
      name: sheets === 1 ? CODE_NAMES[survey.code] : `${CODE_NAMES[survey.code]} ${at + 1}`,
      widths: columns.map(({ width }) => width),
      frozen: { rows: HEAD_ROWS, columns: KEY_COLUMNS },
      filter: true,
      tab: 'C55A11',
      rows: rowsOf(survey, columns, lines, at * perSheet, perSheet),
    };
  }
}

const HEAD_ROWS = 4;
/** Number and application number stay in sight. */
const KEY_COLUMNS = 2;
const DAYS = new Set(['enrolledOn', 'appliedOn', 'graduatedOn', 'paidOn']);

interface Column {
  readonly name: string;
  readonly width: number;
  readonly cell: (line: DiscrepancyLine, number: number) => Cell;
}

/** Leaves the lines open for the sheet that goes on. */
async function* rowsOf(
  { code, lines: all }: CodeSurvey,
  columns: readonly Column[],
  lines: AsyncIterator<DiscrepancyLine>,
  before: number,
  rows: number,
): AsyncGenerator<Row> {
  const { zh, todoZh } = explainCode(code);
  const first = `${CODE_NAMES[code]} ${code}`;
  const shown = `${(before + 1).toLocaleString('en')} 至 ${Math.min(before + rows, all).toLocaleString('en')}`;
  const part = all > rows ? `，本表第 ${shown} 条` : '';
  yield* titleRows(first, `含义：${zh}。共 ${all.toLocaleString('en')} 条${part}。`, `处理：${todoZh}。`);
  yield headerRow(
    columns.map(({ name }) => name),
    32,
  );
  for (let number = before + 1; number <= before + rows; number += 1) {
    const next = await lines.next();
    if (next.done === true) return;
    yield { cells: columns.map(({ cell }) => cell(next.value, number)) };
  }
}

function columnsOf({ statement: { kind } }: ReportSource, survey: CodeSurvey): readonly Column[] {
  const { fields, hasCity, hasProvince } = survey;
  const key = fields.find(({ field }) => field === 'declarationNo');
  const differing = fields.filter(({ differs }) => differs);
  const alike = fields.filter(
    ({ differs, field }) => !differs && field !== 'declarationNo' && field !== 'programmeCode',
  );
  const rowNumber = (side: 'city' | 'province', name: string): Column => ({
    name,
    width: 10,
    cell: (line) => (line[side] === null ? text('') : count(line[side].row)),
  });
  return [
    { name: '序号', width: 8, cell: (_, number) => count(number) },
    { name: '申领编号', width: widthOf('申领编号', key?.width ?? 0), cell: (line) => text(declarationNo(line)) },
    { name: '项目', width: 12, cell: ({ programme }) => text(programme) },
    ...(hasCity ? [rowNumber('city', '市方行号')] : []),
    ...(hasProvince ? [rowNumber('province', '省方行号')] : []),
    ...(differing.length > 0 ? [namesColumn(kind, differing)] : []),
    ...differing.flatMap((field) => [sideColumn(kind, field, 'city'), sideColumn(kind, field, 'province')]),
    ...alike.map((field) => sideColumn(kind, field, 'either')),
  ];
}

function declarationNo({ city, province }: DiscrepancyLine): string {
  return city?.fields['declarationNo'] ?? province?.fields['declarationNo'] ?? '';
}

type Kind = ReportSource['statement']['kind'];

/** Which fields differ, in words. */
function namesColumn(kind: Kind, differing: readonly FieldSurvey[]): Column {
  const namesOf = (fields: readonly string[]): string =>
    [...new Set(fields)].map((field) => fieldName(kind, field).zh).join('、');
  const widest = namesOf(differing.map(({ field }) => field));
  return {
    name: '不一致的内容',
    width: widthOf('不一致的内容', Math.min(stringWidth(widest), 30)),
    cell: ({ differs }) => text(namesOf(differs.map(({ field }) => field))),
  };
}

function sideColumn(kind: Kind, { field, width }: FieldSurvey, side: 'city' | 'province' | 'either'): Column {
  const unit = field === 'amountFen' ? '（元）' : '';
  const of = { city: '·市', province: '·省', either: '' }[side];
  const name = `${fieldName(kind, field).zh}${unit}${of}`;
  return {
    name,
    width: widthOf(name, field === 'amountFen' ? Math.ceil(width * 1.4) + 3 : width),
    cell: (line) => {
      const { city, province, differs } = valuesOf(line, field);
      const value = side === 'either' ? (city ?? province) : side === 'city' ? city : province;
      return valueCell(field, value, differs);
    },
  };
}

function valueCell(field: string, value: string | undefined, differs: boolean): Cell {
  if (value === undefined || value === '') return text('', differs ? 'textDiffers' : 'text');
  if (field === 'amountFen') return money(value, differs ? 'moneyDiffers' : 'money');
  if (field === 'updatedAt') return time(value, differs);
  if (DAYS.has(field)) return day(value, differs);
  return text(valueName(field, value), differs ? 'textDiffers' : 'text');
}

/** Room for the filter's button and some air; nobody wants a column wider than this. */
function widthOf(header: string, widest: number): number {
  return Math.min(44, Math.max(stringWidth(header) + 4, widest + 3, 8));
}
