import type { Canonical } from '../../schemas/systems/system.ts';
import { replayMessageId } from '../ledger/replay.ts';
import type { ChunkLine } from '../lines.ts';
import type { PlanLine } from './line.ts';

/**
 * A line of a plan as it goes again through the normal path. Its order stays that of its version, so that a newer one of the city still
 * supersedes it and an older one does not. Of a version the ledger has, or one that was edited, the message is the plan's own; what the
 * ledger never took, and nobody edited, is the message it always was.
 */
export function againOf(
  replayId: string,
  line: PlanLine,
  found: ChunkLine,
  edited: { readonly record: Canonical; readonly contentHash: string },
): ChunkLine {
  const {
    repairs: _repairs,
    replay: _replay,
    overlay: earlier = [],
    sent: _sent,
    claimant: _claimant,
    ...base
  } = found;
  const { contentHash, record } = edited;
  const version = { recordKey: line.recordKey, order: base.order, contentHash };
  const isOwn = line.again || line.overlay.length > 0;
  const overlay = [...earlier, ...line.overlay];
  return {
    ...base,
    record,
    contentHash,
    row: line.row,
    seenBefore: true,
    messageId: isOwn ? replayMessageId(line.source, version, replayId) : base.messageId,
    replay: { replayId, fence: line.again ? line.fence : null },
    ...(overlay.length === 0 ? {} : { overlay }),
    ...(line.sent === null ? {} : { sent: line.sent }),
  };
}
