import { claimAliases } from '../../adapters/ledger/aliases.ts';
import { readAttempts } from '../../adapters/ledger/attempts.ts';
import { readBatch } from '../../adapters/ledger/batches.ts';
import { isRecoveringClaims, readRestore } from '../../adapters/ledger/restore.ts';
import { endWork, readWork, WORK_LEASE_MS, type WorkItem, type WorkProblem } from '../../adapters/ledger/work.ts';
import { rowsMetrics } from '../../adapters/log/metrics.ts';
import { add, type Amount, NOTHING, type Outcome, type Settled } from '../../core/ledger/tally.ts';
import { type ChunkLine, decodeChunk, type DeliveryLine, encodeLines, frameHash, sayingOf } from '../../core/lines.ts';
import { paymentNo, personRecordKey } from '../../core/identity.ts';
import { PAYMENTS_SENT_ON } from '../../core/payments-sent-on.ts';
import { deliverySortKey, payoutSortKey, successorSortKey } from '../../core/work-key.ts';
import type { ChunkMessage } from '../../schemas/message.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import { importPayments } from './import.ts';
import { claimOf, type Judged, judge } from './judge.ts';
import { linkPersons } from './linked-persons.ts';
import { openInstructions } from './payout.ts';
import { answeringLines, type Answering } from './returns.ts';
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
  const restore = batch.manifest.kind === 'payment' ? await readRestore(table) : undefined;
  // Which grants are taken is not known yet; the sweeper comes back.
  if (isRecoveringClaims(restore)) return;
  const frame = await vault.readFrame(work.pointer);
  if (frameHash(frame) !== message.hash) throw new Error('the frame is not the one the message was sent for');
  const all = decodeChunk(frame);
  const wanted = await linkPersons(
    translating,
    batch.manifest.system,
    (work.only ?? all.map((_, line) => line)).map((line) => ({ line, entry: lineAt(all, line) })),
  );
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
  const docketOf = { work, system, kind, tenant: batch.tenant, aliases, restoredAt: restore?.at };
  if (batch.manifest.purpose === 'settled-history') {
    const docket = { ...docketOf, lines: wanted, sentAs: NOT_SENT };
    return await settle(translating, docket, await importPayments(translating, docket), []);
  }
  const sentAs =
    restore === undefined
      ? NOT_SENT
      : await readAttempts(
          table,
          wanted.map(({ entry }) => sayingOf(system, entry)),
        );
  const indexKey = await translating.secrets.indexKey();
  const answering = await answeringLines(translating, system, wanted);
  const docket = { ...docketOf, lines: answering.lines, sentAs };
  const decided = [...answering.settled, ...(await judge(translating, docket))];
  const { judged, rail, lines } = await openInstructions(translating, work, system, decided);
  const deliveries = [
    await seal(
      translating,
      work,
      PROVINCE,
      deliverySortKey,
      forwardLines(translating, indexKey, system, kind, judged, answering.origins),
    ),
    ...(rail === null ? [] : [await seal(translating, work, rail, payoutSortKey, lines)]),
  ];
  await settle(
    translating,
    docket,
    judged,
    deliveries.filter((each) => each !== null),
  );
}

function forwardLines(
  translating: Translating,
  indexKey: Uint8Array,
  source: string,
  kind: Kind,
  judged: readonly Judged[],
  origins: Answering['origins'],
): readonly DeliveryLine[] {
  const going = judged.filter((entry) => entry.verdict === 'forward');
  return going.map((entry): DeliveryLine => ({
    recordKey: entry.line.recordKey,
    source,
    kind,
    messageId: entry.line.messageId,
    attemptId: entry.attemptId,
    fen: entry.line.fen,
    ...predecessorOf(indexKey, source, entry.line, origins.get(entry.line.recordKey)),
    ...claimHeld(translating, source, entry),
    ...sentAsOf(source, entry),
    row: entry.line.row,
    line: entry.place,
    wire: wireOf(source, entry),
  }));
}

/** The claim of a city's payment, where it has it. */
function claimHeld(translating: Translating, source: string, { line, code }: Judged): Pick<DeliveryLine, 'claim'> {
  if (systemById(source)?.side !== 'city' || (code !== null && WITHOUT_CLAIM.has(code))) return {};
  const claim = claimOf(translating, line);
  return claim === null ? {} : { claim };
}

/** The attempt of a city's payment: a table put back to before has to know it again. */
function sentAsOf(source: string, { line, attempt }: Judged): Pick<DeliveryLine, 'sentAs'> {
  if (systemById(source)?.side !== 'city' || !('fundingLevel' in line.record)) return {};
  return { sentAs: { saying: sayingOf(source, line), attempt } };
}

const NOT_SENT: ReadonlyMap<string, number> = new Map();

const WITHOUT_CLAIM: ReadonlySet<string> = new Set<string>([
  'payment.paid-twice',
  'payment.already-claimed',
] satisfies ProblemCode[]);

