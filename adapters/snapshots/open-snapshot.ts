import { type EntryIndex, indexOfForm } from '../../core/reconcile/blocks.ts';
import { parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import {
  frameOfLine,
  framesBetween,
  type LineFrame,
  type SnapshotIndex,
  type SnapshotTotal,
} from '../../core/snapshot-index.ts';
import type { SnapshotItem } from '../ledger/snapshots.ts';
import type { Vault } from '../vault/vault.ts';

/**
 * A snapshot to compare: what its index says at once, its entries by frame, its lines by key. `index` and `readFrame` together are what
 * `differingKeys` (core/reconcile/merge.ts) compares. Several lines may have one key where the side keeps all rows: the province's do.
 */
export interface OpenedSnapshot {
  readonly index: EntryIndex;
  readonly totals: readonly SnapshotTotal[];
  /** The entries' nth frame, from 0: `index.frameEntries` of them, the last one fewer. */
  readonly readFrame: (frame: number) => Promise<Buffer>;
  /** Lines with `from <= recordKey < to`, in key order; `to` null = to the end. `blockStart` of a block says such keys. */
  readonly linesBetween: (from: string, to: string | null) => AsyncGenerator<SnapshotLine>;
  /** The nth line, from 0: entry `n` is line `n`. Throws `RangeError` where there is none. Quick for lines asked for in their order. */
  readonly lineAt: (line: number) => Promise<SnapshotLine>;
  /** Every line of one record, in their order; none where it has none. Quick for keys asked for in their order. */
  readonly linesOf: (recordKey: string) => Promise<readonly SnapshotLine[]>;
}

/** Opens a snapshot; `null` where there is none, or one without an index (made before there were any). Throws `VaultError`. */
export async function openSnapshot(
  vault: Pick<Vault, 'readAll' | 'readFrame'>,
  item: Pick<SnapshotItem, 'index'>,
): Promise<OpenedSnapshot | null> {
  if (item.index === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const frame of vault.readAll(item.index)) pieces.push(frame);
  // Written by this project, and authenticated by the vault.
  const { lines, entries, entryFrames, totals } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as SnapshotIndex;
  const linesIn = lastFrameKept(vault);
  async function* linesBetween(from: string, to: string | null): AsyncGenerator<SnapshotLine> {
    for (const frame of framesBetween(lines, from, to)) {
      for (const line of await linesIn(frame)) {
        if (to !== null && line.recordKey >= to) return;
        if (line.recordKey >= from) yield line;
      }
    }
  }
  return {
    index: indexOfForm(entries),
    totals,
    readFrame: async (frame) => {
      const pointer = entryFrames[frame];
      if (pointer === undefined) throw new RangeError(`a snapshot without a frame ${frame} of entries`);
      const bytes = await vault.readFrame(pointer);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    linesBetween,
    lineAt: async (line) => {
      const frame = frameOfLine(lines, line);
      const found = frame === undefined ? undefined : (await linesIn(frame))[line - frame.firstLine];
      if (found === undefined) throw new RangeError(`a snapshot without a line ${line}`);
      return found;
    },
    linesOf: async (recordKey) => {
      const found: SnapshotLine[] = [];
      // The least text above the key: what follows it in key order.
      for await (const line of linesBetween(recordKey, `${recordKey}\0`)) found.push(line);
      return found;
    },
  };
}

/** Reads a frame's lines; those of the last one are kept, as whoever asks goes along the keys. */
function lastFrameKept(vault: Pick<Vault, 'readFrame'>): (frame: LineFrame) => Promise<readonly SnapshotLine[]> {
  let kept: { readonly offset: number; readonly lines: readonly SnapshotLine[] } | undefined;
  return async ({ pointer }) => {
    if (kept?.offset === pointer.offset) return kept.lines;
    const text = Buffer.from(await vault.readFrame(pointer)).toString('utf8');
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map(parseSnapshotLine);
    kept = { offset: pointer.offset, lines };
    return lines;
  };
}
