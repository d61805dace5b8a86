import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import { endWork, readWork, WORK_LEASE_MS, type WorkItem, type WorkProblem } from '../../adapters/ledger/work.ts';
import { type Answer, IN_FLIGHT_HORIZON_MS, type Verdict } from '../../core/delivery.ts';
import { add, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import { isUndelivered } from '../../core/ledger/states.ts';
import { programmeOf } from '../../core/identity.ts';
import { decodeDelivery, type DeliveryLine, frameHash } from '../../core/lines.ts';
import { successorSortKey } from '../../core/work-key.ts';
import type { DeliveryMessage } from '../../schemas/message.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { Delivering } from './environment.ts';
import { type Destination, destinationFor } from './destinations.ts';
import { beginPayments, type Effort, record, withhold } from './ledger.ts';

/** SQS delays a message by 15 minutes at most; the sweeper takes care of longer waits. */
const QUEUE_DELAY_MAX_MS = 900_000;

/** How often a record waits for a predecessor that no batch has brought, about half a minute in all. */
const PREDECESSOR_TRIES = 5;
const PREDECESSOR_WAIT_MAX_MS = 30_000;
/** Attempts asked for in one invocation, each a call of its own: the others are due again at once. */
const ASKED_MAX = 60;

/** One record of the delivery with what the ledger says of it now. */
export interface Parcel {
  readonly line: DeliveryLine;
  readonly item: RecordItem;
}

/** What one line of the delivery came to. */
export type Fate =
  | { readonly kind: 'applied' }
  | { readonly kind: 'rejected' | 'held'; readonly code: string }
  | { readonly kind: 'again'; readonly waitMs: number };

/** Delivers one piece of work: every line of it ends applied, rejected or held, or goes on in a successor. */
export async function deliver(delivering: Delivering, message: DeliveryMessage, sender: string): Promise<void> {
  const { table, vault } = delivering;
  const work = await readWork(table, message);
  if (work === undefined || work.state === 'DONE') return;
  const frame = await vault.readFrame(work.pointer);
  if (frameHash(frame) !== message.hash) throw new Error('the frame is not the one the message was sent for');
  const all = decodeDelivery(frame);
  const lines = work.only === null ? all : all.filter((_, index) => work.only?.includes(index));
  const find = await readRecords(table, [...lines, ...lines.flatMap(predecessorsOf)]);

  const fates = new Map<DeliveryLine, Fate>();
  const toSend: Parcel[] = [];
  const toAsk: Parcel[] = [];
  const abandoned: Parcel[] = [];
  const unwanted: (readonly [Parcel, ProblemCode])[] = [];
  for (const line of lines) {
    const item = find(line);
    const before = predecessorsOf(line);
    const predecessors = before.flatMap((key) => find(key) ?? []);
    const waits = before.length > 0 && !isReady(predecessors, item, work.tries);
    const step =
      waits && item?.state === 'PENDING'
        ? { kind: 'again' as const, waitMs: predecessorWaitMs(work.tries) }
        : nextStep(delivering, line, item);
    const withheld = item === undefined ? null : withheldFor(delivering, item, predecessors);
    if (step === 'send' && item !== undefined && withheld !== null) unwanted.push([{ line, item }, withheld]);
    else if (step === 'send' && item !== undefined) toSend.push({ line, item });
    else if (step === 'ask' && item !== undefined) toAsk.push({ line, item });
    else if (step === 'doubt' && item !== undefined) abandoned.push({ line, item });
    else if (typeof step === 'object') fates.set(line, step);
  }
  // Whoever was sending these has died: what came of it is unknown.
  await conclude(
    delivering,
    { tries: work.tries, asked: false },
    abandoned.map((parcel) => [parcel, { kind: 'no-answer' }]),
    fates,
  );
  const destination = await destinationFor(delivering);
  // A rail is asked once a file; a file asked for in part would not be sent again as the one it was.
  const askedMax = destination.fileOf === undefined ? ASKED_MAX : toAsk.length;
  for (const { line } of toAsk.slice(askedMax)) fates.set(line, { kind: 'again', waitMs: 0 });
  const answers = await destination.ask(toAsk.slice(0, askedMax));
  const known = answers.flatMap(([parcel, answer]) => (answer === 'not-there' ? [] : [[parcel, answer] as const]));
  await conclude(delivering, { tries: work.tries, asked: true }, known, fates);
  for (const [parcel, answer] of answers) {
    if (answer !== 'not-there') continue;
    const { line, item } = parcel;
    const withheld = withheldFor(
      delivering,
      item,
      predecessorsOf(line).flatMap((key) => find(key) ?? []),
    );
    if (withheld === null) toSend.push(parcel);
    else unwanted.push([parcel, withheld]);
  }
  for (const [{ line }, code] of await withhold(delivering, unwanted)) fates.set(line, { kind: 'held', code });
  for (const { line } of toSend) fates.set(line, { kind: 'again', waitMs: delivering.sendingLeaseMs });
  const calls = work.calls + (await sendAll(delivering, destination, toSend, sender, work.calls + 1, fates));
  await settle(delivering, work, all, lines, fates, calls);
}

/** Sends what is ready, call by call. Answers 1 if the destination was called at all, else 0. */
async function sendAll(
  delivering: Delivering,
  destination: Destination,
  parcels: readonly Parcel[],
  sender: string,
  tries: number,
  fates: Map<DeliveryLine, Fate>,
): Promise<0 | 1> {
  let called: 0 | 1 = 0;
  const { fileOf } = destination;
  // A file is named before it is begun; calls without one are cut from what another sender does not hold.
  const groups =
    fileOf === undefined
      ? destination.groups(await beginPayments(delivering, parcels, sender))
      : await beginFiles(delivering, destination.groups(parcels), sender, fileOf);
  for (const group of groups) {
    called = 1;
    await conclude(delivering, { tries, asked: false }, await destination.send(group), fates);
  }
  return called;
}

/** Files of which every line is ours to send; a file in part would not be the one its lines are kept with. */
async function beginFiles(
  delivering: Delivering,
  groups: readonly (readonly Parcel[])[],
  sender: string,
  fileOf: (group: readonly Parcel[]) => string,
): Promise<readonly (readonly Parcel[])[]> {
  const whole: (readonly Parcel[])[] = [];
  for (const group of groups) {
    const begun = await beginPayments(delivering, group, sender, fileOf(group));
    const inOrder = group.flatMap(({ line }) => begun.find((parcel) => parcel.line === line) ?? []);
    if (inOrder.length === group.length) whole.push(inOrder);
  }
  return whole;
}

/**
 * The record that has to be delivered first: where its source is not told, under every system of the programme that may have sent it,
 * for a system of matching grants brings no applicants.
 */
function predecessorsOf({
  after,
  afterSource,
  source,
}: DeliveryLine): readonly { readonly recordKey: string; readonly source: string }[] {
  if (after === null) return [];
  if (afterSource !== undefined) return [{ recordKey: after, source: afterSource }];
  const code = programmeOf(after);
  const senders = systems.filter(
    ({ side, programme, kinds }) => side === 'city' && programme === code && kinds.applicant !== undefined,
  );
  return [...new Set([source, ...senders.map(({ id }) => id)])].map((each) => ({ recordKey: after, source: each }));
}

/** One the ledger has never seen may be on its way in another batch; after some tries the destination is asked. */
function isReady(predecessors: readonly RecordItem[], item: RecordItem | undefined, tries: number): boolean {
  if (predecessors.length === 0) return tries > PREDECESSOR_TRIES;
  return predecessors.every(
    ({ state, recordKey, attempt }) =>
      !isUndelivered(state) ||
      // What a rail says of one attempt does not wait for the next attempt, which waits for it.
      (item?.recordKey === recordKey && attempt > item.attempt),
  );
}

/**
 * Why an instruction does not go to the rail: the province has not taken the payment, or the city has said something else of it
 * since, that it is called off or was paid some other way. `null` where it goes.
 */
function withheldFor(
  { destination }: Delivering,
  { instruction, contentHash }: RecordItem,
  predecessors: readonly RecordItem[],
): ProblemCode | null {
  if (systemById(destination)?.side !== 'rail' || instruction === undefined) return null;
  const standing = predecessors.filter((own) => own.contentHash === contentHash);
  if (predecessors.length > 0 && standing.length === 0) return 'payment.superseded';
  return standing.some(({ state }) => state === 'DELIVERED') ? null : 'payment.not-accepted';
}

function predecessorWaitMs(tries: number): number {
  return Math.min(PREDECESSOR_WAIT_MAX_MS, 1000 * 2 ** (tries - 1));
}

/** What is left to do for a line, going by the ledger alone. */
function nextStep(
  { clock, sendingLeaseMs }: Delivering,
  line: DeliveryLine,
  item: RecordItem | undefined,
): 'send' | 'ask' | 'doubt' | Fate {
  if (item === undefined) return { kind: 'again', waitMs: sendingLeaseMs };
  // A newer version has taken its place; that one is delivered with its own work.
  if (item.messageId !== line.messageId) return { kind: 'rejected', code: 'record.stale' };
  const age = clock.now().getTime() - new Date(item.at).getTime();
  switch (item.state) {
    case 'DELIVERED':
      return { kind: 'applied' };
    case 'REJECTED':
    case 'QUARANTINED':
      return { kind: 'rejected', code: item.problem ?? 'province.refused' };
    case 'IMPORTED':
      // Made before go-live: no work ever leads here, and none leaves.
      return { kind: 'rejected', code: 'record.stale' };
    case 'HELD':
      return { kind: 'held', code: item.problem ?? 'payment.already-claimed' };
    case 'PENDING':
      return 'send';
    case 'IN_DOUBT':
      // Asked sooner, a "not found" would prove nothing.
      return age < IN_FLIGHT_HORIZON_MS ? { kind: 'again', waitMs: IN_FLIGHT_HORIZON_MS - age } : 'ask';
    case 'SENDING':
      return age < sendingLeaseMs ? { kind: 'again', waitMs: sendingLeaseMs - age } : 'doubt';
  }
}

/** Writes down what a call came to, record by record. */
async function conclude(
  delivering: Delivering,
  effort: Effort,
  answers: readonly (readonly [Parcel, Answer])[],
  fates: Map<DeliveryLine, Fate>,
): Promise<void> {
  for (const [parcel, verdict] of await record(delivering, effort, answers)) fates.set(parcel.line, fateOf(verdict));
}

function fateOf(verdict: Verdict): Fate {
  switch (verdict.kind) {
    case 'delivered':
      return { kind: 'applied' };
    case 'rejected':
    case 'quarantined':
      return { kind: 'rejected', code: verdict.code };
    case 'due':
    case 'in-doubt':
      return { kind: 'again', waitMs: verdict.waitMs };
  }
}

async function settle(
  delivering: Delivering,
  work: WorkItem,
  all: readonly DeliveryLine[],
  lines: readonly DeliveryLine[],
  fates: ReadonlyMap<DeliveryLine, Fate>,
  calls: number,
): Promise<void> {
  const { table, queue, clock, ownQueue } = delivering;
  const settled = { applied: NOTHING, rejected: NOTHING, held: NOTHING };
  const problems: WorkProblem[] = [];
  const again: number[] = [];
  let waitMs = 0;
  for (const line of lines) {
    const fate = fates.get(line) ?? { kind: 'again', waitMs: 0 };
    if (fate.kind === 'again') {
      again.push(all.indexOf(line));
      waitMs = Math.max(waitMs, fate.waitMs);
      continue;
    }
    settled[fate.kind] = add(settled[fate.kind], { rows: 1, fen: line.fen });
    if (fate.kind !== 'applied') problems.push({ row: line.row, code: fate.code, line: line.line });
  }
  // What waits longer than a queue can hold it back is for the sweeper alone, or it would come too early.
  const queued = waitMs <= QUEUE_DELAY_MAX_MS;
  const dueAt = new Date(clock.now().getTime() + waitMs + (queued ? WORK_LEASE_MS : 0)).toISOString();
  const successor: WorkItem = {
    ...work,
    sk: successorSortKey(work.sk),
    only: again,
    tries: work.tries + 1,
    calls,
    dueAt,
  };
  const next = again.length === 0 ? [] : [successor];
  if (!(await endWork(table, work, { settled: nonEmpty(settled), problems, next }))) return;
  if (next.length === 0 || !queued) return;
  const message = { v: 1, type: 'delivery', pk: work.pk, sk: successor.sk, hash: work.hash };
  await queue.send(ownQueue, message, { delaySeconds: Math.ceil(waitMs / 1000) });
}

function nonEmpty(settled: Settled): Settled {
  return Object.fromEntries(Object.entries(settled).filter(([, amount]) => amount.rows > 0));
}
