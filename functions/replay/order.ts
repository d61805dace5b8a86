import { type FoundPart, keepOrdered } from '../../adapters/ledger/replays.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { encodeLines, frameHash } from '../../core/lines.ts';
import { type Candidate, inPlanOrder } from '../../core/replay/candidate.ts';
import { REPLAY_RECORDS_MAX } from '../../core/replay/line.ts';
import { replayObject } from '../../core/replay/objects.ts';
import type { Plan } from '../../core/replay/plan.ts';
import { slices } from '../../core/slices.ts';
import type { Replaying } from './environment.ts';

/** Lines of a part: what one message runs. */
export const PART_LINES_MAX = 500;

/** Puts what was found in order, each record once, and cuts it into parts. Of two workers the first is right. */
export async function orderFound(
  { table, vault }: Replaying,
  { replayId }: Plan,
  found: readonly FoundPart[],
): Promise<'kept' | 'too-many'> {
  const candidates: Candidate[] = [];
  await inParallel(found, async ({ pointer }) => {
    if (pointer === null) return;
    const lines = Buffer.from(await vault.readFrame(pointer))
      .toString('utf8')
      .split('\n');
    candidates.push(...lines.map((line) => JSON.parse(line) as Candidate));
  });
  const ordered = inPlanOrder(candidates);
  if (ordered.length > REPLAY_RECORDS_MAX) return 'too-many';
  const frames = slices(ordered, PART_LINES_MAX).map(encodeLines);
  const name = frameHash(Buffer.from(frames.map(frameHash).join('\n')));
  const pointers = frames.length === 0 ? [] : await vault.write(replayObject(replayId, `ordered/${name}`), frames);
  await keepOrdered(table, replayId, pointers);
  return 'kept';
}
