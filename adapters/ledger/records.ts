import type { Known } from '../../core/ledger/decide.ts';
import type { Instruction } from '../../core/payout.ts';
import type { RecordState } from '../../core/ledger/states.ts';
import type { Kind } from '../../schemas/kind.ts';
import { shardOf } from './shard.ts';
import { execute, getItems, insertOf, type Item, type Key, keyText, type Statement, type Table } from './table.ts';

/** What the ledger holds of one record from one source. No personal data: keys are keyed hashes, the rest is a pointer. */
export interface RecordItem extends Known {
  readonly recordKey: string;
  /** System the record came from. */
  readonly source: string;
  readonly kind: Kind;
  readonly tenant: string;
  readonly state: RecordState;
  /** Raised by one with every write; a write names the fence it expects. */
  readonly fence: number;
  readonly batchId: string;
  /** Row in the source file; 0 for what came as an event. */
  readonly row: number;
  readonly pointer: string;
  /** Idempotency key of the attempt to deliver, stored before the first call. */
  readonly attemptId: string;
  /** Attempts so far to deliver this version; a payment's number has it too. */
  readonly attempt: number;
  /** Who holds the record in SENDING: a lost answer is told from a lost race by it. */
  readonly sender: string;
  readonly problem: string | null;
  readonly history: string;
  readonly fen: string;
  /** Last event sequence applied, for records that come as events; else 0. */
  readonly sequence: number;
  /** The record's own status as its source reports it: `PLANNED`, `APPROVED`, … */
  readonly status: string;
  /** When it was last written, RFC 3339 in UTC. */
  readonly at: string;
  /** Of a payment from its rail alone: the instruction that left through it. */
  readonly instruction?: Instruction;
}

/** Expect this fence; `null` = expect no item. */
export interface RecordWrite {
  readonly record: RecordItem;
  readonly expectedFence: number | null;
}

export type WriteResult = 'won' | 'lost';

export function recordKeyOf(record: { readonly recordKey: string; readonly source: string }): Key {
  return { pk: `R#${record.recordKey}`, sk: record.source };
}

export async function readRecords(
  table: Table,
  keys: readonly { readonly recordKey: string; readonly source: string }[],
): Promise<(key: { readonly recordKey: string; readonly source: string }) => RecordItem | undefined> {
  const found = await getItems(table, keys.map(recordKeyOf));
  return (key) => {
    const item = found.get(keyText(recordKeyOf(key)));
    return item === undefined ? undefined : toRecord(item);
  };
}

/** Conditional writes of distinct records, each on its own: one write unit each, no transaction. */
export async function writeRecords(table: Table, writes: readonly RecordWrite[]): Promise<readonly WriteResult[]> {
  const codes = await execute(
    table,
    writes.map((write) => statementOf(table, write)),
  );
  return codes.map((code) => {
    if (code === null) return 'won';
    if (LOST_CODES.has(code)) return 'lost';
    throw new TypeError(`the ledger refused a statement: ${code}`);
  });
}

const LOST_CODES = new Set(['ConditionalCheckFailed', 'DuplicateItem']);

/** The item as it is written; the index attribute is there only while there is a problem. */
export function toItem(record: RecordItem): Item {
  const { recordKey, source, ...rest } = record;
  return { ...recordKeyOf({ recordKey, source }), ...rest, ...problemIndex(record) };
}

export function toRecord(item: Item): RecordItem {
  const { pk, sk, problemPk: _shard, problemAt: _at, ...rest } = item;
  return { recordKey: String(pk).slice(2), source: String(sk), ...rest } as unknown as RecordItem;
}

function problemIndex(record: RecordItem): { readonly problemPk?: string; readonly problemAt: string } {
  const at = { problemAt: record.at };
  return record.problem === null ? at : { ...at, problemPk: `${record.tenant}#${shardOf(record.recordKey)}` };
}

function statementOf(table: Table, write: RecordWrite): Statement {
  if (write.expectedFence === null) return insertOf(table, toItem(write.record));
  const { pk, sk, problemPk, ...attributes } = toItem(write.record);
  const entries = Object.entries({ ...attributes, ...(problemPk === undefined ? {} : { problemPk }) });
  const set = entries.map(([name]) => `"${name}"=?`).join(', ');
  const remove = problemPk === undefined ? ' REMOVE "problemPk"' : '';
  return {
    text: `UPDATE "${table.name}" SET ${set}${remove} WHERE "pk"=? AND "sk"=? AND "fence"=?`,
    parameters: [...entries.map(([, value]) => value), pk, sk, write.expectedFence],
  };
}
