import { claimAliases } from '../../adapters/ledger/aliases.ts';
import { readBatch } from '../../adapters/ledger/batches.ts';
import { endWork, readWork, WORK_LEASE_MS, type WorkItem, type WorkProblem } from '../../adapters/ledger/work.ts';
import { add, type Amount, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import { type ChunkLine, decodeChunk, type DeliveryLine, encodeLines, frameHash } from '../../core/lines.ts';
import { paymentNo, personRecordKey } from '../../core/identity.ts';
import { deliverySortKey, successorSortKey } from '../../core/work-key.ts';
import type { ChunkMessage } from '../../schemas/message.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Translating } from './environment.ts';
import { type Judged, judge } from './judge.ts';
import { wireFor } from './wire.ts';

/** Records sent to the province come from a city; the province is the only destination a batch has. */
const PROVINCE = 'province/yuegonghui';
/** Newer content of a payment waits for the one under way: 2 s at first, which is mostly enough, then twice as long each time. */
const PREDECESSOR_WAIT_BASE_MS = 2_000;
const PREDECESSOR_WAIT_MAX_MS = 30_000;

/** Translates one chunk: every line of it ends forwarded, unchanged, rejected or held, or waits in a successor. */
export async function translateChunk(translating: Translating, message: ChunkMessage): Promise<void> {
  const { table, vault } = translating;
  const work = await readWork(table, message);
  if (work === undefined || work.state === 'DONE') return;
  const batch = await readBatch(table, work.batchId);
  // Its run has not ended yet, so it may still be the one that counts; the sweeper comes back.
  if (batch?.state === 'AWAITING_UPLOAD') return;
  // A run that crashed before its end left chunks behind; another run has the batch.
  if (batch?.run !== work.run) return void (await endWork(table, work, { settled: {}, problems: [], next: [] }));
  const frame = await vault.readFrame(work.pointer);
  if (frameHash(frame) !== message.hash) throw new Error('the frame is not the one the message was sent for');
  const all = decodeChunk(frame);
  const wanted = (work.only ?? all.map((_, line) => line)).map((line) => ({ line, entry: lineAt(all, line) }));
  const { system, kind } = batch.manifest;
  // In the order of the file: lines stand in the order of their keys.
  const inOrder = wanted.toSorted((a, b) => a.entry.row - b.entry.row);
  const aliases = await claimAliases(
    table,
    inOrder.map(({ entry }) => ({
      alias: entry.alias,
      personKey: entry.personKey,
      programmeCode: entry.record.programmeCode,
      programmeYear: entry.record.programmeYear,
    })),
  );
  const judged = await judge(translating, { work, system, kind, tenant: batch.tenant, lines: wanted, aliases });
  const delivery = await forward(translating, work, system, kind, judged);
  await settle(translating, work, judged, delivery);
}

/** Seals the wire form of what goes on; the work item it hangs on is written when the chunk ends. `null` when nothing does. */
async function forward(
  { vault, clock }: Translating,
  work: WorkItem,
  source: string,
  kind: Kind,
  judged: readonly Judged[],
): Promise<WorkItem | null> {
  const going = judged.filter((entry) => entry.verdict === 'forward');
  if (going.length === 0) return null;
  const lines = going.map((entry): DeliveryLine => ({
    recordKey: entry.line.recordKey,
    source,
    kind,
    messageId: entry.line.messageId,
    attemptId: entry.attemptId,
    fen: entry.line.fen,
    after: applicantOf(entry.line),
    row: entry.line.row,
    line: entry.place,
    wire: wireOf(source, entry),
  }));
  const frame = encodeLines(lines);
  const [, run = '', chunk = '0', tries = '1'] = work.sk.split('#');
  const sk = deliverySortKey(run, Number(chunk), Number(tries), 1);
  const hash = frameHash(frame);
  // Named by what it holds: a second worker on the same chunk can't put other lines in its place.
  const pointer = await vault.writeOne(`deliveries/${work.batchId}/${sk.replaceAll('#', '-')}/${hash}`, frame);
  return {
    ...work,
    sk,
    type: 'delivery',
    destination: PROVINCE,
    pointer,
    only: null,
    tries: 1,
    calls: 0,
    hash,
    dueAt: new Date(clock.now().getTime() + WORK_LEASE_MS).toISOString(),
    settled: {},
    problems: [],
  };
}

/** Ends the chunk with all it led to, at once; only then are the messages sent, and the sweeper finds those that get lost. */
async function settle(
  translating: Translating,
  work: WorkItem,
  judged: readonly Judged[],
  delivery: WorkItem | null,
): Promise<void> {
  const { table, clock } = translating;
  const settled: Record<'unchanged' | 'rejected' | 'held', Amount> = {
    unchanged: NOTHING,
    rejected: NOTHING,
    held: NOTHING,
  };
  const problems: WorkProblem[] = [];
  for (const { verdict, line, place, code } of judged) {
    if (verdict === 'forward' || verdict === 'wait') continue;
    settled[verdict] = add(settled[verdict], { rows: 1, fen: line.fen });
    if (code !== null) problems.push({ row: line.row, code, line: place });
  }
  const nonEmpty: Settled = Object.fromEntries(Object.entries(settled).filter(([, amount]) => amount.rows > 0));
  const waiting = judged.filter((entry) => entry.verdict === 'wait').map((entry) => entry.place);
  const dueAt = new Date(clock.now().getTime() + predecessorWaitMs(work.tries) + WORK_LEASE_MS).toISOString();
  const successor: WorkItem | null =
    waiting.length === 0
      ? null
      : { ...work, sk: successorSortKey(work.sk), only: waiting, tries: work.tries + 1, dueAt };
  const next = [delivery, successor].filter((each) => each !== null);
  if (await endWork(table, work, { settled: nonEmpty, problems, next })) await send(translating, delivery, successor);
}

async function send(
  { queue, translateQueue, deliverQueues }: Translating,
  delivery: WorkItem | null,
  successor: WorkItem | null,
): Promise<void> {
  if (delivery !== null) {
    const url = deliverQueues[PROVINCE];
    if (url === undefined) throw new Error(`no queue for ${PROVINCE}`);
    await queue.send(url, { v: 1, type: 'delivery', pk: delivery.pk, sk: delivery.sk, hash: delivery.hash });
  }
  if (successor === null) return;
  const { pk, sk, hash, tries } = successor;
  await queue.send(
    translateQueue,
    { v: 1, type: 'chunk', pk, sk, hash },
    { delaySeconds: predecessorWaitMs(tries - 1) / 1000 },
  );
}

function predecessorWaitMs(tries: number): number {
  return Math.min(PREDECESSOR_WAIT_MAX_MS, PREDECESSOR_WAIT_BASE_MS * 2 ** (tries - 1));
}

/** The province takes a payment only for an application it knows. */
function applicantOf({ record, personKey }: ChunkLine): string | null {
  return 'fundingLevel' in record ? personRecordKey(personKey, record.programmeCode, record.programmeYear, null) : null;
}

function wireOf(source: string, entry: Judged): DeliveryLine['wire'] {
  const { record, recordKey } = entry.line;
  return wireFor(source, PROVINCE, record, { paymentNo: paymentNo(recordKey, entry.attempt) });
}

function lineAt(lines: readonly ChunkLine[], index: number): ChunkLine {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`no line ${index} in the frame`);
  return line;
}
