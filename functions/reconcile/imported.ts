import { readRecords } from '../../adapters/ledger/records.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import { sourcesOf } from '../../core/reconcile/repair.ts';
import type { CityLine, KeyLines } from './keys.ts';

/**
 * What a city has imported of before go-live (decision 0027) of payments that only the province seems to have: its nightly files need
 * not bring them any more, so they stand in no snapshot. By record; reads the ledger for those alone.
 */
export async function importedLines(
  table: Table,
  { programme, kind }: Unit,
  keys: readonly KeyLines[],
): Promise<ReadonlyMap<string, CityLine>> {
  const alone = kind === 'payment' ? keys.filter(({ city }) => city.length === 0) : [];
  const sources = sourcesOf(programme, kind).map(({ id }) => id);
  const find = await readRecords(
    table,
    alone.flatMap(({ recordKey }) => sources.map((source) => ({ recordKey, source }))),
  );
  const imported = new Map<string, CityLine>();
  for (const { recordKey, province } of alone) {
    const [like] = province;
    for (const source of sources) {
      const record = find({ recordKey, source });
      if (like === undefined || record?.state !== 'IMPORTED') continue;
      const { pointer, row, batchId, messageId, contentHash, fen } = record;
      const line = { ...like, pointer, row, batchId, fen, contentHashes: [contentHash], compareHash: '' };
      imported.set(recordKey, { system: source, line, messageId });
    }
  }
  return imported;
}
