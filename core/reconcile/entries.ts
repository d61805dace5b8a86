import { hash } from 'node:crypto';
import { blockOf, DIGEST_WORDS, emptyIndex, type EntryIndex, rankOf } from './blocks.ts';

/**
 * What a comparison has to know of a snapshot's line, in 40 bytes: the first 20 characters of its record key, 4 bytes that stand for the
 * whole of it, and the 16 bytes of its comparison hash. Entries lie in the order of the lines, so entry `n` is line `n`.
 */
export const ENTRY_BYTES = 40;
/** The part of a record key an entry holds: 120 of the 256 bits that name a person or a certificate. */
export const KEY_CHARACTERS = 20;
/** Where the comparison hash begins; entries that agree up to here are of one record. */
export const COMPARE_HASH_OFFSET = 24;
/** As many as a frame of the vault holds, 1 MiB. */
export const FRAME_ENTRIES = Math.floor((1024 * 1024) / ENTRY_BYTES);

/** Takes the lines of a side, and cuts them into frames. */
export interface EntryWriter {
  /**
   * Takes the next line in the order of record keys as plain strings; lines of one key in any order.
   *
   * @param compareHash 22 characters of base64url
   * @returns the frame that is full with it, else `null`
   * Throws `RangeError` for a key out of order, or for what is neither a record key nor a hash.
   */
  readonly add: (recordKey: string, compareHash: string) => Buffer | null;
  /** The frame begun last, `null` where there is none, and the index of all of them. */
  readonly finish: () => { readonly frame: Buffer | null; readonly index: EntryIndex };
}

export function createEntryWriter(frameEntries = FRAME_ENTRIES): EntryWriter {
  const index = emptyIndex(frameEntries);
  let entries = 0;
  let last = '';
  let frame: Buffer | null = null;
  let used = 0;
  return {
    add: (recordKey, compareHash) => {
      if (recordKey < last) throw new RangeError('an entry out of the order of keys');
      frame ??= Buffer.alloc(frameEntries * ENTRY_BYTES);
      const entry = frame.subarray(used, used + ENTRY_BYTES);
      encodeEntry(entry, recordKey, compareHash);
      count(index, entry, recordKey === last);
      last = recordKey;
      entries += 1;
      used += ENTRY_BYTES;
      if (used < frame.length) return null;
      const full = frame;
      frame = null;
      used = 0;
      return full;
    },
    finish: () => ({ frame: frame?.subarray(0, used) ?? null, index: { ...index, entries } }),
  };
}

/** Fills in one entry. Throws `RangeError` for what is neither a record key nor a comparison hash. */
export function encodeEntry(entry: Buffer, recordKey: string, compareHash: string): void {
  for (let at = 0; at < KEY_CHARACTERS; at += 1) {
    const code = recordKey.charCodeAt(at);
    if (rankOf(code) < 0) throw new RangeError('not the beginning of a record key');
    entry[at] = code;
  }
  entry.writeUInt32BE(keyHashOf(recordKey), KEY_CHARACTERS);
  if (compareHash.length !== COMPARE_HASH_CHARACTERS) throw new RangeError('not a comparison hash');
  const written = entry.write(compareHash, COMPARE_HASH_OFFSET, 'base64url');
  if (written !== ENTRY_BYTES - COMPARE_HASH_OFFSET) throw new RangeError('not a comparison hash');
}

/** 32 bits of FNV-1a. Tells apart the few records whose keys begin alike, as those of one person do; it stands against no one's intent. */
export function keyHashOf(recordKey: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < recordKey.length; at += 1) state = Math.imul(state ^ recordKey.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

const COMPARE_HASH_CHARACTERS = 22;

function count({ counts, digests, repeats }: EntryIndex, entry: Buffer, isRepeated: boolean): void {
  const block = blockOf(entry);
  counts[block] = (counts[block] ?? 0) + 1;
  if (isRepeated) repeats[block] = 1;
  // A string of bytes: a third of the time it takes to make a Buffer of them.
  const digest = hash('sha256', entry, 'binary');
  for (let word = 0; word < DIGEST_WORDS; word += 1) {
    const place = block * DIGEST_WORDS + word;
    digests[place] = (digests[place] ?? 0) + wordAt(digest, word * 4);
  }
}

function wordAt(bytes: string, at: number): number {
  const half = (from: number): number => (bytes.charCodeAt(from) << 8) | bytes.charCodeAt(from + 1);
  return half(at) * 0x10000 + half(at + 2);
}
