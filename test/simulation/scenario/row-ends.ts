import type { Batch } from './batch.ts';
import type { ExpectedPayment } from './expected-money.ts';
import type { PlannedRow } from './rows.ts';

export type End = 'applied' | 'unchanged' | 'rejected' | 'held';

/** What was sent so much earlier was dealt with earlier, whatever went wrong in between. */
export const SURELY_EARLIER_MS = 43_200_000;
/** What a city may have heard from the province before it says so itself: no news then. */
const ECHOES: ReadonlySet<string> = new Set(['审核通过', '已核验', '发放成功', '拨付成功']);

/** How a row of a batch that is taken may end: one of these. */
export function rowEnds(
  batch: Batch,
  row: PlannedRow,
  taken: readonly Batch[],
  payments: readonly ExpectedPayment[],
): readonly End[] {
  if (row.rejected !== null) return ['rejected'];
  const ends = new Set<End>(['applied']);
  const { system } = batch;
  const others = taken
    .filter((other) => other !== batch && other.system === system && other.kind === batch.kind)
    .flatMap((other) => other.planned.map((each) => ({ each, sendAtMs: other.sendAtMs })))
    .filter(({ each }) => recordOf(system, each) === recordOf(system, row));
  const same = others.filter(({ each }) => contentOf(system, each) === contentOf(system, row));
  const newer = others.filter(({ each }) => each.updatedAt > row.updatedAt);
  if (same.length > 0) ends.add('unchanged');
  if (newer.some(({ sendAtMs }) => sendAtMs < batch.sendAtMs + SURELY_EARLIER_MS)) ends.add('rejected');
  const surelyEarlier = ({ sendAtMs }: { readonly sendAtMs: number }): boolean =>
    sendAtMs + SURELY_EARLIER_MS < batch.sendAtMs;
  if (same.some(surelyEarlier) || newer.some(surelyEarlier)) ends.delete('applied');
  if (Object.values(row.cells).some((cell) => ECHOES.has(cell))) ends.add('unchanged');
  const money = payments.find(
    (payment) =>
      payment.system === system &&
      payment.declarationNo === row.declarationNo &&
      payment.fundingLevel === row.fundingLevel,
  );
  if (row.kind === 'payment' && money?.contested === true) ends.add('held');
  return [...ends];
}

/** Which record of a system, or programme, a row is about. */
export function recordOf(of: string, { kind, declarationNo, fundingLevel }: PlannedRow): string {
  return [of, kind, declarationNo, fundingLevel].join('|');
}

/** The record and what is said of it, whenever it is said. */
export function contentOf(system: string, row: PlannedRow): string {
  const said = Object.entries(row.cells).filter(([column]) => column !== '更新时间' && column !== '最后修改时间');
  return `${recordOf(system, row)}|${JSON.stringify(said)}`;
}
