import { readAliases } from '../../adapters/ledger/aliases.ts';
import { writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem, writeRecords } from '../../adapters/ledger/records.ts';
import {
  aliasKey,
  certificateRecordKey,
  contentHash,
  messageId,
  numberKindOf,
  paymentNo,
  personRecordKey,
} from '../../core/identity.ts';
import { mayBeTriedAgain } from '../../core/ledger/attempt.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { orderOf } from '../../core/ledger/order.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import { kindOf, statusOf } from '../../core/overlay.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Canonical, Mapping, System } from '../../schemas/systems/system.ts';
import { mappingOf, systems } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import type { Inbound } from './events.ts';
import { type Heard, hear } from './hear.ts';
import { type Frames, readOwnRecord } from './own-record.ts';

const PROVINCE = 'province/yuegonghui';
const ROUNDS_MAX = 20;

export type Applied = {
  readonly inbound: Inbound;
  /** The batch its record last came with; absent where no record is known, or none brought it. */
  readonly batchId?: string;
} & (
  | { readonly verdict: 'forward'; readonly destination: string; readonly tenant: string; readonly line: DeliveryLine }
  /** Kept, and nothing is sent: it is older than what was applied already, or its record's system is told nothing. */
  | { readonly verdict: 'keep'; readonly code: string | null }
  /** Its predecessor, or its record, is not there yet. */
  | { readonly verdict: 'park'; readonly code: string }
  /** Applied to the ledger, so that its successors are not stuck behind it, but its system can't be told. */
  | { readonly verdict: 'quarantine'; readonly code: string }
);

/** A record the event may be about: of one system that runs the event's programme and knows its number. */
interface Candidate {
  readonly city: System;
  readonly recordKey: string;
  readonly personKey: string;
}

interface Located {
  readonly inbound: Inbound;
  /** In the order they are asked whether the record is theirs (decision 0023). */
  readonly candidates: readonly [Candidate, ...Candidate[]];
}

/**
 * Applies events by their record's own sequence: each must be the next one; later ones wait, earlier ones are kept. The province's answer
 * to a question stands for all before it.
 */
export async function applyEvents(translating: Translating, inbounds: readonly Inbound[]): Promise<readonly Applied[]> {
  const indexKey = await translating.secrets.indexKey();
  const located = await locate(translating, inbounds, indexKey);
  const applied: Applied[] = located.filter((each) => 'verdict' in each);
  let open = located.filter((each) => 'candidates' in each);
  for (let stuck = 0; open.length > 0;) {
    if (stuck === ROUNDS_MAX) throw new Error(`${open.length} events keep losing their write`);
    // One event per record and round: answers, which settle those before them, then the lowest sequence first.
    const sorted = open.toSorted(
      (a, b) =>
        Number(isAnswer(b.inbound)) - Number(isAnswer(a.inbound)) ||
        a.inbound.event.data.sequence - b.inbound.event.data.sequence,
    );
    const taken = new Set<string>();
    const turn = sorted.filter(({ candidates }) => {
      const free = candidates.every(({ recordKey }) => !taken.has(recordKey));
      for (const { recordKey } of candidates) taken.add(recordKey);
      return free;
    });
    const results = await applyRound(translating, turn, indexKey);
    applied.push(...results.values());
    stuck = results.size === 0 ? stuck + 1 : 0;
    open = sorted.filter((each) => !results.has(each));
  }
  return applied;
}

function isAnswer({ item }: Inbound): boolean {
  return item.answerTo !== null;
}

async function locate(
  translating: Translating,
  inbounds: readonly Inbound[],
  indexKey: Uint8Array,
): Promise<readonly (Located | Applied)[]> {
  const addressed = inbounds.map((inbound) => ({ inbound, cities: citiesOf(inbound) }));
  const aliasOf = ({ event }: Inbound, city: System): string => aliasKey(indexKey, city.id, event.data.declarationNo);
  const aliases = await readAliases(translating.table, [
    ...new Set(addressed.flatMap(({ inbound, cities }) => cities.map((city) => aliasOf(inbound, city)))),
  ]);
  return addressed.map(({ inbound, cities }): Located | Applied => {
    if (cities.length === 0) return { inbound, verdict: 'park', code: 'code.unknown' };
    const [first, ...rest] = cities.flatMap((city): readonly Candidate[] => {
      const personKey = aliases.get(aliasOf(inbound, city))?.personKey;
      return personKey === undefined ? [] : [{ city, personKey, recordKey: keyOf(inbound, personKey, indexKey) }];
    });
    if (first === undefined) return { inbound, verdict: 'park', code: 'record.unknown' };
    return { inbound, candidates: [first, ...rest] };
  });
}

