import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { FieldProblem } from '../../schemas/problem.ts';
import type { Ingesting } from './environment.ts';

/** An entry fits a frame of the vault whatever its characters take in UTF-8; what is longer is a broken file, not a row. */
const ENTRY_CHARACTERS_MAX = 250_000;
/** 256 columns of these fit. */
const CELL_CHARACTERS_KEPT = 800;

/** A line of the rejects object; its first line is `{header}`. */
export function rejectEntry(row: number, problem: FieldProblem, cells: readonly string[]): string {
  const whole = JSON.stringify({ row, code: problem.code, field: problem.field, cells });
  if (whole.length <= ENTRY_CHARACTERS_MAX) return `${whole}\n`;
  const shortened = cells.map((cell) =>
    cell.length > CELL_CHARACTERS_KEPT ? `${cell.slice(0, CELL_CHARACTERS_KEPT)}…` : cell,
  );
  return `${JSON.stringify({ row, code: problem.code, field: problem.field, cells: shortened })}\n`;
}

/** Seals the rejects of a batch with their original cells; none when no row was rejected. */
export async function sealRejects(
  { vault, clock }: Ingesting,
  batch: BatchItem,
  rejects: Spool,
): Promise<readonly FramePointer[]> {
  const frames = jsonFrames(rejects.read(0));
  const first = await frames.next();
  if (first.done === true || first.value.lines === 1) return [];
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.done !== true) yield first.value.bytes;
    for await (const frame of frames) yield frame.bytes;
  }
  return await vault.write(`rejects/${batch.batchId}/${clock.now().getTime()}`, all());
}

/** Gathers blocks of whole lines into frames as large as the vault takes them. */
async function* jsonFrames(
  blocks: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly bytes: Buffer; readonly lines: number }> {
  let open: Buffer[] = [];
  let size = 0;
  const closed = (): { bytes: Buffer; lines: number } => {
    const bytes = Buffer.concat(open, size);
    open = [];
    size = 0;
    return { bytes, lines: bytes.filter((byte) => byte === LINE_FEED).length };
  };
  for await (const block of blocks) {
    if (size + block.length > FRAME_BYTES_MAX && size > 0) yield closed();
    open.push(block);
    size += block.length;
  }
  if (size > 0) yield closed();
}

const LINE_FEED = 0x0a;
