import { keepListPart } from '../../adapters/ledger/replays.ts';
import { readRestore } from '../../adapters/ledger/restore.ts';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { cutIntoFrames } from '../../core/line-frames.ts';
import { encodeLines } from '../../core/lines.ts';
import type { Candidate } from '../../core/replay/candidate.ts';
import { listObject } from '../../core/replay/objects.ts';
import { countsOf, type Plan } from '../../core/replay/plan.ts';
import { planLineOf } from '../../core/replay/plan-line.ts';
import type { ReplayRequest } from '../../schemas/api/replays.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Replaying } from './environment.ts';
import { subjectsOf } from './subjects.ts';

/** Judges one part's candidates against the ledger as it is now, and freezes what the plan does with each. */
export async function judgePart(
  replaying: Replaying,
  plan: Plan,
  request: ReplayRequest,
  part: number,
  pointer: FramePointer,
): Promise<void> {
  const { table, vault, clock } = replaying;
  const text = Buffer.from(await vault.readFrame(pointer)).toString('utf8');
  const candidates = text.split('\n').map((line) => JSON.parse(line) as Candidate);
  const today = businessDate(clock.now());
  const restoredAt = (await readRestore(table))?.at;
  const lines = (await subjectsOf(replaying, candidates)).map((subject) => {
    const edited = request.overlays.find(
      ({ recordKey, system }) => recordKey === subject.recordKey && (system ?? subject.source) === subject.source,
    );
    return planLineOf(subject, { mapping: plan.mapping, overlay: edited?.edits ?? [], today, restoredAt });
  });
  const frames = cutIntoFrames(lines).map(encodeLines);
  await keepListPart(table, plan.replayId, {
    part,
    pointers: await vault.write(listObject(plan.replayId, part, frames), frames),
    rows: lines.length,
    counts: countsOf(lines),
    tenants: [...new Set(lines.map(({ tenant }) => tenant))].filter((tenant) => tenant !== '').toSorted(),
  });
}
