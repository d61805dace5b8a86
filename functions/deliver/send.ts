import { type Answer, isRefusedWhole, TRIES_MAX } from '../../core/delivery.ts';
import type { Destination } from './destinations.ts';
import type { Delivering } from './environment.ts';
import type { Calling } from './gate.ts';
import { beginPayments, type Effort, record } from './ledger.ts';
import { type Fates, laterBy, type Parcel } from './parcel.ts';

type Answers = readonly (readonly [Parcel, Answer])[];

export interface Sending {
  readonly delivering: Delivering;
  readonly destination: Destination;
  readonly calling: Calling;
  readonly sender: string;
  readonly effort: Effort;
  readonly fates: Fates;
}

/** A call refused in each of so many parts, with nothing taken, is refused for what it is, not for what it holds. */
const PARTS_REFUSED_MAX = 16;

/** Sends what is ready, call by call. Leave comes before the mark: money is not SENDING unless its call may be made. */
export async function sendAll(sending: Sending, parcels: readonly Parcel[]): Promise<void> {
  const { destination, calling, delivering, fates } = sending;
  const groups = destination.groups(parcels);
  for (const [index, group] of groups.entries()) {
    const waitMs = await calling.enter(groups.length - index);
    if (waitMs > 0) {
      for (const { line } of groups.slice(index).flat()) fates.set(line, laterBy(waitMs));
      return;
    }
    const begun = await begin(sending, group);
    // What another sender holds comes back when that one has ended, or its time is over.
    for (const { line } of group) fates.set(line, laterBy(delivering.sendingLeaseMs));
    if (begun.length === 0) calling.leave([]);
    else await sendParts(sending, begun);
  }
}

/** What of the group is ours to send. A file is begun whole or not sent: in part it would not be the one its lines are kept with. */
async function begin(
  { delivering, destination, sender }: Sending,
  group: readonly Parcel[],
): Promise<readonly Parcel[]> {
  const { fileOf } = destination;
  if (fileOf === undefined) return await beginPayments(delivering, group, sender);
  const begun = await beginPayments(delivering, group, sender, fileOf(group));
  const inOrder = group.flatMap(({ line }) => begun.find((parcel) => parcel.line === line) ?? []);
  return inOrder.length === group.length ? inOrder : [];
}

/** One call that was let in; where what it holds is refused as a whole, its halves, until the refusal is that of single records. */
async function sendParts(sending: Sending, whole: readonly Parcel[]): Promise<void> {
  const { destination, calling, effort } = sending;
  let parts: readonly (readonly Parcel[])[] = [whole];
  let refusal: Answer | null = null;
  let taken = false;
  while (parts.length > 0) {
    const refused: Answers[] = [];
    for (const [index, part] of parts.entries()) {
      const waitMs = refusal === null ? 0 : await calling.enter(parts.length - index, true);
      if (waitMs > 0)
        return await putOff(sending, [...refused.map(parcelsOf), ...parts.slice(index)].flat(), refusal, waitMs);
      const answers = await destination.send(part);
      calling.leave(answers.map(([, answer]) => answer));
      if (isDivisible(destination, answers)) {
        refused.push(answers);
        refusal = answers[0]?.[1] ?? null;
      } else await conclude(sending, effort, answers);
      taken ||= answers.some(([, { kind }]) => kind === 'answered');
    }
    if (!taken && refused.length >= PARTS_REFUSED_MAX && refused.length === parts.length)
      return await conclude(sending, effort, refused.flat());
    parts = refused.flatMap((answers) => halvesOf(parcelsOf(answers)));
  }
}

/** What was refused with others and may not be called again now: money goes back to PENDING, for the refusal had no effect. */
async function putOff(
  sending: Sending,
  parcels: readonly Parcel[],
  refusal: Answer | null,
  waitMs: number,
): Promise<void> {
  const { effort } = sending;
  // The last time, nobody waits for a call of its own any more.
  const isLast = effort.tries >= TRIES_MAX && refusal !== null;
  const answer: Answer = isLast ? refusal : { kind: 'not-called', waitMs, refused: true };
  await conclude(
    sending,
    effort,
    parcels.map((parcel) => [parcel, answer]),
  );
}

/** Writes down what a call came to, record by record. */
export async function conclude(
  { delivering, fates }: Pick<Sending, 'delivering' | 'fates'>,
  effort: Effort,
  answers: Answers,
): Promise<void> {
  for (const [{ line }, fate] of await record(delivering, effort, answers)) fates.set(line, fate);
}

/** A rail's file is never split: its number is that of its lines. */
function isDivisible({ fileOf }: Destination, answers: Answers): boolean {
  return fileOf === undefined && answers.length > 1 && isRefused(answers);
}

function isRefused(answers: Answers): boolean {
  return answers.every(([{ line }, answer]) => isRefusedWhole(answer, line.kind === 'payment'));
}

function parcelsOf(answers: Answers): readonly Parcel[] {
  return answers.map(([parcel]) => parcel);
}

function halvesOf(part: readonly Parcel[]): readonly (readonly Parcel[])[] {
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
}
