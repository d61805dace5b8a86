import { randomBytes } from 'node:crypto';
import { type DiskSpool, openSpool } from '../../adapters/vault/spool.ts';
import { recordKey } from '../../core/identity.ts';
import { judgeKey } from '../../core/reconcile/judge.ts';
import { lineOf } from '../../core/reconcile/line.ts';
import type { Comparison, Evidence, KeyRows, SideRow } from '../../core/reconcile/sides.ts';
import { openSum } from '../../core/reconcile/sums.ts';
import { type ComparisonTally, createTally } from '../../core/reconcile/totals.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import type { LaidEntry } from './entry.ts';
import { type KeyGroup, loadPartition, type Partition } from './partition.ts';
import { appendLine } from './line-order.ts';
import { ROWS_NAMED_MAX } from './spool-tally.ts';
import type { Compared, CompareTask } from './work.ts';

/** Stage 2 for some partitions: one in memory at a time. */
export async function comparePartitions(task: CompareTask, onPartition: () => void): Promise<Compared> {
  const lines = await openSpool({ partitions: task.buckets, directory: task.directory, randomBytes });
  try {
    const tally = createTally(task);
    const unmatched = createUnmatched(task);
    for (const index of task.partitions) {
      await compareOne(task, await loadPartition(task, index), { tally, unmatched, lines });
      onPartition();
    }
    return { statement: tally.statement(), lines: await lines.handOver(), unmatchedReturns: unmatched.end() };
  } catch (error) {
    await lines[Symbol.asyncDispose]();
    throw error;
  }
}

interface Found {
  readonly tally: ComparisonTally;
  readonly unmatched: ReturnType<typeof createUnmatched>;
  readonly lines: DiskSpool;
}

async function compareOne(task: CompareTask, partition: Partition, found: Found): Promise<void> {
  const alike = createAlike();
  for (const [key, group] of partition.groups) {
    if (group.city.length === 0 && group.province.length === 0)
      for (const entry of group.returns) found.unmatched.add(entry);
    else if (!alike.take(group, key, task, partition))
      await judge(task, evidenceOf(task, partition, key, group), group, found);
  }
  alike.into(found.tally);
}

/** Keys with one row on each side that say the same, and against which nothing else speaks: matched without being read. */
function createAlike() {
  const sum = openSum();
  return {
    take: ({ city, province, returns }: KeyGroup, key: string, task: CompareTask, partition: Partition): boolean => {
      const [own] = city;
      const [other] = province;
      if (own === undefined || other === undefined || city.length > 1 || province.length > 1) return false;
      if (own.hash !== other.hash || returns.length > 0) return false;
      const year = task.settledYear ?? own.year;
      if (partition.approvals?.(key, year) === false || partition.verifications?.(key, year) === false) return false;
      sum.add(1, own.fen);
      return true;
    },
    into: (tally: ComparisonTally): void => {
      // Equal hashes are equal amounts.
      const amount = sum.amount();
      if (amount.rows > 0) tally.addMatched({ city: amount, province: amount });
    },
  };
}

function evidenceOf(
  { settledYear, returnsSystem }: CompareTask,
  { approvals, verifications }: Partition,
  key: string,
  { city, province, returns }: KeyGroup,
): Evidence {
  const year = settledYear ?? (city[0] ?? province[0])?.year ?? 0;
  return {
    approved: approvals?.(key, year) ?? null,
    verified: verifications?.(key, year) ?? null,
    returns: returns.map((entry) => sideRow(entry, returnsSystem ?? '', null)),
  };
}

async function judge(
  task: CompareTask,
  evidence: Evidence,
  { city, province }: KeyGroup,
  { tally, lines }: Found,
): Promise<void> {
  const own = city.map((entry) => sideRow(entry, task.citySystem, task.settledYear));
  const other = province.map((entry) => sideRow(entry, task.provinceSystem, null));
  const [first] = [...own, ...other];
  if (first === undefined) return;
  const rows: KeyRows = { recordKey: recordKey(first.record, task.outputKey), city: own, province: other };
  const verdict = judgeKey(rows, evidence, comparisonOf(task));
  tally.addVerdict(rows, verdict);
  if (verdict.outcome === 'discrepant') await appendLine(lines, task.files, lineOf(rows, verdict));
}

/** Offline nobody knows what the city was told, so nothing waits for its word. */
function comparisonOf({ kind, provinceSystem, asOf }: CompareTask): Comparison {
  return { kind, provinceSystem, asOf, awaitsCity: false };
}

/** Offline there are no batches: a row is known by its number in the file. */
function sideRow(entry: LaidEntry, system: string, year: number | null): SideRow {
  const record = entry.record();
  const dated = year === null ? record : ({ ...record, programmeYear: year } as Canonical);
  return { row: entry.row, batchId: '', system, record: dated };
}

function createUnmatched({ unknownBatches }: CompareTask) {
  const unknown = new Set(unknownBatches);
  const sum = openSum();
  let named: number[] = [];
  return {
    add: ({ row, fen, record }: LaidEntry): void => {
      const line = record();
      if ('batchNo' in line && unknown.has(line.batchNo)) return;
      sum.add(1, fen);
      named.push(row);
      if (named.length > ROWS_NAMED_MAX * 50) named = firstOf(named);
    },
    end: () => ({ amount: sum.amount(), rows: firstOf(named) }),
  };
}

function firstOf(rows: readonly number[]): number[] {
  return rows.toSorted((a, b) => a - b).slice(0, ROWS_NAMED_MAX);
}