/** Seals the wire form of what goes on; the work item it hangs on is written when the chunk ends. `null` when nothing does. */
async function seal(
  { vault, clock }: Translating,
  work: WorkItem,
  destination: string,
  sortKey: typeof deliverySortKey,
  lines: readonly DeliveryLine[],
): Promise<WorkItem | null> {
  if (lines.length === 0) return null;
  const frame = encodeLines(lines);
  const [, run = '', chunk = '0', tries = '1'] = work.sk.split('#');
  const sk = sortKey(run, Number(chunk), Number(tries), 1);
  const hash = frameHash(frame);
  // Named by what it holds: a second worker on the same chunk can't put other lines in its place.
  const [first] = lines;
  const ofDay = `${PAYMENTS_SENT_ON}/${clock.now().toISOString().slice(0, 10)}`;
  const folder = first?.kind === 'payment' && systemById(first.source)?.side === 'city' ? ofDay : 'deliveries';
  const pointer = await vault.writeOne(`${folder}/${work.batchId}/${sk.replaceAll('#', '-')}/${hash}`, frame);
  return {
    ...work,
    sk,
    type: 'delivery',
    destination,
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
  { work, system, kind }: { readonly work: WorkItem; readonly system: string; readonly kind: Kind },
  judged: readonly Judged[],
  deliveries: readonly WorkItem[],
): Promise<void> {
  const { table, clock, log, metrics } = translating;
  const settled: Record<Outcome, Amount> = {
    applied: NOTHING,
    unchanged: NOTHING,
    rejected: NOTHING,
    held: NOTHING,
  };
  const problems: WorkProblem[] = [];
  const ends: { unchanged?: number[]; rejected?: number[]; held?: number[] } = {};
  for (const { verdict, line, place, code } of judged) {
    if (verdict === 'forward' || verdict === 'wait') continue;
    settled[verdict] = add(settled[verdict], { rows: 1, fen: line.fen });
    if (verdict !== 'applied') (ends[verdict] ??= []).push(line.row);
    if (code !== null) problems.push({ row: line.row, code, line: place });
  }
  const nonEmpty: Settled = Object.fromEntries(Object.entries(settled).filter(([, amount]) => amount.rows > 0));
  const waiting = judged.filter((entry) => entry.verdict === 'wait').map((entry) => entry.place);
  const dueAt = new Date(clock.now().getTime() + predecessorWaitMs(work.tries) + WORK_LEASE_MS).toISOString();
  const successor: WorkItem | null =
    waiting.length === 0
      ? null
      : { ...work, sk: successorSortKey(work.sk), only: waiting, tries: work.tries + 1, dueAt };
  const next = [...deliveries, successor].filter((each) => each !== null);
  const outcome = { settled: nonEmpty, problems, ends, next };
  if (!(await endWork(table, work, outcome))) return;
  await send(translating, deliveries, successor);
  metrics(rowsMetrics(system, kind, nonEmpty));
  const { applied, unchanged, rejected, held } = settled;
  log.info('translate.done', {
    batchId: work.batchId,
    chunk: work.chunk,
    run: work.run,
    system,
    kind,
    records: judged.length,
    sent: judged.filter(({ verdict }) => verdict === 'forward').length,
    due: waiting.length,
    applied: applied.rows,
    unchanged: unchanged.rows,
    rejected: rejected.rows,
    held: held.rows,
  });
}

async function send(
  { queue, translateQueue, deliverQueues }: Translating,
  deliveries: readonly WorkItem[],
  successor: WorkItem | null,
): Promise<void> {
  for (const { pk, sk, hash, destination } of deliveries) {
    const url = deliverQueues[destination ?? ''];
    if (url === undefined) throw new Error(`no queue for ${destination ?? 'nobody'}`);
    await queue.send(url, { v: 1, type: 'delivery', pk, sk, hash });
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

/** The province takes a payment only for an application it knows, and hears of its result after it has heard of the payment. */
function predecessorOf(
  indexKey: Uint8Array,
  source: string,
  { record, recordKey, personKey }: ChunkLine,
  origin: string | undefined,
): Pick<DeliveryLine, 'after' | 'afterSource'> {
  if (origin !== undefined) return { after: recordKey, afterSource: origin };
  if (!('fundingLevel' in record) || systemById(source)?.side === 'rail') return { after: null };
  return { after: personRecordKey(indexKey, personKey, record, null) };
}

function wireOf(source: string, entry: Judged): DeliveryLine['wire'] {
  const { record, recordKey, sent } = entry.line;
  // Money always goes by today's mapping: its number is the attempt's.
  if (sent !== undefined && !('fundingLevel' in record)) return sent;
  return wireFor(source, PROVINCE, record, { paymentNo: paymentNo(recordKey, entry.attempt) });
}

function lineAt(lines: readonly ChunkLine[], index: number): ChunkLine {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`no line ${index} in the frame`);
  return line;
}
