import type { ReportSource } from '../../../core/reconcile/report.ts';
import { sum } from '../../../core/ledger/tally.ts';
import { count, text } from '../workbook/cells.ts';
import type { Row, Sheet } from '../workbook/sheet.ts';
import { SIDE_NAMES } from '../words.ts';
import { amountCells, headerRow, titleRows } from './amounts.ts';

/** Misses the other side may yet say, by how long they wait. */
export function suspenseSheet({ statement }: ReportSource): Sheet {
  const { kind, suspenseAges } = statement;
  const rows = suspenseAges.map(({ side, ageDays, amount }): Row => ({
    cells: [text(SIDE_NAMES[side].zh, 'label'), count(ageDays), ...amountCells(kind, amount)],
  }));
  const whole = sum(suspenseAges.map(({ amount }) => amount));
  const total: Row = {
    cells: [text('合计', 'labelTotal'), text('', 'labelTotal'), ...amountCells(kind, whole, 'total')],
  };
  return {
    name: '缓冲池账龄',
    widths: [14, 14, 14, ...(kind === 'payment' ? [20] : [])],
    frozen: { rows: 3, columns: 0 },
    filter: true,
    totals: 1,
    tab: '2E75B6',
    rows: [
      ...titleRows('缓冲池账龄', '一方已有、另一方尚缺的记录，更新未满三天，先等对方补齐，不算不符。'),
      headerRow(['已有的一方', '已等（整天）', '行数', ...(kind === 'payment' ? ['金额（元）'] : [])]),
      ...(rows.length === 0
        ? [{ cells: [text('缓冲池是空的', 'good'), text(''), ...amountCells(kind, whole)] }]
        : rows),
      total,
    ],
  };
}
