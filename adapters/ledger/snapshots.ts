import type { Kind } from '../../schemas/kind.ts';
import { getItem, type Key, type Table } from './table.ts';

/** The accepted rows of one system, kind and year so far: where they lie, sorted by record key. */
export interface SnapshotItem {
  /** Raised by one with every flip; 0 = there is none yet. */
  readonly version: number;
  /** Vault object; `null` = there is none yet. */
  readonly object: string | null;
  readonly rows: number;
  readonly fen: string;
}

export const NO_SNAPSHOT: SnapshotItem = { version: 0, object: null, rows: 0, fen: '0' };

export function snapshotKeyOf(system: string, kind: Kind, year: number | null): Key {
  return { pk: `S#${system}#${kind}#${year ?? 'all'}`, sk: '0' };
}

export async function readSnapshot(table: Table, key: Key): Promise<SnapshotItem> {
  return ((await getItem(table, key)) as SnapshotItem | undefined) ?? NO_SNAPSHOT;
}
