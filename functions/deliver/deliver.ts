import { readRecords } from '../../adapters/ledger/records.ts';
import { readRestore } from '../../adapters/ledger/restore.ts';
import { readWork } from '../../adapters/ledger/work.ts';
import { decodeDelivery, frameHash } from '../../core/lines.ts';
import type { DeliveryMessage } from '../../schemas/message.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { askAll } from './ask.ts';
import { destinationFor } from './destinations.ts';
import type { Delivering } from './environment.ts';
import { callingOf } from './gate.ts';
import { withhold } from './ledger.ts';
import { measured } from './measure.ts';
import { beforeCall, nextStep, predecessorsOf, type Reading } from './next-step.ts';
import type { Fates, Parcel } from './parcel.ts';
import { conclude, sendAll } from './send.ts';
import { settle } from './settle.ts';
import { tell } from './tell.ts';

/** Delivers one piece of work: every line of it ends applied, rejected or held, or goes on in a successor. */
export async function deliver(delivering: Delivering, message: DeliveryMessage, sender: string): Promise<void> {
  const { table, vault, clock } = delivering;
  const work = await readWork(table, message);
  if (work === undefined || work.state === 'DONE') return;
  const frame = await vault.readFrame(work.pointer);
  if (frameHash(frame) !== message.hash) throw new Error('the frame is not the one the message was sent for');
  const all = decodeDelivery(frame);
  const lines = work.only === null ? all : all.filter((_, index) => work.only?.includes(index));
  const calling = callingOf(delivering);
  const holdsMoney = lines.some(({ kind }) => kind === 'payment');
  const restore = holdsMoney ? await readRestore(table) : undefined;
  const find = await readRecords(table, [...lines, ...lines.flatMap(predecessorsOf)]);
  const reading: Reading = { now: clock.now(), find, restoredAt: restore?.at, tries: work.tries };

  const fates: Fates = new Map();
  const toSend: Parcel[] = [];
  const toAsk: Parcel[] = [];
  const abandoned: Parcel[] = [];
  const unwanted: (readonly [Parcel, ProblemCode])[] = [];
  for (const line of lines) {
    const step = nextStep(delivering, reading, line);
    const item = find(line);
    if (step.kind === 'done') fates.set(line, step.fate);
    else if (item === undefined) throw new Error(`${step.kind} without an item`);
    else if (step.kind === 'send') toSend.push({ line, item });
    else if (step.kind === 'ask') toAsk.push({ line, item });
    else if (step.kind === 'doubt') abandoned.push({ line, item });
    else unwanted.push([{ line, item }, step.code]);
  }
  const asking = { tries: work.tries, rounds: work.tries, asked: true };
  const effort = { tries: work.calls + 1, rounds: work.tries, asked: false };
  await conclude(
    { delivering, fates },
    effort,
    abandoned.map((parcel) => [parcel, { kind: 'no-answer' }]),
  );
  const measuring = measured(await destinationFor(delivering), clock);
  const { destination } = measuring;
  const { known, notThere } = await askAll(destination, calling, toAsk, fates);
  await conclude({ delivering, fates }, asking, known);
  for (const parcel of notThere) {
    const step = beforeCall(delivering, reading, parcel.line, parcel.item);
    if (step === null) toSend.push(parcel);
    else if (step.kind === 'done') fates.set(parcel.line, step.fate);
    else if (step.kind === 'withhold') unwanted.push([parcel, step.code]);
  }
  for (const [{ line }, code] of await withhold(delivering, unwanted)) fates.set(line, { kind: 'held', code });
  await sendAll({ delivering, destination, calling, sender, effort, fates }, toSend);
  if (await settle(delivering, work, all, lines, fates)) tell(delivering, work, { find, fates, lines, measuring });
}
