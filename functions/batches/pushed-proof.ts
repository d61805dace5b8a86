import type { KeptRows } from '../../adapters/ledger/proofs.ts';
import { FORWARDED, KEPT_BYTES, UNMARKED_BYTES, writeUnmarked } from '../../core/proof/kept-rows.ts';
import { formatEnd, type RowEnd, rowDigest } from '../../core/proof/leaf.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { Serving } from './environment.ts';

/**
 * Keeps the rows of a push for its proof: of each record the digest of its own compact JSON, members in the order they were sent.
 *
 * @param ends what became of a row here already, by its position from 1; the others go on
 */
export async function keepPushedRows(
  { vault }: Pick<Serving, 'vault'>,
  batchId: string,
  records: readonly object[],
  ends: ReadonlyMap<number, RowEnd>,
): Promise<KeptRows> {
  const known = new Map([[FORWARDED, 0]]);
  const frame = Buffer.alloc(records.length * KEPT_BYTES);
  records.forEach((record, index) => {
    const row = index + 1;
    const end = ends.get(row);
    const text = end === undefined ? FORWARDED : formatEnd(end);
    const mark = known.get(text) ?? known.size;
    known.set(text, mark);
    const entry = frame.subarray(index * KEPT_BYTES);
    writeUnmarked(entry, row, rowDigest([JSON.stringify(record)]));
    entry[UNMARKED_BYTES] = mark;
  });
  // Named by what it says: the same request on another day may be judged otherwise, and only one of both is the batch.
  const name = shortHash(JSON.stringify([frame.toString('base64'), ...known.keys()]));
  const pointer = await vault.writeOne(`proofs/${batchId}/push/${name}`, frame);
  return { rows: records.length, first: pointer, last: pointer, ends: [...known.keys()] };
}
