import type { FileRow } from '../../adapters/files/open-records.ts';
import { NOTHING } from '../../core/ledger/tally.ts';
import { openSum, type Sum } from '../../core/reconcile/sums.ts';
import { totalKeyOf } from '../../core/reconcile/control-total.ts';
import type { TotalKey } from '../../core/reconcile/statement.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { createCounts } from './counts.ts';
import type { Place } from './scope.ts';
import type { BatchRows, InputFile, SpooledFile, Total } from './work.ts';

/** Payment batches remembered of a file; files hold a handful. */
const BATCHES_MAX = 100_000;
/** Rows of a batch that are named to a person. */
export const ROWS_NAMED_MAX = 20;

export type Tallied = Omit<SpooledFile, 'role' | 'handle' | 'sha256' | 'bytes'>;

/** Counts every row of a file: what is compared, what is bad, what is left out. */
export interface SpoolTally {
  /** Whether the row is part of the comparison and good. */
  readonly see: (row: FileRow) => boolean;
  readonly end: () => Tallied;
}

export function createSpoolTally({ role, system }: InputFile, place: (row: FileRow) => Place): SpoolTally {
  let rows = 0;
  let lastRow = 0;
  const accepted = createCounts<number>();
  const rejected = createCounts<number | null>();
  const leftOut = createCounts<'other-programme' | 'other-level'>();
  const otherYears = createCounts<number>();
  const totals = role === 'city' || role === 'province' ? createTotals(system) : null;
  const batches = createBatches();
  return {
    see: (row) => {
      const fen = row.fen ?? '0';
      const placed = place(row);
      rows += 1;
      lastRow = row.result.row;
      switch (placed.as) {
        case 'rejected':
          rejected.add(placed.year, fen);
          return false;
        case 'other-year':
          otherYears.add(placed.year, fen);
          return false;
        case 'other-programme':
        case 'other-level':
          leftOut.add(placed.as, fen);
          return false;
        case 'accepted':
          accepted.add(placed.year, fen);
          if (!row.result.ok) return false;
          totals?.add(row.result.record, fen);
          if ('batchNo' in row.result.record) batches.add(row.result.record.batchNo, row.result.row, fen);
          return true;
      }
    },
    end: () => {
      const out = leftOut.amounts();
      return {
        rows,
        lastRow,
        accepted: accepted.amounts(),
        rejected: rejected.amounts(),
        leftOut: {
          programme: out.get('other-programme') ?? NOTHING,
          level: out.get('other-level') ?? NOTHING,
          years: otherYears.amounts(),
        },
        totals: totals?.end() ?? [],
        batches: batches.end(),
      };
    },
  };
}

/** Names of totals are put together once per row, so they are short: the city and the programme are the same for all. */
function createTotals(system: string): {
  readonly add: (record: Canonical, fen: string) => void;
  readonly end: () => Total[];
} {
  const counts = createCounts<string>();
  const keys = new Map<string, TotalKey>();
  return {
    add: (record, fen) => {
      const key = totalKeyOf(system, record);
      const name = `${key.year} ${key.fundingLevel} ${key.day}`;
      if (!keys.has(name)) keys.set(name, copied(key));
      counts.add(name, fen);
    },
    end: () =>
      [...counts.amounts()].flatMap(([name, amount]) => {
        const of = keys.get(name);
        return of === undefined ? [] : [{ of, amount }];
      }),
  };
}

/** A cell is a view into the text of its whole block; kept for long it must not keep the block. */
function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function createBatches(): {
  readonly add: (batchNo: string, row: number, fen: string) => void;
  readonly end: () => ReadonlyMap<string, BatchRows> | null;
} {
  const batches = new Map<string, { readonly sum: Sum; readonly named: number[] }>();
  let isFull = false;
  return {
    add: (batchNo, row, fen) => {
      let batch = batches.get(batchNo);
      if (batch === undefined) {
        isFull ||= batches.size === BATCHES_MAX;
        if (isFull) return;
        batch = { sum: openSum(), named: [] };
        batches.set(copied(batchNo), batch);
      }
      batch.sum.add(1, fen);
      if (batch.named.length < ROWS_NAMED_MAX) batch.named.push(row);
    },
    end: () =>
      isFull
        ? null
        : new Map([...batches].map(([batchNo, { sum, named }]) => [batchNo, { amount: sum.amount(), rows: named }])),
  };
}
