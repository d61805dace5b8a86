import { VaultError } from '../../adapters/vault/vault-error.ts';
import { contentHash } from '../../core/identity.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { type ChunkLine, decodeChunk } from '../../core/lines.ts';
import type { PlanLine } from '../../core/replay/line.ts';
import { againOf } from '../../core/replay/again.ts';
import { overlaid } from '../../core/replay/overlay.ts';
import type { Plan } from '../../core/replay/plan.ts';
import { businessDate } from '../../adapters/clock/business-date.ts';
import type { Replaying } from './environment.ts';

/** The lines of a part that go again, as they go. Made of what is frozen alone, so that a repeat makes the same; what can't be made is left out. */
export async function replayedLines(
  { vault, secrets, log }: Replaying,
  plan: Plan,
  lines: readonly PlanLine[],
): Promise<ReadonlyMap<PlanLine, ChunkLine>> {
  const placed = lines.flatMap((line) =>
    line.action === 'replay' ? [{ line, pointer: parsePointer(line.pointer) }] : [],
  );
  const frames = [...Map.groupBy(placed, ({ pointer: { object, frame } }) => `${object}#${frame}`).values()];
  const indexKey = await secrets.indexKey();
  const today = businessDate(new Date(plan.plannedAt ?? plan.createdAt));
  const built = new Map<PlanLine, ChunkLine>();
  await inParallel(frames, async (group) => {
    const [first] = group;
    if (first === undefined) return;
    const { line: _, ...frame } = first.pointer;
    try {
      const all = decodeChunk(await vault.readFrame(frame));
      for (const { line, pointer } of group) {
        const found = all[pointer.line];
        // A linked person's record lies under another key than its line.
        if (found?.messageId !== line.messageId && found?.recordKey !== line.recordKey) continue;
        const edited = overlaid(line.kind, found.record, line.overlay, today);
        if (!edited.ok) continue;
        const hash =
          line.overlay.length === 0 ? found.contentHash : contentHash(line.kind, edited.record as never, indexKey);
        built.set(line, againOf(plan.replayId, line, found, { record: edited.record, contentHash: hash }));
      }
    } catch (error) {
      if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
      log.error('replay.record-unreadable', { object: frame.object, error });
    }
  });
  return built;
}
