import type { RecordItem } from '../../adapters/ledger/records.ts';
import { IN_FLIGHT_HORIZON_MS } from '../../core/delivery.ts';
import { programmeOf } from '../../core/identity.ts';
import { isUndelivered } from '../../core/ledger/states.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { Delivering } from './environment.ts';
import { type Fate, laterBy } from './parcel.ts';

/** How often a record waits for a predecessor that no batch has brought, about half a minute in all. */
const PREDECESSOR_TRIES = 5;
const PREDECESSOR_WAIT_MAX_MS = 30_000;

export type Step =
  | { readonly kind: 'send' }
  | { readonly kind: 'ask' }
  /** Whoever was sending it has died, or the table was put back: what came of it is unknown. */
  | { readonly kind: 'doubt' }
  /** It is not to leave. */
  | { readonly kind: 'withhold'; readonly code: ProblemCode }
  | { readonly kind: 'done'; readonly fate: Fate };

/** The ledger as it was read, for the lines of one delivery. */
export interface Reading {
  readonly now: Date;
  readonly find: (key: { readonly recordKey: string; readonly source: string }) => RecordItem | undefined;
  /** When the table was put back to an earlier time; `undefined` = never, or there is no money here. */
  readonly restoredAt: string | undefined;
  readonly tries: number;
}

/** What is left to do for a line, going by the ledger alone. */
export function nextStep(delivering: Delivering, reading: Reading, line: DeliveryLine): Step {
  const { sendingLeaseMs } = delivering;
  const item = reading.find(line);
  if (item === undefined) return done(laterBy(sendingLeaseMs));
  // A newer version has taken its place; that one is delivered with its own work.
  if (item.messageId !== line.messageId) return done({ kind: 'rejected', code: 'record.stale' });
  const age = reading.now.getTime() - new Date(item.at).getTime();
  switch (item.state) {
    case 'DELIVERED':
      return done({ kind: 'applied' });
    case 'REJECTED':
    case 'QUARANTINED':
      return done({ kind: 'rejected', code: item.problem ?? 'province.refused' });
    case 'IMPORTED':
      // Made before go-live: no work ever leads here, and none leaves.
      return done({ kind: 'rejected', code: 'record.stale' });
    case 'HELD':
      return done({ kind: 'held', code: item.problem ?? 'payment.already-claimed' });
    case 'PENDING':
      if (mayHaveLeft(reading, item)) return afterRestore(item);
      return beforeCall(delivering, reading, line, item) ?? { kind: 'send' };
    case 'IN_DOUBT':
      // Asked sooner, a "not found" would prove nothing.
      return age < IN_FLIGHT_HORIZON_MS ? done(laterBy(IN_FLIGHT_HORIZON_MS - age)) : { kind: 'ask' };
    case 'SENDING':
      if (age >= sendingLeaseMs || mayHaveLeft(reading, item)) return { kind: 'doubt' };
      return done(laterBy(sendingLeaseMs - age));
  }
}

/** Why a record that could be sent is not, or not yet: it waits for another one, or is no longer to leave. `null` where it goes. */
export function beforeCall(
  delivering: Delivering,
  { find, tries }: Reading,
  line: DeliveryLine,
  item: RecordItem,
): Step | null {
  const before = predecessorsOf(line);
  const predecessors = before.flatMap((key) => find(key) ?? []);
  if (before.length > 0 && !isReady(predecessors, item, tries)) return done(laterBy(predecessorWaitMs(tries)));
  const code = withheldFor(delivering, item, predecessors);
  return code === null ? null : { kind: 'withhold', code };
}

/**
 * The record that has to be delivered first: where its source is not told, under every system of the programme that may have sent it,
 * for a system of matching grants brings no applicants.
 */
export function predecessorsOf({
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

/** Money the table, put back to an earlier time, shows as not yet sent, or as being sent. */
function mayHaveLeft({ restoredAt }: Reading, { kind, at }: RecordItem): boolean {
  return kind === 'payment' && restoredAt !== undefined && new Date(at).getTime() < new Date(restoredAt).getTime();
}

/** A file nobody knows the name of can't be asked for. */
function afterRestore({ instruction }: RecordItem): Step {
  return instruction?.file === '' ? { kind: 'withhold', code: 'payment.ledger-restored' } : { kind: 'doubt' };
}

/** One the ledger has never seen may be on its way in another batch; after some tries the destination is asked. */
function isReady(predecessors: readonly RecordItem[], item: RecordItem, tries: number): boolean {
  if (predecessors.length === 0) return tries > PREDECESSOR_TRIES;
  return predecessors.every(
    ({ state, recordKey, attempt }) =>
      !isUndelivered(state) ||
      // What a rail says of one attempt does not wait for the next attempt, which waits for it.
      (item.recordKey === recordKey && attempt > item.attempt),
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

function done(fate: Fate): Step {
  return { kind: 'done', fate };
}
