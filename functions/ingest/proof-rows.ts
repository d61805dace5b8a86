import type { BatchItem } from '../../adapters/ledger/batches.ts';
import type { KeptRows } from '../../adapters/ledger/proofs.ts';
import type { Outcome } from '../../core/ledger/tally.ts';
import {
  FORWARDED,
  joinEntries,
  KEPT_ROWS_PER_FRAME,
  writeUnmarked,
  UNMARKED_BYTES,
} from '../../core/proof/kept-rows.ts';
import { formatEnd, rowDigest } from '../../core/proof/leaf.ts';
import { createRowMarks, ROW_MAX } from '../../core/proof/row-marks.ts';
import type { Ingesting } from './environment.ts';

/** What the proof of a batch needs of its rows, gathered while it is read and merged (decision 0041). */
export interface ProofRows extends AsyncDisposable {
  /** A data row as it stands in the file, in the order of the file. A promise is to be awaited before the next one. */
  readonly read: (row: number, cells: readonly string[]) => Promise<void> | undefined;
  /** What became of a row here already; the others go on. */
  readonly end: (row: number, outcome: Outcome, code: string | null) => void;
  /**
   * Seals the rows under the name of the run.
   *
   * @param heldFor why none of the others goes on, of a batch that is held as a whole
   * @returns null where a row is too far down to be kept
   */
  readonly seal: (batch: BatchItem, run: string, heldFor: string | null) => Promise<KeptRows | null>;
}

export async function openProofRows({ spool: open, vault }: Pick<Ingesting, 'spool' | 'vault'>): Promise<ProofRows> {
  const spool = await open(1);
  const marks = createRowMarks();
  const ends = new Map([[FORWARDED, 0]]);
  const entry = Buffer.alloc(UNMARKED_BYTES);
  let rows = 0;
  let last = 0;
  return {
    read: (row, cells) => {
      rows += 1;
      last = row;
      writeUnmarked(entry, row, rowDigest(cells));
      return spool.append(0, entry);
    },
    end: (row, outcome, code) => {
      const text = formatEnd({ outcome, code });
      const mark = ends.get(text) ?? ends.size;
      ends.set(text, mark);
      marks.set(row, mark);
    },
    seal: async ({ batchId }, run, heldFor) => {
      if (last > ROW_MAX) return null;
      const [, ...others] = ends.keys();
      const first = heldFor === null ? FORWARDED : formatEnd({ outcome: 'held', code: heldFor });
      if (rows === 0) return { rows, first: null, last: null, ends: [first] };
      const frames = joinEntries(spool.read(0), marks.get, KEPT_ROWS_PER_FRAME);
      const pointers = await vault.write(`proofs/${batchId}/${run}/rows`, frames);
      return { rows, first: pointers[0] ?? null, last: pointers.at(-1) ?? null, ends: [first, ...others] };
    },
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}
