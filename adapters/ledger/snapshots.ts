import { inParallel } from '../../core/in-parallel.ts';
import type { Kind } from '../../schemas/kind.ts';
import { getItem, type Key, type Table } from './table.ts';
import { listUnder, putNew } from './work.ts';

/** The accepted rows of one system, kind and part so far: where they lie, sorted by record key. */
export interface SnapshotItem {
  /** Raised by one with every flip; 0 = there is none yet. */
  readonly version: number;
  /** Vault object of the lines; `null` = there is none yet. */
  readonly object: string | null;
  /** Vault object of what they are compared by (`openSnapshot`); `null` = it was made before there were any, or there is none yet. */
  readonly index: string | null;
  readonly rows: number;
  readonly fen: string;
  /** Programmes it has lines of, in order. */
  readonly programmes: readonly string[];
  /** Of the newest batch in it, `YYYY-MM-DD`: older than the night it is compared in, the side is a day old. `''` of before. */
  readonly businessDate: string;
  /** Of the same batch. */
  readonly sequence: number;
  /** The batch it was last made anew with. */
  readonly batchId: string;
}

/** A snapshot as the list of all has it. */
export interface ListedSnapshot {
  readonly system: string;
  readonly kind: Kind;
  /** A year, `all` where batches name none, or the programme: of the province's exports. */
  readonly part: string;
  readonly item: SnapshotItem;
}

export const NO_SNAPSHOT: SnapshotItem = {
  version: 0,
  object: null,
  index: null,
  rows: 0,
  fen: '0',
  programmes: [],
  businessDate: '',
  sequence: 0,
  batchId: '',
};

/** @param part the year its batches name, `null` where they name none; of the province's exports the programme */
export function snapshotKeyOf(system: string, kind: Kind, part: number | string | null): Key {
  return { pk: `S#${system}#${kind}#${part ?? 'all'}`, sk: '0' };
}

export async function readSnapshot(table: Table, key: Key): Promise<SnapshotItem> {
  const item = await getItem(table, key);
  if (item === undefined) return NO_SNAPSHOT;
  const { pk: _pk, sk: _sk, ...snapshot } = item;
  return { ...NO_SNAPSHOT, ...snapshot };
}

/** Puts a snapshot on the list of all, before it is there for the first time: none is ever without its entry. */
export async function listSnapshot(table: Table, { pk }: Key): Promise<void> {
  await putNew(table, { pk: LIST, sk: pk.slice(2) });
}

/** Every snapshot there is, in the order of its name. */
export async function listSnapshots(table: Table): Promise<readonly ListedSnapshot[]> {
  const listed: ListedSnapshot[] = [];
  await inParallel(await listUnder(table, LIST, ''), async ({ sk }) => {
    const [system = '', kind = '', part = ''] = String(sk).split('#');
    const item = await readSnapshot(table, snapshotKeyOf(system, kind as Kind, part));
    // Its first batch may not have come to its end.
    if (item.version > 0) listed.push({ system, kind: kind as Kind, part, item });
  });
  return listed.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

const LIST = 'S#list';

function nameOf({ system, kind, part }: ListedSnapshot): string {
  return `${system}#${kind}#${part}`;
}
