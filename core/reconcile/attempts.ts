import type { Payment } from '../../schemas/canonical/payment.ts';
import { normalValue } from './compared.ts';
import type { KeyRows, SideRow } from './sides.ts';

/** How the rows of one key stand to each other. */
export interface Pairing {
  /** One row of each side, no row twice. */
  readonly pairs: readonly Pair[];
  /** Of payments: what both sides say last, where one of them says a further attempt that the other has not heard of. */
  readonly unheard: Pair | null;
  /** The row of a side that counts: the attempt that stands, else the newest. */
  readonly city: SideRow | undefined;
  readonly province: SideRow | undefined;
}

export interface Pair {
  readonly city: SideRow;
  readonly province: SideRow;
}

/**
 * Pairs the rows of both sides: attempts of a payment by their 发放批次, then what stands on one side with what stands on the other. Which
 * row comes first makes no difference.
 */
export function pairRows({ city, province }: KeyRows): Pairing {
  const [own, other] = [standingRow(city), standingRow(province)];
  if (own === undefined || other === undefined) return { pairs: [], unheard: null, city: own, province: other };
  const byBatch = pairsByBatch(city, province);
  const ownIsPaired = byBatch.some((pair) => pair.city === own);
  const otherIsPaired = byBatch.some((pair) => pair.province === other);
  const last = { city: own, province: other };
  if (!ownIsPaired && !otherIsPaired) return { pairs: [last, ...byBatch], unheard: null, ...last };
  return { pairs: byBatch, unheard: ownIsPaired && otherIsPaired ? null : last, ...last };
}

/** Rows of one side beyond one per record: repeats of an attempt, and attempts beside one that has not ended. */
export function hasFurtherRows(rows: readonly SideRow[]): boolean {
  if (rows.length < 2) return false;
  const batches = new Set(rows.map(batchOf));
  return batches.size < rows.length || rows.filter((row) => !hasEnded(row)).length > 1;
}

/** Two rows of one side that both say that the money arrived, in another batch or on another account. */
export function isPaidTwice(rows: readonly SideRow[]): boolean {
  const paid = rows.filter((row) => statusOf(row) === 'SUCCESS');
  return new Set(paid.map((row) => `${batchOf(row)}\n${normalValue(row.record, 'accountNo') ?? ''}`)).size > 1;
}

/** Attempts that came to nothing before the one that stands: history of the payment, and no money besides it. */
export function historyOf(rows: readonly SideRow[]): readonly SideRow[] {
  const standing = standingRow(rows);
  return standing === undefined ? [] : rows.filter((row) => hasEnded(row) && batchOf(row) !== batchOf(standing));
}

/** The state of a payment; undefined of what is none. */
export function statusOf({ record }: SideRow): Payment['status'] | undefined {
  return 'fundingLevel' in record ? record.status : undefined;
}

/** The batch of a payment, in its normal form; `''` of what is none, so that all of a side's rows are one attempt. */
export function batchOf({ record }: SideRow): string {
  return normalValue(record, 'batchNo') ?? '';
}

const ENDED: ReadonlySet<string | undefined> = new Set(['FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED']);

function hasEnded(row: SideRow): boolean {
  return ENDED.has(statusOf(row));
}

/** An attempt that has not ended before those that have; then the newest, of one time the last of a file. */
function standingRow(rows: readonly SideRow[]): SideRow | undefined {
  return rows.length < 2 ? rows[0] : rows.toSorted(byStanding)[0];
}

function byStanding(a: SideRow, b: SideRow): number {
  const [earlier, later] = [Date.parse(a.record.updatedAt), Date.parse(b.record.updatedAt)];
  return (
    Number(hasEnded(a)) - Number(hasEnded(b)) ||
    later - earlier ||
    compareText(a.system, b.system) ||
    compareText(a.batchId, b.batchId) ||
    b.row - a.row
  );
}

/** One pair per batch both sides have; of no payment, so of one batch, what stands on either side. */
function pairsByBatch(city: readonly SideRow[], province: readonly SideRow[]): readonly Pair[] {
  const others = Map.groupBy(province, batchOf);
  return [...Map.groupBy(city, batchOf)]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([batch, rows]) => {
      const [own, other] = [standingRow(rows), standingRow(others.get(batch) ?? [])];
      return own === undefined || other === undefined ? [] : [{ city: own, province: other }];
    });
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