/**
 * City systems that run the event's programme and carry such records: first the one that pays grants of its level, then another that
 * receives, then those that are told nothing.
 */
function citiesOf({ event }: Inbound): readonly System[] {
  const kind = kindOf(event);
  const level = 'fundingLevel' in event.data ? event.data.fundingLevel : null;
  const paysIt = ({ pays }: System): boolean => level !== null && (pays ?? []).includes(level);
  return systems
    .filter(
      (system) =>
        system.side === 'city' &&
        system.programme === event.data.programmeCode &&
        mappingOf(system, kind) !== undefined,
    )
    .toSorted((a, b) => Number(b.receives) - Number(a.receives) || Number(paysIt(b)) - Number(paysIt(a)));
}

function keyOf({ event }: Inbound, personKey: string, indexKey: Uint8Array): string {
  const { data } = event;
  if ('certificateNo' in data)
    return certificateRecordKey(indexKey, numberKindOf(data.certificateType, data.programmeCode), data.certificateNo);
  const level = 'fundingLevel' in data ? data.fundingLevel : null;
  return personRecordKey(indexKey, personKey, data, level);
}

async function applyRound(
  translating: Translating,
  turn: readonly Located[],
  indexKey: Uint8Array,
): Promise<ReadonlyMap<Located, Applied>> {
  const find = await readRecords(translating.table, [
    ...new Map(
      turn
        .flatMap(({ candidates }) => candidates)
        .flatMap(({ recordKey, city }) => [PROVINCE, city.id].map((source) => ({ recordKey, source })))
        .map((key) => [`${key.recordKey} ${key.source}`, key]),
    ).values(),
  ]);
  const results = new Map<Located, Applied>();
  const writes: Write[] = [];
  const frames: Frames = new Map();
  for (const located of turn) {
    const { inbound, candidates } = located;
    const having = candidates.flatMap((candidate) => {
      const base = find({ recordKey: candidate.recordKey, source: candidate.city.id });
      return base === undefined ? [] : [{ candidate, base }];
    });
    // Where two have one, the first in order; but of one that is held the province has never heard.
    const { candidate, base } = having.find((each) => each.base.state !== 'HELD') ?? having[0] ?? {};
    if (candidate === undefined || base === undefined) {
      results.set(located, { inbound, verdict: 'park', code: 'record.unknown' });
      continue;
    }
    const before = find({ recordKey: candidate.recordKey, source: PROVINCE });
    const own = await readOwnRecord(translating, base, frames);
    const heard = hear(candidate.city, own, inbound.event, { base, before });
    const told = nextItem(translating, inbound, candidate, base, before, heard, indexKey);
    const earlier = earlierAttempt(inbound, told);
    const next = earlier === null ? told : ofEarlier(inbound, told, before, earlier);
    const outcome =
      earlier === null ? appliedOf(inbound, candidate.city, next, heard) : appliedToEarlier(inbound, told.status);
    const applied = { ...outcome, batchId: base.batchId };
    const sequence = inbound.event.data.sequence;
    const expected = (before?.sequence ?? 0) + 1;
    if (before?.messageId === told.messageId) results.set(located, applied);
    else if (sequence < expected) results.set(located, { inbound, verdict: 'keep', code: 'record.stale' });
    else if (sequence > expected && !isAnswer(inbound))
      results.set(located, { inbound, verdict: 'park', code: 'webhook.sequence-gap' });
    else writes.push({ located, record: next, expectedFence: before?.fence ?? null, applied });
  }
  for (const { located, applied } of await writeAll(translating, writes)) results.set(located, applied);
  return results;
}

interface Write {
  readonly located: Located;
  readonly record: RecordItem;
  readonly expectedFence: number | null;
  readonly applied: Applied;
}

/** Answers the writes that won. */
async function writeAll({ table }: Translating, writes: readonly Write[]): Promise<readonly Write[]> {
  const money = writes.filter(({ record }) => record.kind === 'payment');
  const rest = writes.filter(({ record }) => record.kind !== 'payment');
  const outcomes = [
    ...(await writeRecords(table, rest)),
    ...(await writePayments(
      table,
      money.map((write) => ({ ...write, claim: null, code: write.record.problem })),
    )),
  ];
  return [...rest, ...money].filter((_, index) => outcomes[index] === 'won');
}

