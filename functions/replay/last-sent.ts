import { batchKeyOf } from '../../adapters/ledger/batches.ts';
import { listUnder, type WorkItem } from '../../adapters/ledger/work.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { decodeDelivery, type Wire } from '../../core/lines.ts';
import type { Candidate } from '../../core/replay/candidate.ts';
import { chunkSortKey } from '../../core/work-key.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Replaying } from './environment.ts';

/** The form each candidate's version was last sealed in for the province; what never was is left out. */
export async function lastSentOf(
  replaying: Replaying,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, Wire>> {
  const sent = new Map<Candidate, Wire>();
  const known = candidates.filter(({ version }) => version !== null && version.batchId !== '');
  const batches = [...Map.groupBy(known, ({ version }) => version?.batchId ?? '')];
  await inParallel(batches, async ([batchId, group]) => {
    const frames = await deliveriesOf(replaying, batchId, group);
    const byMessage = new Map(group.map((candidate) => [candidate.version?.messageId ?? '', candidate]));
    for (const frame of frames) {
      for (const { messageId, wire } of await linesIn(replaying, frame)) {
        const candidate = byMessage.get(messageId);
        if (candidate !== undefined) sent.set(candidate, wire);
      }
    }
  });
  return sent;
}

/** The frames of what the chunks these candidates lie in led to, oldest try first. */
async function deliveriesOf(
  { table }: Replaying,
  batchId: string,
  group: readonly Candidate[],
): Promise<readonly FramePointer[]> {
  const { pk } = batchKeyOf(batchId);
  const chunks = (await listUnder(table, pk, 'C#')) as unknown as readonly WorkItem[];
  const frameOf = (pointer: FramePointer): string => `${pointer.object}#${pointer.frame}`;
  const wanted = new Set(group.map(({ version }) => frameOf(parsePointer(version?.pointer ?? ''))));
  const led = chunks.filter(({ tries, pointer }) => tries === 1 && wanted.has(frameOf(pointer)));
  const frames = new Map<string, FramePointer>();
  for (const { run, chunk } of led) {
    const prefix = `D${chunkSortKey(run, chunk, 1).slice(1, -'001'.length)}`;
    const deliveries = (await listUnder(table, pk, prefix)) as unknown as readonly WorkItem[];
    for (const { pointer } of deliveries) frames.set(frameOf(pointer), pointer);
  }
  return [...frames.values()];
}

/** What can't be read is as if it had not been sent: the difference is shown against the record instead. */
async function linesIn({ vault, log }: Replaying, frame: FramePointer) {
  try {
    return decodeDelivery(await vault.readFrame(frame));
  } catch (error) {
    if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
    log.error('replay.delivery-unreadable', { object: frame.object, error });
    return [];
  }
}
