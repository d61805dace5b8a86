import { batchKeyOf } from '../../adapters/ledger/batches.ts';
import { keepVerdicts, readReplay, readVerdicts, REPLAY_LEASE_MS, writeReplay } from '../../adapters/ledger/replays.ts';
import { readRecords } from '../../adapters/ledger/records.ts';
import { listUnder } from '../../adapters/ledger/work.ts';
import type { PlanLine } from '../../core/replay/line.ts';
import { GO_ON, type Plan, pause } from '../../core/replay/plan.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { progressBy, type Verdict, VERDICT_LETTERS, verdictsIn } from '../../core/replay/verdicts.ts';
import type { Replaying } from './environment.ts';
import { isListAsHashed, ListError, readLines } from './list.ts';
import { replayedLines } from './replayed.ts';
import { openReplayBatches } from './replay-batch.ts';

/** What goes again goes beside the nights' own work, so it goes slowly: 100,000 records take a good quarter of an hour. */
const RECORDS_PER_SECOND = 100;
/** Batches of the run that may still be open when the next part goes; more, and the destination does not keep up, or does not answer. */
const OPEN_BATCHES_MAX = 3;
const BACKLOG_WAIT_SECONDS = 15;
/** After five minutes of waiting a person has to look. */
const WAITS_MAX = 20;

/**
 * Runs the next part of a plan: each line is looked at once more, and what is still as it was planned is handed over as a batch. A part
 * comes to the same however often it is run, and of two who run it one goes on.
 */
export async function runPart(replaying: Replaying, replayId: string, part: number): Promise<void> {
  const { table } = replaying;
  const plan = await readReplay(table, replayId);
  // A message that comes again is of a part that is done: going by it would break the pace.
  if (plan?.state !== 'RUNNING' || plan.nextPart !== part) return;
  if (part > plan.parts) return await goOn(replaying, { ...ended(replaying, plan), version: plan.version + 1 }, 0);
  if (plan.waits !== GO_ON && (await isBackedUp(replaying, plan))) return await wait(replaying, plan);
  const lines = await listedLines(replaying, plan);
  if (lines === undefined) return await stop(replaying, plan, 'replay.hash-mismatch');
  const built = await replayedLines(replaying, plan, lines);
  const kept = await readVerdicts(table, replayId, part);
  const verdicts = verdictsIn(
    kept ?? (await keepVerdicts(table, replayId, part, await judge(replaying, lines, built))),
  );
  const going = lines.flatMap((line, index) => {
    const chunkLine = built.get(line);
    return verdicts[index] === 'replayed' && chunkLine !== undefined ? [{ line, chunkLine }] : [];
  });
  const batches = await openReplayBatches(replaying, plan, part, going);
  const done: Plan = {
    ...plan,
    version: plan.version + 1,
    progress: progressBy(plan.progress, verdicts),
    nextPart: part + 1,
    waits: 0,
    batches: [...plan.batches, ...batches].slice(-BATCHES_LISTED),
  };
  await goOn(replaying, part < plan.parts ? done : ended(replaying, done), going.length);
}

/** The next part's lines; undefined where the list is no longer the one that was approved, which is looked at whole before anything goes. */
async function listedLines(replaying: Replaying, plan: Plan): Promise<readonly PlanLine[] | undefined> {
  try {
    if (plan.nextPart === 1 && !(await isListAsHashed(replaying, plan))) return undefined;
    return await readLines(replaying, plan, plan.nextPart);
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    replaying.log.error('replay.list-changed', { replayId: plan.replayId, part: plan.nextPart, error });
    return undefined;
  }
}

function ended({ clock }: Replaying, plan: Plan): Plan {
  return { ...plan, state: 'DONE', endedAt: clock.now().toISOString() };
}

/** Writes how far the run is; whoever does sends for the next part. */
async function goOn({ table, clock, queue, ownQueue, log }: Replaying, plan: Plan, sent: number): Promise<void> {
  const delaySeconds = Math.ceil(sent / RECORDS_PER_SECOND);
  const dueAt = new Date(clock.now().getTime() + delaySeconds * 1000 + REPLAY_LEASE_MS);
  const { replayId, state, nextPart: part } = plan;
  if (!(await writeReplay(table, plan, dueAt))) return;
  log.info(state === 'DONE' ? 'replay.done' : 'replay.part-done', { replayId, part: part - 1, count: sent });
  if (state === 'RUNNING') await queue.send(ownQueue, { v: 1, type: 'run', replayId, part }, { delaySeconds });
}

const BATCHES_LISTED = 20;

/** What becomes of each line, a letter each: changed is whatever has another version than it was planned by. */
async function judge(
  { table }: Replaying,
  lines: readonly PlanLine[],
  built: ReadonlyMap<PlanLine, object>,
): Promise<string> {
  const find = await readRecords(
    table,
    lines.filter(({ action }) => action === 'replay'),
  );
  return lines
    .map((line): Verdict => {
      if (line.action !== 'replay') return line.action;
      if ((find(line)?.fence ?? null) !== line.fence) return 'changed';
      return built.has(line) ? 'replayed' : 'failed';
    })
    .map((verdict) => VERDICT_LETTERS[verdict])
    .join('');
}

/** Whether what was handed over before is still open: a tripped breaker, or a destination that is slower than the run. */
async function isBackedUp({ table }: Replaying, { batches }: Plan): Promise<boolean> {
  let open = 0;
  for (const batchId of batches) {
    const works = await listUnder(table, batchKeyOf(batchId).pk, '');
    if (works.some(({ state }) => state === 'OPEN')) open += 1;
  }
  return open > OPEN_BATCHES_MAX;
}

async function wait(replaying: Replaying, plan: Plan): Promise<void> {
  const { table, clock, queue, ownQueue } = replaying;
  const dueAt = new Date(clock.now().getTime() + REPLAY_LEASE_MS);
  const { replayId, nextPart: part } = plan;
  if (plan.waits >= WAITS_MAX) return await stop(replaying, plan, 'replay.destination-stopped');
  if (!(await writeReplay(table, { ...plan, version: plan.version + 1, waits: plan.waits + 1 }, dueAt))) return;
  await queue.send(ownQueue, { v: 1, type: 'run', replayId, part }, { delaySeconds: BACKLOG_WAIT_SECONDS });
}

/** A person has to look. */
async function stop({ table, clock, log }: Replaying, plan: Plan, code: ProblemCode): Promise<void> {
  const paused = pause(plan, code);
  const dueAt = new Date(clock.now().getTime() + REPLAY_LEASE_MS);
  if (paused.ok && (await writeReplay(table, paused.after, dueAt)))
    log.warn('replay.paused', { replayId: plan.replayId, code });
}