function appliedOf(inbound: Inbound, city: System, item: RecordItem, heard: Heard): Applied {
  if (!city.receives) return { inbound, verdict: 'keep', code: null };
  if (!heard.sayable) return { inbound, verdict: 'quarantine', code: heard.problem ?? 'state.unmappable' };
  const line = deliveryLine(city, inbound, item, heard.record);
  return { inbound, verdict: 'forward', destination: city.id, tenant: city.tenant, line };
}

/** The attempt an event names, where that is not the one under way; `null` where it is, or none is named. */
function earlierAttempt({ event }: Inbound, { recordKey, attempt }: RecordItem): number | null {
  const named = 'fundingLevel' in event.data ? event.data.paymentNo : undefined;
  if (named === undefined) return null;
  for (let earlier = attempt - 1; earlier > 0; earlier--) if (paymentNo(recordKey, earlier) === named) return earlier;
  return null;
}

/**
 * What the ledger keeps of a word on an earlier attempt. It is said of nothing the city's record holds now: told as that, the city
 * would take the attempt under way for failed and make a third beside it.
 */
function ofEarlier(inbound: Inbound, told: RecordItem, before: RecordItem | undefined, attempt: number): RecordItem {
  const over = mayBeTriedAgain(told.status);
  const problem = over ? null : 'payment.earlier-attempt';
  // What was said of the attempt under way goes on to the city as it stands.
  const stands = before !== undefined && before.attempt > attempt;
  const state = stands ? before.state : over ? 'DELIVERED' : 'QUARANTINED';
  const history = appendTransition(before?.history ?? '', {
    at: new Date(told.at),
    state,
    code: codeOf(inbound, before),
  });
  const { fence, sequence, at } = told;
  return stands
    ? { ...before, fence, sequence, at, history, problem: problem ?? before.problem }
    : // No version of the city's is its echo.
      { ...told, attempt, state, problem, history, contentHash: '' };
}

function appliedToEarlier(inbound: Inbound, status: string): Applied {
  return mayBeTriedAgain(status)
    ? { inbound, verdict: 'keep', code: 'record.stale' }
    : { inbound, verdict: 'quarantine', code: 'payment.earlier-attempt' };
}

function nextItem(
  { clock }: Translating,
  inbound: Inbound,
  { city, recordKey, personKey }: Candidate,
  base: RecordItem,
  before: RecordItem | undefined,
  { record, problem, sayable }: Heard,
  indexKey: Uint8Array,
): RecordItem {
  const { event } = inbound;
  const now = clock.now();
  const hash = contentHash(base.kind, record, indexKey);
  // Whom nobody tells has heard it already.
  const state = !city.receives ? 'DELIVERED' : sayable ? 'PENDING' : 'QUARANTINED';
  // By the event's own bytes: what it makes of the city's record changes with that record, and the repeat would be a stranger.
  const id = messageId(PROVINCE, recordKey, String(event.data.sequence), inbound.item.hash);
  return {
    recordKey,
    source: PROVINCE,
    kind: base.kind,
    tenant: base.tenant,
    state,
    fence: (before?.fence ?? 0) + 1,
    order: orderOf(event.data.updatedAt, event.data.sequence),
    contentHash: hash,
    messageId: id,
    personKey,
    batchId: '',
    row: 0,
    pointer: base.pointer,
    attemptId: id,
    attempt: base.attempt,
    sender: '',
    problem,
    fen: base.fen,
    sequence: event.data.sequence,
    status: statusOf(event),
    at: now.toISOString(),
    history: appendTransition(before?.history ?? '', { at: now, state, code: codeOf(inbound, before) }),
  };
}

/** What stands in the record's history: an answer that skips events says so. */
function codeOf(inbound: Inbound, before: RecordItem | undefined): string {
  const isNext = inbound.event.data.sequence === (before?.sequence ?? 0) + 1;
  return isAnswer(inbound) && !isNext ? ('webhook.gap-asked' satisfies ProblemCode) : inbound.event.type;
}

function deliveryLine(city: System, inbound: Inbound, item: RecordItem, record: Canonical): DeliveryLine {
  const kind = kindOf(inbound.event);
  const mapping: Mapping<Canonical> | undefined = mappingOf(city, kind);
  if (mapping === undefined) throw new Error(`${city.id} carries no ${kind}`);
  return {
    recordKey: item.recordKey,
    source: PROVINCE,
    kind,
    messageId: item.messageId,
    attemptId: item.attemptId,
    fen: item.fen,
    after: null,
    row: 0,
    line: 0,
    wire: mapping.encode(record),
  };
}
