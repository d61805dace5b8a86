import { type RowOfRecord, resolveDuplicates } from '../../core/duplicates.ts';
import { contentHash, recordKey } from '../../core/identity.ts';
import type { Payment } from '../../schemas/canonical/payment.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import type { CheckedFile } from './checked-file.ts';
import { createKeySet, type KeySet, partOf } from './key-set.ts';

/** What became of the rows whose record stands in the file more than once. */
export interface DuplicateRows {
  readonly isRejected: (row: number) => boolean;
  /** An exact repeat: accepted, with a warning. */
  readonly isRepeated: (row: number) => boolean;
}

export const NO_DUPLICATES: DuplicateRows = { isRejected: () => false, isRepeated: () => false };

/** Sees every accepted row go by and knows at the end which records came more than once. */
export interface RepeatWatch {
  readonly see: (record: Canonical) => void;
  /** Holds the keys seen more than once. */
  readonly repeated: KeySet;
}

/** `indexKey` is random per run: keys are compared within this file only. */
export function watchRepeats(indexKey: Uint8Array): RepeatWatch {
  const seen = createKeySet();
  const repeated = createKeySet();
  return {
    repeated,
    see: (record) => {
      const key = recordKey(record, indexKey);
      if (seen.add(key)) repeated.add(key);
    },
  };
}

/** Rows of repeated records held in memory at a time; a file that repeats more is read more than once. */
const KEYS_AT_ONCE = 100_000;

/** Reads the file again and decides between the rows of each repeated record. */
export async function decideRepeats(
  open: () => Promise<CheckedFile>,
  kind: Kind,
  indexKey: Uint8Array,
  repeated: KeySet,
): Promise<DuplicateRows> {
  const rejected = createRowSet();
  const warned = createRowSet();
  const parts = Math.ceil(repeated.size() / KEYS_AT_ONCE);
  for (let part = 0; part < parts; part += 1) {
    const groups = new Map<string, RowOfRecord[]>();
    for await (const block of (await open()).blocks) {
      for (const { result } of block) {
        if (!result.ok) continue;
        const key = recordKey(result.record, indexKey);
        if (!repeated.has(key) || partOf(key, parts) !== part) continue;
        const row = rowOfRecord(kind, result.row, result.record, indexKey);
        const group = groups.get(key);
        if (group) group.push(row);
        else groups.set(key, [row]);
      }
    }
    for (const group of groups.values()) {
      const resolved = resolveDuplicates(group);
      resolved.rejected.forEach(rejected.add);
      resolved.repeated.forEach(warned.add);
    }
  }
  return { isRejected: rejected.has, isRepeated: warned.has };
}

function rowOfRecord(kind: Kind, row: number, record: Canonical, indexKey: Uint8Array): RowOfRecord {
  const common = {
    row,
    contentHash: contentHash(kind, record as never, indexKey),
    updatedAt: copied(record.updatedAt),
  };
  if (kind !== 'payment') return common;
  const { batchNo, status } = record as Payment;
  return { ...common, batchNo: copied(batchNo), status };
}

/** A cell is a view into the text of its whole block; kept for long it must not keep the block. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** Row numbers in one bit each. */
function createRowSet(): { readonly add: (row: number) => void; readonly has: (row: number) => boolean } {
  let bits = new Uint8Array(1024);
  return {
    add: (row) => {
      while (row >>> 3 >= bits.length) {
        const larger = new Uint8Array(bits.length * 2);
        larger.set(bits);
        bits = larger;
      }
      bits[row >>> 3] = (bits[row >>> 3] ?? 0) | (1 << (row & 7));
    },
    has: (row) => ((bits[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0,
  };
}
