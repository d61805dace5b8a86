import type { Payment } from '../schemas/canonical/payment.ts';

/** What deciding needs to know of one accepted row. Payments bring their batch and status. */
export interface RowOfRecord {
  readonly row: number;
  readonly contentHash: string;
  /** RFC 3339 at +08:00, as the timestamp codec writes it: sorts as text. */
  readonly updatedAt: string;
  readonly batchNo?: string;
  readonly status?: Payment['status'];
}

/** Row numbers, each in exactly one list, ascending. */
export interface DuplicatesResolved {
  /** The rows that stand. Of payments one per attempt, in the order they were made. */
  readonly kept: readonly number[];
  /** `row.duplicate`: an older row, or one of two that differ at the same time. */
  readonly rejected: readonly number[];
  /** Exact repeats of a kept row: accepted, with a warning. */
  readonly repeated: readonly number[];
}

/**
 * Decides between the rows of ONE record key in one file: the newer 更新时间 stays, the older is rejected; equal times with
 * other content reject both; an exact repeat is a warning. A payment with another 发放批次 after a FAILED, RETURNED or EXPIRED one
 * is a further attempt.
 */
export function resolveDuplicates(rows: readonly RowOfRecord[]): DuplicatesResolved {
  const rejected: number[] = [];
  const repeated: number[] = [];
  const newest = [...Map.groupBy(rows, ({ batchNo }) => batchNo).values()].flatMap((batch) =>
    newestOf(batch, rejected, repeated),
  );
  const kept = attempts(newest, rejected);
  // A repeat of a row that another batch displaced falls with it.
  const keptContent = new Map(rows.filter(({ row }) => kept.includes(row)).map((row) => [contentOf(row), row]));
  const standing = repeated.filter((row) =>
    rows.some((other) => other.row === row && keptContent.has(contentOf(other))),
  );
  rejected.push(...repeated.filter((row) => !standing.includes(row)));
  return { kept, rejected: rejected.toSorted(ascending), repeated: standing.toSorted(ascending) };
}

/** Of the rows of one batch (or of a record that has none): the newest, if it is only one thing. */
function newestOf(rows: readonly RowOfRecord[], rejected: number[], repeated: number[]): readonly RowOfRecord[] {
  const time = rows.reduce((latest, { updatedAt }) => (updatedAt > latest ? updatedAt : latest), '');
  const [first, ...further] = rows.filter(({ updatedAt }) => updatedAt === time);
  for (const { row, updatedAt } of rows) if (updatedAt !== time) rejected.push(row);
  if (first === undefined) return [];
  if (further.some(({ contentHash }) => contentHash !== first.contentHash)) {
    rejected.push(first.row, ...further.map(({ row }) => row));
    return [];
  }
  repeated.push(...further.map(({ row }) => row));
  return [first];
}

/** One row per batch, put in order of time; a batch stands beside an earlier one only if that one failed or came back. */
function attempts(rows: readonly RowOfRecord[], rejected: number[]): readonly number[] {
  const kept: RowOfRecord[] = [];
  let tied: RowOfRecord | undefined;
  for (const row of rows.toSorted(byTime)) {
    let previous = kept.at(-1);
    let tie = tied?.updatedAt === row.updatedAt;
    while (previous !== undefined && !hasFailed(previous)) {
      tie ||= previous.updatedAt === row.updatedAt;
      rejected.push(previous.row);
      kept.pop();
      previous = kept.at(-1);
    }
    if (tie) {
      rejected.push(row.row);
      tied = row;
    } else kept.push(row);
  }
  return kept.map(({ row }) => row);
}

/** Of two at the same time, the failed one was first: nothing is paid again before it failed. */
function byTime(a: RowOfRecord, b: RowOfRecord): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? -1 : 1;
  return Number(hasFailed(b)) - Number(hasFailed(a)) || a.row - b.row;
}

function hasFailed({ status }: RowOfRecord): boolean {
  return status === 'FAILED' || status === 'RETURNED' || status === 'EXPIRED';
}

function contentOf({ contentHash, updatedAt }: RowOfRecord): string {
  return `${updatedAt} ${contentHash}`;
}

function ascending(a: number, b: number): number {
  return a - b;
}
