import { hashOf } from './chain.ts';
import { type AuditEntry, type ChainHead, NO_HASH } from './entry.ts';
import { type Finding, NONE } from './finding.ts';

/** What is known of a chain apart from its entries. */
export interface Known {
  readonly tenant: string;
  /** Where the entries given go on from. @default the first entry */
  readonly from?: Pick<ChainHead, 'sequence' | 'hash'>;
  /** The end as the ledger keeps it; `null` where it keeps none. */
  readonly head: Pick<ChainHead, 'sequence' | 'hash'> | null;
  /** Ends as they were anchored, each on its day. */
  readonly anchors: readonly (Pick<ChainHead, 'sequence' | 'hash'> & { readonly date: string })[];
}

/** An entry at the number it ought to have. */
interface Placed {
  readonly sequence: number;
  readonly entry: AuditEntry;
  /** Says of itself that it was changed. */
  readonly isEdited: boolean;
}

/**
 * What is wrong with a chain, in its order. Any single entry that was changed, taken out, moved or cut off is named at its place: its own
 * hash, its neighbours, the kept end and the anchored ends each say something it would have to agree with.
 *
 * @param entries in the order they are kept
 */
export function verifyChain(entries: readonly AuditEntry[], known: Known): readonly Finding[] {
  const { tenant, from = { sequence: 0, hash: NO_HASH }, head } = known;
  const placed = place(entries, tenant, from.sequence);
  const kept = new Map<number, Placed>();
  const findings: Finding[] = [];
  const find = (kind: Finding['kind'], sequence: number, expected: string, found: string): void =>
    void findings.push({ kind, tenant, sequence, date: null, key: null, expected, found });

  for (const each of placed) {
    const first = kept.get(each.sequence);
    if (first === undefined) kept.set(each.sequence, each);
    else find('forked', each.sequence, first.entry.hash, each.entry.hash);
  }
  const given = [...kept.keys()];
  const sorted = given.toSorted((a, b) => a - b);
  for (const [index, sequence] of sorted.entries()) {
    if (given[index] !== sequence) find('reordered', sequence, String(sequence), String(given[index]));
  }
  for (const { sequence, entry, isEdited } of kept.values()) {
    if (isEdited) find('edited', sequence, entry.hash, foundAt(entry, tenant, sequence));
  }
  const end = endOf(known);
  for (const [first, last] of gapsIn(sorted, from.sequence)) find('deleted', first, spanOf(first, last), NONE);
  const last = sorted.at(-1) ?? from.sequence;
  if (last < end) find('truncated', last + 1, spanOf(last + 1, end), NONE);
  // With its entries there, or none of them asked for, the kept end alone tells that it is gone or was moved back.
  else if (head === null ? last > 0 : head.sequence < anchoredEnd(known))
    find('truncated', (head?.sequence ?? last) + 1, `end ${end}`, head === null ? NONE : `end ${head.sequence}`);
  const named = new Set<number>();
  for (const { sequence, expected, found } of brokenLinks(kept, sorted, from, head)) {
    if (!named.has(sequence)) find('edited', sequence, expected, found);
    named.add(sequence);
  }
  for (const { sequence } of findings) if (sequence !== null) named.add(sequence);
  for (const { sequence, hash } of [...known.anchors, ...(head === null ? [] : [head])]) {
    const entry = sequence === from.sequence ? from : kept.get(sequence)?.entry;
    if (entry === undefined || entry.hash === hash || named.has(sequence)) continue;
    named.add(sequence);
    find('forked', sequence, hash, entry.hash);
  }
  return findings.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
}

/** An entry whose number was changed stands where its neighbours leave room for it. */
function place(entries: readonly AuditEntry[], tenant: string, from: number): readonly Placed[] {
  const there = new Set(entries.map(({ sequence }) => sequence));
  let before = from;
  return entries.map((entry) => {
    const isEdited = entry.tenant !== tenant || foundHash(entry) !== entry.hash;
    const sequence = isEdited && !there.has(before + 1) ? before + 1 : entry.sequence;
    before = sequence;
    return { sequence, entry, isEdited };
  });
}

/** Where an entry and the one behind it contradict each other, though each agrees with itself: which of them is the changed one. */
function brokenLinks(
  kept: ReadonlyMap<number, Placed>,
  sorted: readonly number[],
  from: Pick<ChainHead, 'sequence' | 'hash'>,
  head: Known['head'],
): readonly { readonly sequence: number; readonly expected: string; readonly found: string }[] {
  const hashAt = (sequence: number) => (sequence === from.sequence ? from.hash : kept.get(sequence)?.entry.hash);
  const saidOf = (sequence: number) => {
    const said = kept.get(sequence + 1)?.entry.previous;
    return said ?? (head?.sequence === sequence ? head.hash : undefined);
  };
  const isBroken = (sequence: number): boolean => {
    const [own, said] = [hashAt(sequence), saidOf(sequence)];
    return own !== undefined && said !== undefined && own !== said;
  };
  const isSound = (sequence: number): boolean => kept.get(sequence)?.isEdited !== true;
  const broken = [from.sequence, ...sorted].filter(
    // A kept end that contradicts the last entry is told as such.
    (sequence) => isBroken(sequence) && kept.has(sequence + 1) && isSound(sequence) && isSound(sequence + 1),
  );
  return broken.map((sequence) => {
    // Both ends of an entry that was rewritten as a whole are broken, of one whose text alone was, only the end behind it.
    const later = sequence === from.sequence || isBroken(sequence + 1);
    const [expected, found] = [saidOf(sequence) ?? NONE, hashAt(sequence) ?? NONE];
    return later ? { sequence: sequence + 1, expected: found, found: expected } : { sequence, expected, found };
  });
}

function endOf(known: Known): number {
  return Math.max(known.head?.sequence ?? 0, anchoredEnd(known));
}

function anchoredEnd({ from, anchors }: Known): number {
  return Math.max(from?.sequence ?? 0, ...anchors.map(({ sequence }) => sequence));
}

/** First and last of each run of numbers nobody has. */
function gapsIn(sorted: readonly number[], from: number): readonly (readonly [number, number])[] {
  return sorted.flatMap((sequence, index) => {
    const before = index === 0 ? from : (sorted[index - 1] ?? from);
    return sequence > before + 1 ? [[before + 1, sequence - 1] as const] : [];
  });
}

function foundAt(entry: AuditEntry, tenant: string, sequence: number): string {
  if (entry.tenant !== tenant) return entry.tenant;
  return entry.sequence === sequence ? foundHash(entry) : String(entry.sequence);
}

/** What somebody changed need not have the form of an entry any more. */
function foundHash(entry: AuditEntry): string {
  if (!Number.isSafeInteger(entry.sequence)) return 'no sequence';
  const more = Object.keys(entry).filter((name) => !MEMBERS.has(name));
  if (more.length > 0) return `also ${more.join(', ')}`;
  return typeof entry.detail === 'object' && entry.detail !== null ? hashOf(entry) : 'no detail';
}

const MEMBERS: ReadonlySet<string> = new Set<keyof AuditEntry>([
  'tenant',
  'sequence',
  'id',
  'at',
  'by',
  'action',
  'about',
  'detail',
  'previous',
  'hash',
]);

function spanOf(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}
