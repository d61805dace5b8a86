import { createIndexView, INDEXES, type IndexView } from './index-view.ts';
import { checkIndexKeys, type Key } from './keys.ts';
import { noSuchTable, validation } from './refusals.ts';
import { createSortedRows, type Row, type SortedRows } from './sorted-rows.ts';
import { type Attributes, bytesOf } from './values.ts';

/** A table as it was at a moment: its rows, which are never changed in place. */
export type State = readonly Row[];

/** One table with its indexes, and what its writes have cost. */
export interface Store {
  readonly rows: SortedRows;
  readonly find: (key: Key) => Row | undefined;
  /** Checks what only a whole item can break: its size and the types of index keys. Answers its bytes. */
  readonly check: (item: Attributes) => number;
  /** Puts the item, or removes the one that is there; `cost` is 2 in a transaction. */
  readonly write: (key: Key, before: Row | undefined, after: Attributes | undefined, cost: 1 | 2) => void;
  /** A write that was refused costs as much as the item that refused it. */
  readonly spend: (before: Row | undefined, cost: 1 | 2) => void;
  readonly view: (index: string) => IndexView;
  readonly copy: () => State;
  readonly restore: (state: State) => void;
  readonly writeUnits: () => number;
}

export interface StoreSettings {
  readonly now: () => Date;
  readonly indexLagMs: () => number;
}

export function createStore({ now, indexLagMs }: StoreSettings): Store {
  const rows = createSortedRows();
  const views = INDEXES.map((index) => createIndexView(index, { now, lagMs: indexLagMs }));
  let units = 0;
  // A write is checked when it is planned and when it is made.
  const checked = new WeakMap<Attributes, number>();
  const check = (item: Attributes) => {
    const before = checked.get(item);
    if (before !== undefined) return before;
    checkIndexKeys(item, INDEXES);
    const bytes = bytesOf(item);
    if (bytes > ITEM_BYTES_MAX) throw validation(TOO_LARGE);
    checked.set(item, bytes);
    return bytes;
  };
  return {
    rows,
    find: (key) => rows.get(placeOf(key)),
    check,
    write: (key, before, after, cost) => {
      const bytes = after === undefined ? 0 : check(after);
      if (after !== undefined) rows.put({ ...placeOf(key), item: after, bytes });
      else if (before !== undefined) rows.remove(before);
      let written = unitsOf(Math.max(bytes, before?.bytes ?? 0));
      for (const view of views) written += view.note(before?.item, after);
      units += written * cost;
    },
    spend: (before, cost) => {
      units += unitsOf(before?.bytes ?? 0) * cost;
    },
    view: (name) => {
      const view = views.find(({ index }) => index.name === name);
      if (view === undefined) throw validation(`The table does not have the specified index: ${name}`);
      return view;
    },
    copy: () => rows.all(),
    restore: (state) => {
      rows.clear();
      for (const row of state) rows.put(row);
      for (const view of views) view.rebuild(state.map(({ item }) => item));
    },
    writeUnits: () => units,
  };
}

export function checkTable(wanted: string, name: string | undefined): void {
  if (name !== wanted) throw noSuchTable();
}

const ITEM_BYTES_MAX = 400 * 1_024;
const TOO_LARGE = 'Item size has exceeded the maximum allowed size';
const WRITE_UNIT_BYTES = 1_024;

function placeOf({ pk, sk }: Key) {
  return { hash: pk, range: sk, tie: '' };
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}
