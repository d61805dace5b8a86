import { createSortedRows, type Row, type SortedRows } from './sorted-rows.ts';
import { type Attributes, bytesOf, equalAll } from './values.ts';

/** A global secondary index of the table's template. */
export interface Index {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
  /** Attributes it carries besides the keys. */
  readonly carried: readonly string[];
}

/** The two sparse indexes of the ledger's table (infra/data-stack.ts). */
export const INDEXES: readonly Index[] = [
  { name: 'due', hash: 'duePk', range: 'dueAt', carried: ['kind', 'state'] },
  { name: 'problem', hash: 'problemPk', range: 'problemAt', carried: [] },
];

/** What reads of an index see: each write some while after it was made, the writes of one item in order. */
export interface IndexView {
  readonly index: Index;
  /** Notes a write; returns what it costs the index, in write units. */
  readonly note: (before: Attributes | undefined, after: Attributes | undefined) => number;
  /** The rows as they are to be seen now. */
  readonly rows: () => SortedRows;
  /** Rows of these items and nothing on its way. */
  readonly rebuild: (items: readonly Attributes[]) => void;
}

interface Change {
  readonly visibleAt: number;
  readonly gone: Row | null;
  readonly come: Row | null;
}

export function createIndexView(index: Index, settings: { now: () => Date; lagMs: () => number }): IndexView {
  const seen = createSortedRows();
  let coming: Change[] = [];
  const apply = ({ gone, come }: Change) => {
    if (gone !== null) seen.remove(gone);
    if (come !== null) seen.put(come);
  };
  return {
    index,
    note: (before, after) => {
      const gone = rowOf(index, before);
      const come = rowOf(index, after);
      if (gone === null && come === null) return 0;
      if (gone !== null && come !== null && equalAll(gone.item, come.item)) return 0;
      const now = settings.now().getTime();
      const tie = (come ?? gone)?.tie;
      const last = coming.findLast((change) => (change.come ?? change.gone)?.tie === tie);
      const change = { visibleAt: Math.max(now + settings.lagMs(), last?.visibleAt ?? 0), gone, come };
      if (last === undefined && change.visibleAt <= now) apply(change);
      else coming.push(change);
      // Moving a row in an index is a delete and a put.
      return gone !== null && come !== null && (gone.hash !== come.hash || gone.range !== come.range) ? 2 : 1;
    },
    rows: () => {
      if (coming.length > 0) {
        const now = settings.now().getTime();
        const due = coming.filter(({ visibleAt }) => visibleAt <= now);
        coming = coming.filter(({ visibleAt }) => visibleAt > now);
        for (const change of due) apply(change);
      }
      return seen;
    },
    rebuild: (items) => {
      coming = [];
      seen.clear();
      for (const item of items) {
        const row = rowOf(index, item);
        if (row !== null) seen.put(row);
      }
    },
  };
}

/** An item stands in an index only while it has both of the index's keys. */
function rowOf(index: Index, item: Attributes | undefined): Row | null {
  const hash = item?.[index.hash]?.S;
  const range = item?.[index.range]?.S;
  if (item === undefined || hash === undefined || range === undefined) return null;
  const projected: Record<string, Attributes[string]> = {};
  for (const name of ['pk', 'sk', index.hash, index.range, ...index.carried]) {
    const value = item[name];
    if (value !== undefined) projected[name] = value;
  }
  const tie = `${item['pk']?.S}\n${item['sk']?.S}`;
  return { hash, range, tie, item: projected, bytes: bytesOf(projected) };
}
