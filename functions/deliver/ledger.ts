import { writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem, type RecordWrite, writeRecords } from '../../adapters/ledger/records.ts';
import { type Answer, type Verdict, verdictOn } from '../../core/delivery.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { mayFollow, type RecordState } from '../../core/ledger/states.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Delivering } from './environment.ts';
import { type Fate, laterBy, type Parcel } from './parcel.ts';

/** Marks payments as SENDING before the call, with the file they go out in where there is one. What another sender holds, or has moved on, is left out. */
export async function beginPayments(
  delivering: Delivering,
  parcels: readonly Parcel[],
  sender: string,
  file?: string,
): Promise<readonly Parcel[]> {
  const money = parcels.filter(({ line }) => line.kind === 'payment');
  if (money.length === 0) return parcels;
  const begun = money.map(({ line, item }) => ({
    line,
    item: inFile(moved(item, 'SENDING', null, delivering.clock.now(), sender), file),
  }));
  const results = await writePayments(
    delivering.table,
    begun.map(({ item }) => ({ record: item, expectedFence: item.fence - 1, claim: null, code: null })),
  );
  const ours = begun.filter((_, index) => results[index] === 'won');
  const lost = begun.filter((_, index) => results[index] !== 'won');
  const find =
    lost.length === 0
      ? () => undefined
      : await readRecords(
          delivering.table,
          lost.map(({ line }) => line),
        );
  // A write whose answer was lost is ours when it bears our name.
  const recovered = lost.filter(({ line }) => find(line)?.state === 'SENDING' && find(line)?.sender === sender);
  return [...parcels.filter(({ line }) => line.kind !== 'payment'), ...ours, ...recovered];
}

/** Stops instructions that are not to leave, each with the reason. Answers those that stand so. */
export async function withhold(
  { table, clock }: Delivering,
  withheld: readonly (readonly [Parcel, ProblemCode])[],
): Promise<readonly (readonly [Parcel, ProblemCode])[]> {
  const writes = withheld.map(([{ item }, code]) => ({
    record: { ...moved(item, 'HELD', code, clock.now(), item.sender), problem: code },
    expectedFence: item.fence,
    claim: null,
    code,
  }));
  const results = await writePayments(table, writes);
  return withheld.filter((_, index) => results[index] === 'won');
}

/** What was tried to get the answers. */
export interface Effort {
  /** How often it was called for, this time included. */
  readonly tries: number;
  /** How often it came up, this time included. */
  readonly rounds: number;
  /** Whether the destination was only asked what became of an attempt. */
  readonly asked: boolean;
}

/**
 * Decides on each answer and writes it to the ledger. A record that moved on meanwhile, by two operators' word or a newer version, keeps
 * what it moved to: it comes again at once, and its own state says what it came to.
 */
export async function record(
  delivering: Delivering,
  effort: Effort,
  answers: readonly (readonly [Parcel, Answer])[],
): Promise<readonly (readonly [Parcel, Fate])[]> {
  const side = systemById(delivering.destination)?.side ?? 'province';
  const verdicts = answers.map(([parcel, answer]) => {
    const context = { ...effort, side, money: parcel.line.kind === 'payment', random: delivering.random() };
    const verdict = verdictOn(answer, context);
    return { parcel, verdict, item: itemAfter(parcel, verdict, delivering.clock.now()) };
  });
  const writes = verdicts.flatMap(({ parcel, item }) =>
    item === null ? [] : [{ record: item, expectedFence: parcel.item.fence, claim: null, code: item.problem }],
  );
  const money = writes.filter(({ record: item }) => item.kind === 'payment');
  const rest = writes.filter(({ record: item }) => item.kind !== 'payment');
  const lost = new Set([
    ...(await lostOf(rest, (some) => writeRecords(delivering.table, some))),
    ...(await lostOf(money, (some) => writePayments(delivering.table, some))),
  ]);
  return verdicts.map(({ parcel, verdict, item }) => [
    parcel,
    item !== null && lost.has(item) ? laterBy(0) : fateOf(verdict),
  ]);
}

async function lostOf<W extends RecordWrite>(
  writes: readonly W[],
  write: (writes: readonly W[]) => Promise<readonly string[]>,
): Promise<readonly RecordItem[]> {
  if (writes.length === 0) return [];
  const results = await write(writes);
  return writes.filter((_, index) => results[index] !== 'won').map(({ record: item }) => item);
}

function fateOf(verdict: Verdict): Fate {
  switch (verdict.kind) {
    case 'delivered':
      return { kind: 'applied' };
    case 'rejected':
    case 'quarantined':
      return { kind: 'rejected', code: verdict.code };
    case 'due':
      return { kind: 'again', waitMs: verdict.waitMs, tried: verdict.tried };
    case 'in-doubt':
      return { kind: 'again', waitMs: verdict.waitMs, tried: true };
  }
}

function itemAfter({ item }: Parcel, verdict: Verdict, now: Date): RecordItem | null {
  const [state, code] = stateAfter(item, verdict);
  if (state === null || state === item.state) return null;
  if (!mayFollow(item.state, state)) throw new Error(`${state} may not follow ${item.state}`);
  return { ...moved(item, state, code, now, item.sender), problem: problemAfter(item.problem, state, code) };
}

/** Doubt passes with its answer; that somebody was paid twice is never forgotten over what became of the telling. */
function problemAfter(before: string | null, state: RecordState, code: string | null): string | null {
  if (before === PAID_TWICE) return before;
  if (state === 'IN_DOUBT') return before ?? code;
  const stands = before === IN_DOUBT ? null : before;
  return state === 'DELIVERED' || state === 'PENDING' ? stands : code;
}

const PAID_TWICE = 'payment.paid-twice' satisfies ProblemCode;
const IN_DOUBT = 'payment.in-doubt' satisfies ProblemCode;

function stateAfter(item: RecordItem, verdict: Verdict): readonly [RecordState | null, string | null] {
  switch (verdict.kind) {
    case 'delivered':
      return ['DELIVERED', verdict.code];
    case 'rejected':
      return ['REJECTED', verdict.code];
    case 'quarantined':
      return ['QUARANTINED', verdict.code];
    case 'in-doubt':
      return ['IN_DOUBT', 'payment.in-doubt'];
    case 'due':
      // Only money leaves PENDING for the call; it was not taken, so it is as before.
      return [item.state === 'SENDING' ? 'PENDING' : null, null];
  }
}

function inFile(item: RecordItem, file: string | undefined): RecordItem {
  return file === undefined || item.instruction === undefined
    ? item
    : { ...item, instruction: { ...item.instruction, file } };
}

function moved(item: RecordItem, state: RecordState, code: string | null, now: Date, sender: string): RecordItem {
  const history = appendTransition(item.history, { at: now, state, code });
  return { ...item, state, sender, fence: item.fence + 1, history, at: now.toISOString() };
}
