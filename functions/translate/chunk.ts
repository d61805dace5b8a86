import { claimAliases } from '../../adapters/ledger/aliases.ts';
import { readBatch } from '../../adapters/ledger/batches.ts';
import { finishWork, openWork, readWork, WORK_LEASE_MS, type WorkItem, type WorkProblem } from '../../adapters/ledger/work.ts';
import { add, type Amount, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import { type ChunkLine, decodeLines, type DeliveryLine, encodeLines, frameHash } from '../../core/lines.ts';
import { paymentNo, personRecordKey } from '../../core/identity.ts';
import { deliverySortKey, successorSortKey } from '../../core/work-key.ts';
import type { ChunkMessage } from '../../schemas/message.ts';
import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import { type Judged, judge } from './judge.ts';

/** Records sent to the province come from a city; the province is the only destination a batch has. */
const PROVINCE = 'province/yuegonghui';
/** How long newer content of a payment waits for the one under way before it asks again. */
const PREDECESSOR_WAIT_MS = 30_000;

/** Translates one chunk: every line of it ends forwarded, unchanged, rejected or held, or waits in a successor. */
export async function translateChunk(translating: Translating, message: ChunkMessage): Promise<void> {
  const { table, vault } = translating;
  const work = await readWork(table, message);
  if (work === undefined || work.state === 'DONE') return;
  const batch = await readBatch(table, work.batchId);
  // A run that crashed before its end left chunks behind; another run has the batch.
  if (batch === undefined || batch.run !== work.run) return await finishWork(table, work, {}, []);
  const frame = await vault.readFrame(work.pointer);
  if (frameHash(frame) !== message.hash) throw new Error('the frame is not the one the message was sent for');
  const all = decodeLines<ChunkLine>(frame);
  const wanted = (work.only ?? all.map((_, line) => line)).map((line) => ({ line, entry: lineAt(all, line) }));
  const { system, kind } = batch.manifest;
  const aliases = await claimAliases(table, wanted.map(({ entry }) => ({
    alias: entry.alias, personKey: entry.personKey, programmeCode: entry.record.programmeCode, programmeYear: entry.record.programmeYear,
  })));
  const judged = await judge(translating, { work, system, kind, tenant: batch.tenant, lines: wanted, aliases });
  await forward(translating, work, system, kind, judged);
  await settle(translating, work, judged);
}

/** Seals the wire form of what goes on, writes its work item, and sends it; a repeat finds all of it there. */
async function forward(
  { table, vault, queue, deliverQueues, clock }: Translating,
  work: WorkItem,
  source: string,
  kind: Kind,
  judged: readonly Judged[],
): Promise<void> {
  const going = judged.filter((entry) => entry.verdict === 'forward');
  if (going.length === 0) return;
  const lines = going.map((entry): DeliveryLine => ({
    recordKey: entry.line.recordKey, source, kind, messageId: entry.line.messageId, attemptId: entry.attemptId,
    fen: entry.line.fen, after: applicantOf(entry.line), row: entry.line.row, line: entry.place,
    wire: wireOf(kind, entry),
  }));
  const frame = encodeLines(lines);
  const [, run = '', chunk = '0', tries = '1'] = work.sk.split('#');
  const sk = deliverySortKey(run, Number(chunk), Number(tries), 1);
  const pointer = await vault.writeOne(`deliveries/${work.batchId}/${sk.replaceAll('#', '-')}/${clock.now().getTime()}`, frame);
  const delivery: WorkItem = {
    ...work, sk, type: 'delivery', destination: PROVINCE, pointer, only: null, tries: 1, hash: frameHash(frame),
    dueAt: new Date(clock.now().getTime() + WORK_LEASE_MS).toISOString(), settled: {}, problems: [],
  };
  await openWork(table, [delivery]);
  const url = deliverQueues[PROVINCE];
  if (url === undefined) throw new Error(`no queue for ${PROVINCE}`);
  // The item that was there first counts: a repeat points the message at it.
  const standing = (await readWork(table, { pk: delivery.pk, sk })) ?? delivery;
  if (standing.state === 'OPEN') await queue.send(url, { v: 1, type: 'delivery', pk: delivery.pk, sk, hash: standing.hash });
}

async function settle(translating: Translating, work: WorkItem, judged: readonly Judged[]): Promise<void> {
  const { table, queue, translateQueue, clock } = translating;
  const settled: Record<'unchanged' | 'rejected' | 'held', Amount> = { unchanged: NOTHING, rejected: NOTHING, held: NOTHING };
  const problems: WorkProblem[] = [];
  for (const { verdict, line, place, code } of judged) {
    if (verdict === 'forward' || verdict === 'wait') continue;
    settled[verdict] = add(settled[verdict], { rows: 1, fen: line.fen });
    if (code !== null) problems.push({ row: line.row, code, line: place });
  }
  const waiting = judged.filter((entry) => entry.verdict === 'wait').map((entry) => entry.place);
  if (waiting.length > 0) {
    const dueAt = new Date(clock.now().getTime() + PREDECESSOR_WAIT_MS + WORK_LEASE_MS).toISOString();
    const successor = { ...work, sk: successorSortKey(work.sk), only: waiting, tries: work.tries + 1, dueAt };
    await openWork(table, [successor]);
    await queue.send(translateQueue, { v: 1, type: 'chunk', pk: work.pk, sk: successor.sk, hash: work.hash }, { delaySeconds: PREDECESSOR_WAIT_MS / 1000 });
  }
  const nonEmpty: Settled = Object.fromEntries(Object.entries(settled).filter(([, amount]) => amount.rows > 0));
  await finishWork(table, work, nonEmpty, problems);
}

/** The province takes a payment only for an application it knows. */
function applicantOf({ record, personKey }: ChunkLine): string | null {
  return 'fundingLevel' in record ? personRecordKey(personKey, record.programmeCode, record.programmeYear, null) : null;
}

function wireOf(kind: Kind, entry: Judged): DeliveryLine['wire'] {
  const system = systemById(PROVINCE);
  const mapping = system === undefined ? undefined : mappingOf(system, kind);
  if (mapping === undefined) throw new Error(`${PROVINCE} carries no ${kind}`);
  return mapping.encode(entry.line.record as never, { paymentNo: paymentNo(entry.line.recordKey, entry.attempt) });
}

function lineAt(lines: readonly ChunkLine[], index: number): ChunkLine {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`no line ${index} in the frame`);
  return line;
}
