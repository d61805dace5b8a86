import { writeObjects, writeTable } from '../../adapters/files/write-table.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { type AnyMapping, BEYOND_RECORD } from './wire.ts';

/** These records as a file of the system's own form. Throws CharacterError, CellError where the form has no place for some text. */
export async function writtenFile(
  { file }: System,
  mapping: AnyMapping,
  records: readonly Canonical[],
): Promise<Uint8Array> {
  if (mapping.form === 'object') return writeObjects(records.map((record) => mapping.encode(record, BEYOND_RECORD)));
  if (file.form === 'jsonl') throw new RangeError('a table of cells can not be written as JSON Lines');
  const rows = records.map((record) => mapping.encode(record, BEYOND_RECORD));
  return writeTable(file, mapping.header, rows, summaryOf(records));
}

function summaryOf(records: readonly Canonical[]) {
  const [first] = records;
  const fen = records.reduce((sum, record) => sum + ('amountFen' in record ? BigInt(record.amountFen) : 0n), 0n);
  return {
    batchNo: first !== undefined && 'batchNo' in first ? first.batchNo : '',
    rows: records.length,
    fen: fen.toString(),
  };
}
