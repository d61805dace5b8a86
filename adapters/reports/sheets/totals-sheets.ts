import type { ReportSource } from '../../../core/reconcile/report.ts';
import type { ControlTotal } from '../../../core/reconcile/statement.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { holdsAny, wholeOf } from '../figures.ts';
import { type Cell, day, text } from '../workbook/cells.ts';
import type { Row, Sheet } from '../workbook/sheet.ts';
import { LEVEL_NAMES } from '../words.ts';
import { amountCells, bothCells, bothHeaders, bothWidths, headerRow, titleRows } from './amounts.ts';

/** Control totals of both sides beside each other, what differs marked. */
export function* totalsSheets({ statement }: ReportSource, rowsMax: number): Generator<Sheet> {
  const { kind, totals } = statement;
  const held = holdsAny(totals);
  const perSheet = rowsMax - HEAD_ROWS - 1;
  const sheets = Math.max(1, Math.ceil(totals.length / perSheet));
  for (let at = 0; at < sheets; at += 1) {
    const isLast = at === sheets - 1;
    yield {
      name: sheets === 1 ? '控制总数' : `控制总数 ${at + 1}`,
      widths: [14, 14, 9, 12, 13, ...bothWidths(kind), ...(held ? heldWidths(kind) : [])],
      frozen: { rows: HEAD_ROWS, columns: 0 },
      filter: true,
      totals: isLast ? 1 : 0,
      tab: '2E75B6',
      rows: [
        ...titleRows(
          '控制总数',
          `双方收下的记录，按市、项目、年度、资助层级和${dayName(kind)}；差额为市方减省方${held ? '，暂挂的不计入差额' : ''}。`,
        ),
        headerRow([
          '市',
          '项目',
          '年度',
          '资助层级',
          dayName(kind),
          ...bothHeaders(kind),
          ...(held ? heldHeaders(kind) : []),
        ]),
        ...totals.slice(at * perSheet, (at + 1) * perSheet).map((total) => totalRow(kind, total, held)),
        ...(isLast ? [wholeRow(kind, totals, held)] : []),
      ],
    };
  }
}

const HEAD_ROWS = 3;

function dayName(kind: Kind): string {
  return kind === 'payment' ? '发放日期' : '更新日期';
}

function totalRow(kind: Kind, total: ControlTotal, held: boolean): Row {
  const level = total.fundingLevel === null ? '' : LEVEL_NAMES[total.fundingLevel];
  return {
    cells: [
      text(total.city),
      text(total.programme),
      text(String(total.year)),
      text(level),
      total.day === null ? text('未发放') : day(total.day),
      ...bothCells(kind, total),
      ...(held ? amountCells(kind, total.ofHeld) : []),
    ],
  };
}

function wholeRow(kind: Kind, totals: readonly ControlTotal[], held: boolean): Row {
  const label: readonly Cell[] = ['合计', '', '', '', ''].map((name) => text(name, 'labelTotal'));
  const whole = wholeOf(totals);
  return {
    cells: [...label, ...bothCells(kind, whole, 'total'), ...(held ? amountCells(kind, whole.ofHeld, 'total') : [])],
  };
}

function heldHeaders(kind: Kind): readonly string[] {
  return kind === 'payment' ? ['其中暂挂行数', '其中暂挂金额（元）'] : ['其中暂挂行数'];
}

function heldWidths(kind: Kind): readonly number[] {
  return kind === 'payment' ? [15, 21] : [15];
}
