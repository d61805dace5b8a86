import { EMPTY_ROOT, growTree, leafHash } from '../proof/merkle.ts';
import { type AuditAct, type AuditEntry, BRIDGE } from './entry.ts';
import { SEALED } from './open-acts.ts';

/** An entry of the money journal with everything the ledger keeps of it: no personal data. */
export interface JournalEntry {
  /** `M#<date>#<shard>` and what stands behind it there: the date is that of `at` in UTC. */
  readonly pk: string;
  readonly sk: string;
  readonly tenant: string;
  readonly at: string;
  /** 分. */
  readonly fen?: string | null;
  readonly [name: string]: unknown;
}

/** An entry as it is sealed: where it stands, and the hash of all of it. */
export interface SealedLeaf {
  readonly key: string;
  /** Hex: SHA-256 of `00` and the leaf's text (RFC 9162 §2.1.1). */
  readonly hash: string;
}

/**
 * What a day came to when it was sealed. An entry that is written later than its day, as that of an effect made up for, makes another
 * edition: its leaves stand behind those of the editions before.
 */
export interface Seal {
  /** Day in China, `YYYY-MM-DD`. */
  readonly date: string;
  /** From 1. */
  readonly edition: number;
  /** Of all editions so far. */
  readonly rows: number;
  readonly fen: string;
  /** Hex: root of the tree over the leaves of all editions so far. */
  readonly root: string;
}

/** The leaf's bytes, as text: a JSON array of its key and of all that stands there, by name. */
export function leafText({ pk, sk, ...rest }: JournalEntry): string {
  const sorted = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([`${pk}/${sk}`, ...sorted]);
}

export function leafOf(entry: JournalEntry): SealedLeaf {
  return leafOfText(leafText(entry));
}

/** The same from the leaf's text. */
export function leafOfText(text: string): SealedLeaf {
  return { key: membersOf(text).key, hash: Buffer.from(leafHash(text)).toString('hex') };
}

/** 分 of a leaf; 0 where it moves none. */
export function fenOf(text: string): bigint {
  return BigInt(membersOf(text).fen);
}

/** Where what one edition added is locked away: by the root it led to, so that nothing else is ever found there. */
export function sealedKeyOf(tenant: string, { date, root }: Pick<Seal, 'date' | 'root'>): string {
  return `journal/${tenant}/${date}/${root}.txt`;
}

/** A line per leaf: its key, its hash. */
export function sealedText(leaves: readonly SealedLeaf[]): string {
  return leaves.map(({ key, hash }) => `${key} ${hash}\n`).join('');
}

/** The same read back; lines that are none of ours are left out, and the root tells. */
export function parseSealed(text: string): readonly SealedLeaf[] {
  return text.split('\n').flatMap((line) => {
    const [, key, hash] = SEALED_LINE.exec(line) ?? [];
    return key === undefined || hash === undefined ? [] : [{ key, hash }];
  });
}

const SEALED_LINE = /^(\S+) ([0-9a-f]{64})$/;

/** Leaves stand in the order of their keys. */
export function inOrder(leaves: readonly SealedLeaf[]): readonly SealedLeaf[] {
  return leaves.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

/** Root of a day without entries, hex. */
export const emptyRoot: string = Buffer.from(EMPTY_ROOT).toString('hex');

/** Root over leaves given by their hashes, hex. */
export function rootOf(leaves: readonly SealedLeaf[]): string {
  const tree = growTree();
  for (const { hash } of leaves) tree.addHash(Buffer.from(hash, 'hex'));
  return Buffer.from(tree.root()).toString('hex');
}

export function sealAct(tenant: string, { date, ...seal }: Seal): AuditAct {
  return { tenant, by: BRIDGE, action: SEALED, about: date, detail: { ...seal } };
}

/** The seals a chain tells of, in the order they were set. */
export function sealsIn(entries: readonly AuditEntry[]): readonly Seal[] {
  return entries
    .filter(({ action }) => action === SEALED)
    .map(({ about, detail }) => ({
      date: about,
      edition: Number(detail['edition']),
      rows: Number(detail['rows']),
      fen: String(detail['fen']),
      root: String(detail['root']),
    }));
}

/** What somebody changed need not be readable any more: then it stands under a key that nothing has. */
function membersOf(text: string): { readonly key: string; readonly fen: string } {
  try {
    const [key, ...members] = JSON.parse(text) as readonly unknown[];
    const fen = members.find((each) => Array.isArray(each) && each[0] === 'fen') as readonly unknown[] | undefined;
    return { key: String(key), fen: typeof fen?.[1] === 'string' && /^-?\d+$/.test(fen[1]) ? fen[1] : '0' };
  } catch {
    return { key: 'unreadable', fen: '0' };
  }
}
