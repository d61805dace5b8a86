import type { KeptRows } from '../../adapters/ledger/proofs.ts';
import { FORWARDED, KEPT_ROWS_PER_FRAME, readKept } from '../../core/proof/kept-rows.ts';
import { type Leaf, type RowEnd, readEnd } from '../../core/proof/leaf.ts';
import type { RowMarks } from '../../core/proof/row-marks.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Serving } from './environment.ts';

/** What the ledger knows of rows that went on. */
export interface LateEnds {
  readonly marks: RowMarks;
  /** What a mark stands for: a leaf's last two words. 0 is none: applied. */
  readonly ends: readonly string[];
}

export function framesOf({ rows }: KeptRows): number {
  return Math.ceil(rows / KEPT_ROWS_PER_FRAME);
}

/** The leaves of one frame of a batch's kept rows, in the order of the file. */
export async function leavesOfFrame(
  { vault }: Pick<Serving, 'vault'>,
  kept: KeptRows,
  frame: number,
  late: LateEnds,
): Promise<readonly Leaf[]> {
  const early = kept.ends.map((text) => (text === FORWARDED ? null : endOf(text)));
  const later = late.ends.map(endOf);
  return readKept(await vault.readFrame(pointerTo(kept, frame))).map(({ row, digest, mark }) => {
    const end = early[mark] ?? later[late.marks.get(row)];
    if (end === undefined) throw new RangeError(`nothing is known of row ${row}`);
    return { row, digest: Buffer.from(digest).toString('hex'), ...end };
  });
}

/** All frames but the last are of one length. */
function pointerTo(kept: KeptRows, frame: number): FramePointer {
  const { first, last } = kept;
  if (first === null || last === null || frame >= framesOf(kept)) throw new RangeError(`no frame ${frame}`);
  return frame === last.frame ? last : { ...first, frame, offset: first.offset + frame * first.length };
}

function endOf(text: string): RowEnd {
  const end = readEnd(text);
  if (end === null) throw new RangeError('not the end of a row');
  return end;
}
