import type { Amount } from '../../../core/ledger/tally.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { type Cell, count, money, text } from '../workbook/cells.ts';
import { differenceOf, type OfBoth } from '../figures.ts';
import type { Row } from '../workbook/sheet.ts';

/** Rows, and of payments yuan. */
export function amountCells(kind: Kind, amount: Amount, look: 'plain' | 'total' = 'plain'): readonly Cell[] {
  const [rows, yuan] = [count(amount.rows, COUNTS[look]), money(amount.fen, MONEYS[look])];
  return kind === 'payment' ? [rows, yuan] : [rows];
}

/** Both sides and city less province; where the sides ought to agree, what differs stands out. */
export function bothCells(
  kind: Kind,
  both: OfBoth,
  look: 'plain' | 'total' | 'compared' = 'compared',
): readonly Cell[] {
  const sides = look === 'compared' ? 'plain' : look;
  const { rows, fen } = differenceOf(both);
  const lookOf = (same: boolean): keyof typeof COUNTS => (same || look === 'plain' ? sides : 'differs');
  const difference = [count(rows, COUNTS[lookOf(rows === 0)]), money(fen, MONEYS[lookOf(fen === '0')])];
  return [
    ...amountCells(kind, both.ofCity, sides),
    ...amountCells(kind, both.ofProvince, sides),
    ...(kind === 'payment' ? difference : difference.slice(0, 1)),
  ];
}

export function bothHeaders(kind: Kind): readonly string[] {
  return kind === 'payment'
    ? ['市方行数', '市方金额（元）', '省方行数', '省方金额（元）', '行数差', '金额差（元）']
    : ['市方行数', '省方行数', '行数差'];
}

export function bothWidths(kind: Kind): readonly number[] {
  return kind === 'payment' ? [12, 20, 12, 20, 12, 20] : [14, 14, 14];
}

export function headerRow(names: readonly string[], height = 22): Row {
  return { cells: names.map((name) => text(name, 'header')), height };
}

export function titleRows(title: string, ...lines: readonly string[]): readonly Row[] {
  return [
    { cells: [text(title, 'title')], height: 28 },
    ...lines.map((line): Row => ({ cells: [text(line, 'subtitle')], height: 18 })),
  ];
}

const COUNTS = { plain: 'count', total: 'countTotal', differs: 'countDiffers' } as const;
const MONEYS = { plain: 'money', total: 'moneyTotal', differs: 'moneyDiffers' } as const;
