/**
 * Blocks of a side, cut where the first 14 bits of the key say, so at the same keys on every side. Keys are keyed hashes and fill them
 * evenly: at the limit of 10 million rows a block has 610 entries on average, and the index as JSON 480 KB.
 */
export const BLOCKS = 1 << 14;
/** Words of 32 bits a block's digest has. */
export const DIGEST_WORDS = 4;

/** What is known of a side's entries without reading them. */
export interface EntryIndex {
  readonly entries: number;
  /** Entries in each frame but the last. */
  readonly frameEntries: number;
  /** Entries of each block. */
  readonly counts: Uint32Array;
  /**
   * Four words a block: the sums of the first four words of its entries' SHA-256, each modulo 2^32. Whoever holds the same entries has
   * the same sums, be it in one snapshot or in several.
   */
  readonly digests: Uint32Array;
  /** 1 where a block holds more than one entry of a record. */
  readonly repeats: Uint8Array;
}

/** An index as JSON carries it. */
export interface EntryIndexForm {
  readonly v: 1;
  readonly entries: number;
  readonly frameEntries: number;
  /** Base64 of 22 bytes for each block that has entries: number (2), `repeats` (highest bit) and entries (4), digest (16). */
  readonly blocks: string;
}

/** Keys from `from` on and before `to`; `null`: to the last. */
export interface KeyRange {
  readonly from: string;
  readonly to: string | null;
}

export const EVERY_KEY: KeyRange = { from: '', to: null };

export function emptyIndex(frameEntries: number): EntryIndex {
  return {
    entries: 0,
    frameEntries,
    counts: new Uint32Array(BLOCKS),
    digests: new Uint32Array(BLOCKS * DIGEST_WORDS),
    repeats: new Uint8Array(BLOCKS),
  };
}

/** The block of a key, by its first three characters. */
export function blockOf(key: Uint8Array): number {
  const rank = (rankOf(key[0] ?? 0) << 12) | (rankOf(key[1] ?? 0) << 6) | rankOf(key[2] ?? 0);
  return Math.floor((rank * BLOCKS) / RANKS);
}

/** The least characters a key of this block or of one above can begin with; `null` behind the last block. */
export function blockStart(block: number): string | null {
  if (block === 0) return '';
  if (block >= BLOCKS) return null;
  const rank = block * (RANKS / BLOCKS);
  return [rank >> 12, (rank >> 6) & 63, rank & 63].map((digit) => ALPHABET.charAt(digit)).join('');
}

/** Place of a character in the order of base64url's alphabet as bytes sort it; -1 of any other. */
export function rankOf(code: number): number {
  return RANK_OF_CODE[code] ?? -1;
}

/**
 * Ranges that hold every key once, of at most `rowsMax` entries of all these sides together; a range of one block may hold more. As many
 * as it takes, about equal.
 */
export function cutIntoRanges(indexes: readonly EntryIndex[], rowsMax: number): readonly KeyRange[] {
  const rowsOf = (block: number): number => indexes.reduce((sum, { counts }) => sum + (counts[block] ?? 0), 0);
  const total = indexes.reduce((sum, { entries }) => sum + entries, 0);
  const wanted = Math.max(1, Math.ceil(total / rowsMax));
  const starts = [0];
  let rows = 0;
  for (let block = 0, before = 0; block < BLOCKS; block += 1) {
    const next = rowsOf(block);
    const isDue = before + next / 2 >= (total * starts.length) / wanted;
    if (rows > 0 && next > 0 && (isDue || rows + next > rowsMax)) {
      starts.push(block);
      rows = 0;
    }
    rows += next;
    before += next;
  }
  return starts.map((start, at) => ({
    from: blockStart(start) ?? '',
    to: blockStart(starts[at + 1] ?? BLOCKS),
  }));
}

export function formOfIndex({ entries, frameEntries, counts, digests, repeats }: EntryIndex): EntryIndexForm {
  const filled = counts.reduce((sum, rows) => sum + (rows > 0 ? 1 : 0), 0);
  const bytes = Buffer.alloc(filled * FORM_BYTES);
  let at = 0;
  for (let block = 0; block < BLOCKS; block += 1) {
    const rows = counts[block] ?? 0;
    if (rows === 0) continue;
    bytes.writeUInt16BE(block, at);
    bytes.writeUInt32BE(rows + (repeats[block] === 1 ? REPEATS : 0), at + 2);
    for (let word = 0; word < DIGEST_WORDS; word += 1)
      bytes.writeUInt32BE(digests[block * DIGEST_WORDS + word] ?? 0, at + 6 + word * 4);
    at += FORM_BYTES;
  }
  return { v: 1, entries, frameEntries, blocks: bytes.toString('base64') };
}

/** Reads what `formOfIndex` gave. Throws `RangeError` where it does not hold what it says. */
export function indexOfForm({ entries, frameEntries, blocks }: EntryIndexForm): EntryIndex {
  const index = { ...emptyIndex(frameEntries), entries };
  const bytes = Buffer.from(blocks, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let sum = 0;
  for (let at = 0; at + FORM_BYTES <= bytes.length; at += FORM_BYTES) {
    const block = view.getUint16(at);
    const rows = view.getUint32(at + 2);
    if (block >= BLOCKS) throw new RangeError('an index of more blocks than there are');
    index.counts[block] = rows % REPEATS;
    index.repeats[block] = rows >= REPEATS ? 1 : 0;
    for (let word = 0; word < DIGEST_WORDS; word += 1)
      index.digests[block * DIGEST_WORDS + word] = view.getUint32(at + 6 + word * 4);
    sum += rows % REPEATS;
  }
  if (sum !== entries || bytes.length % FORM_BYTES !== 0)
    throw new RangeError('an index that does not hold its entries');
  return index;
}

const FORM_BYTES = 22;
const REPEATS = 0x8000_0000;
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
/** Beginnings of three characters. */
const RANKS = 64 ** 3;
const RANK_OF_CODE = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)));
