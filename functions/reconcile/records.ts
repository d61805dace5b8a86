import type { Vault } from '../../adapters/vault/vault.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { parsePointer, type RecordPointer } from '../../core/ledger/pointer.ts';
import type { ChunkLine } from '../../core/lines.ts';
import type { SideRow } from '../../core/reconcile/sides.ts';
import type { SnapshotLine } from '../../core/snapshot.ts';
import type { CityLine } from './keys.ts';

/** The record a line points at, as a row of its side. */
export type RowOf = (line: CityLine) => SideRow;

/** Reads what these lines point at: each frame once, and of it only what is asked for. Throws `VaultError`. */
export async function readRows(vault: Vault, lines: readonly CityLine[]): Promise<RowOf> {
  const placed = lines.map(({ line, messageId }) => ({ line, messageId, pointer: parsePointer(line.pointer) }));
  const frames = Map.groupBy(placed, ({ pointer: { object, frame } }) => `${object}#${frame}`);
  const found = new Map<string, ChunkLine>();
  await inParallel([...frames.values()], async (group) => {
    const texts = await textsAt(vault, group[0]?.pointer);
    for (const { line, messageId, pointer } of group)
      found.set(line.pointer, recordIn(texts, pointer, line, messageId));
  });
  return ({ system, line: { recordKey, pointer, row, batchId } }) => {
    const chunkLine = found.get(pointer);
    if (chunkLine === undefined) throw new RangeError(`${recordKey} was not read`);
    return { row, batchId, system, record: chunkLine.record };
  };
}

async function textsAt(vault: Vault, pointer: RecordPointer | undefined): Promise<readonly string[]> {
  if (pointer === undefined) return [];
  const { line: _line, ...frame } = pointer;
  return Buffer.from(await vault.readFrame(frame))
    .toString('utf8')
    .split('\n');
}

/** Written by this project, and authenticated by the vault; a pointer to another record would put one person's data beside another's. */
function recordIn(
  texts: readonly string[],
  { line }: RecordPointer,
  { recordKey }: SnapshotLine,
  messageId: string | undefined,
): ChunkLine {
  const text = texts[line];
  const found = text === undefined ? undefined : (JSON.parse(text) as ChunkLine);
  if (found === undefined || (found.recordKey !== recordKey && found.messageId !== messageId))
    throw new RangeError(`the pointer of ${recordKey} does not lead to it`);
  return found;
}
