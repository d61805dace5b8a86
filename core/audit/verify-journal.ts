import { type Finding, NONE } from './finding.ts';
import { fenOf, inOrder, leafOfText, rootOf, type Seal, type SealedLeaf } from './journal.ts';

/** A tenant's day, from three places that would all have to be changed alike. */
export interface JournalDay {
  readonly tenant: string;
  readonly date: string;
  /** As the chain tells, by edition. */
  readonly seals: readonly Seal[];
  /** As they were locked away when they were sealed, edition by edition; `null` where they are not at hand. */
  readonly sealed: readonly SealedLeaf[] | null;
  /** Texts of what stands in the journal now. */
  readonly leaves: readonly string[];
}

/** What differs between a day's journal and its seals: each entry that was changed, taken out or put in, else that the day does. */
export function verifyJournal(day: JournalDay): readonly Finding[] {
  const { tenant, date, seals, sealed, leaves } = day;
  const last = seals.at(-1);
  if (last === undefined) return [];
  const find = (key: string | null, expected: string, found: string): Finding => ({
    kind: 'journal-differs',
    tenant,
    sequence: null,
    date,
    key,
    expected,
    found,
  });
  const now = inOrder(leaves.map(leafOfText));
  if (sealed !== null) {
    const broken = seals.flatMap(({ rows, root }) => {
      const found = rootOf(sealed.slice(0, rows));
      return sealed.length >= rows && found === root ? [] : [find(null, root, found)];
    });
    // What was locked away is not what the chain tells of: it says nothing of single entries.
    if (broken.length > 0) return broken;
    const differing = differences(sealed.slice(0, last.rows), now).map(([key, expected, found]) =>
      find(key, expected, found),
    );
    if (differing.length > 0) return differing;
  } else if (seals.length > 1) {
    // Which entries came in which edition stands there alone: an exchange of two would not show by rows and 分.
    return [find(null, last.root, NONE)];
  } else if (rootOf(now) !== last.root) return [find(null, last.root, rootOf(now))];
  if (now.length !== last.rows) return [find(null, `${last.rows} rows`, `${now.length} rows`)];
  const fen = leaves.reduce((sum, text) => sum + fenOf(text), 0n).toString();
  return fen === last.fen ? [] : [find(null, `${last.fen} fen`, `${fen} fen`)];
}

/** Leaves that came after the last seal, where all it tells of are there unchanged; `null` where they are not. */
export function addedSince(sealed: readonly SealedLeaf[], now: readonly SealedLeaf[]): readonly SealedLeaf[] | null {
  const found = differences(sealed, now);
  if (found.some(([, expected]) => expected !== NONE)) return null;
  const added = new Set(found.map(([key]) => key));
  return inOrder(now).filter(({ key }) => added.has(key));
}

/** Key, hash as it was sealed, hash as it is; in the order of the keys. */
function differences(
  sealed: readonly SealedLeaf[],
  now: readonly SealedLeaf[],
): readonly (readonly [string, string, string])[] {
  const [before, after] = [sealed, now].map((leaves) => new Map(leaves.map(({ key, hash }) => [key, hash])));
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].toSorted();
  return keys.flatMap((key) => {
    const [expected, found] = [before?.get(key) ?? NONE, after?.get(key) ?? NONE];
    return expected === found ? [] : [[key, expected, found] as const];
  });
}
