import type { Kind } from '../../../schemas/kind.ts';
import type { Batch } from './batch.ts';
import type { Push } from './matching.ts';
import type { PlannedRow } from './rows.ts';
import { contentOf, recordOf, rowEnds, type End } from './row-ends.ts';
import { grantsOf, paymentsOf, type ExpectedGrant, type ExpectedPayment } from './expected-money.ts';

/** What must be true when everything has come to rest, told from the scenario alone. */
export interface Expected {
  readonly batches: readonly ExpectedBatch[];
  /** Applications and certificates the province must hold. */
  readonly records: readonly ExpectedRecord[];
  readonly payments: readonly ExpectedPayment[];
  readonly grants: readonly ExpectedGrant[];
}

export interface ExpectedBatch {
  readonly system: string;
  readonly kind: Kind;
  readonly sequence: number;
  readonly states: readonly ('SETTLED' | 'HELD' | 'REFUSED')[];
  /** Rows and 分 of the file as far as it can be read; `null` of a file that was cut. */
  readonly received: { readonly rows: number; readonly fen: bigint } | null;
  /** Of a settled batch, in the order of the file: one of these ends each. */
  readonly rows: readonly ExpectedRow[];
}

export interface ExpectedRow {
  /** As a spreadsheet shows it. */
  readonly row: number;
  /** Names the record and what is said of it: the same where the same is said again. */
  readonly content: string;
  readonly fen: bigint;
  readonly ends: readonly End[];
  /** The code of a row that has to be rejected. */
  readonly rejected: string | null;
}

export interface ExpectedRecord {
  readonly kind: 'applicant' | 'certificate';
  readonly programmeCode: string;
  readonly declarationNo: string;
  readonly idNumber: string;
  /** Of applications: the newest telephone number, which is the city's to say. */
  readonly mobile: string | null;
}

export function expect(
  batches: readonly Batch[],
  pushes: readonly Push[],
  luck: { readonly provinceFails: ReadonlySet<string>; readonly bankPays: boolean },
): Expected {
  const taken = batches.filter(({ damage }) => damage !== 'truncated' && damage !== 'wrong-total');
  // A manifest said twice is one batch.
  const once = taken.filter(({ damage }) => damage !== 'duplicated');
  const payments = paymentsOf(once, pushes, luck);
  return {
    batches: batches.filter(({ damage }) => damage !== 'duplicated').map((batch) => batchOf(batch, once, payments)),
    records: recordsOf(once.flatMap(({ planned }) => planned)),
    payments,
    grants: grantsOf(payments),
  };
}

function batchOf(batch: Batch, taken: readonly Batch[], payments: readonly ExpectedPayment[]): ExpectedBatch {
  const { system, kind, sequence, damage, planned } = batch;
  const fen = planned.reduce((sum, { readableFen }) => sum + readableFen, 0n);
  const received = damage === 'truncated' ? null : { rows: planned.length, fen };
  const about = { system, kind, sequence, received };
  if (damage === 'truncated') return { ...about, states: ['HELD', 'REFUSED'], rows: [] };
  if (damage === 'wrong-total') return { ...about, states: ['HELD'], rows: [] };
  const rows = planned.map((row, place) => ({
    row: place + 2,
    content: contentOf(system, row),
    fen: row.readableFen,
    ends: rowEnds(batch, row, taken, payments),
    rejected: row.rejected,
  }));
  return { ...about, states: ['SETTLED'], rows };
}

function recordsOf(rows: readonly PlannedRow[]): readonly ExpectedRecord[] {
  const good = rows.filter(({ kind, rejected }) => kind !== 'payment' && rejected === null);
  return [...Map.groupBy(good, (row) => recordOf(row.programmeCode, row)).values()].flatMap((versions) => {
    const [newest] = versions.toSorted((left, right) => (left.updatedAt < right.updatedAt ? 1 : -1));
    if (newest === undefined || newest.kind === 'payment') return [];
    const { kind, programmeCode, declarationNo, idNumber, cells } = newest;
    return [{ kind, programmeCode, declarationNo, idNumber, mobile: cells['手机号'] ?? cells['手机号码'] ?? null }];
  });
}
