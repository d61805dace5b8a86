import { readAliases } from '../../adapters/ledger/aliases.ts';
import { writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem, writeRecords } from '../../adapters/ledger/records.ts';
import {
  aliasKey,
  certificateRecordKey,
  contentHash,
  messageId,
  numberKindOf,
  personRecordKey,
} from '../../core/identity.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { orderOf } from '../../core/ledger/order.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { type ChunkLine, decodeChunk, type DeliveryLine } from '../../core/lines.ts';
import { kindOf, overlay, statusOf } from '../../core/overlay.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { mappingOf, systems } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import type { Inbound } from './events.ts';

const PROVINCE = 'province/yuegonghui';
const ROUNDS_MAX = 20;

export type Applied = { readonly inbound: Inbound } & (
  | { readonly verdict: 'forward'; readonly destination: string; readonly tenant: string; readonly line: DeliveryLine }
  /** Kept, not applied: it is older than what was applied already. */
  | { readonly verdict: 'keep'; readonly code: string }
  /** Its predecessor, or its record, is not there yet. */
  | { readonly verdict: 'park'; readonly code: string }
);

interface Located {
  readonly inbound: Inbound;
  readonly city: System;
  readonly recordKey: string;
  readonly personKey: string;
}

/** Applies events by their record's own sequence: each must be the next one; later ones wait, earlier ones are kept. */
export async function applyEvents(translating: Translating, inbounds: readonly Inbound[]): Promise<readonly Applied[]> {
  const indexKey = await translating.secrets.indexKey();
  const located = await locate(translating, inbounds, indexKey);
  const applied: Applied[] = located.filter((each) => 'verdict' in each);
  let open = located.filter((each) => 'city' in each);
  for (let stuck = 0; open.length > 0;) {
    if (stuck === ROUNDS_MAX) throw new Error(`${open.length} events keep losing their write`);
    // One event per record and round, the lowest sequence first.
    const sorted = open.toSorted((a, b) => a.inbound.event.data.sequence - b.inbound.event.data.sequence);
    const turn = sorted.filter(
      (each, index) => sorted.findIndex((other) => other.recordKey === each.recordKey) === index,
    );
    const results = await applyRound(translating, turn, indexKey);
    applied.push(...results.values());
    stuck = results.size === 0 ? stuck + 1 : 0;
    open = sorted.filter((each) => !results.has(each));
  }
  return applied;
}

async function locate(
  translating: Translating,
  inbounds: readonly Inbound[],
  indexKey: Uint8Array,
): Promise<readonly (Located | Applied)[]> {
  const addressed = inbounds.map((inbound) => {
    const { programmeCode, declarationNo } = inbound.event.data;
    const city = systems.find((system) => system.side === 'city' && system.programme === programmeCode);
    return { inbound, city, alias: city === undefined ? '' : aliasKey(indexKey, city.id, declarationNo) };
  });
  const aliases = await readAliases(
    translating.table,
    addressed.map(({ alias }) => alias).filter((alias) => alias !== ''),
  );
  return addressed.map(({ inbound, city, alias }): Located | Applied => {
    const holder = aliases.get(alias);
    if (city === undefined) return { inbound, verdict: 'park', code: 'code.unknown' };
    if (holder === undefined) return { inbound, verdict: 'park', code: 'record.unknown' };
    return { inbound, city, personKey: holder.personKey, recordKey: keyOf(inbound, holder.personKey, indexKey) };
  });
}

function keyOf({ event }: Inbound, personKey: string, indexKey: Uint8Array): string {
  const { data } = event;
  if ('certificateNo' in data)
    return certificateRecordKey(indexKey, numberKindOf(data.certificateType, data.programmeCode), data.certificateNo);
  const level = 'fundingLevel' in data ? data.fundingLevel : null;
  return personRecordKey(personKey, data.programmeCode, data.programmeYear, level);
}

async function applyRound(
  translating: Translating,
  turn: readonly Located[],
  indexKey: Uint8Array,
): Promise<ReadonlyMap<Located, Applied>> {
  const find = await readRecords(
    translating.table,
    turn.flatMap(({ recordKey, city }) => [PROVINCE, city.id].map((source) => ({ recordKey, source }))),
  );
  const results = new Map<Located, Applied>();
  const writes: {
    readonly located: Located;
    readonly record: RecordItem;
    readonly expectedFence: number | null;
    readonly applied: Applied;
  }[] = [];
  const frames = new Map<string, readonly ChunkLine[]>();
  for (const located of turn) {
    const { inbound, recordKey, city } = located;
    const base = find({ recordKey, source: city.id });
    const before = find({ recordKey, source: PROVINCE });
    if (base === undefined) {
      results.set(located, { inbound, verdict: 'park', code: 'record.unknown' });
      continue;
    }
    const merged = overlay(await cityRecord(translating, base, frames), inbound.event);
    const next = nextItem(translating, located, base, before, merged, indexKey);
    const sequence = inbound.event.data.sequence;
    const expected = (before?.sequence ?? 0) + 1;
    const line = deliveryLine(located, next, merged);
    const forward: Applied = { inbound, verdict: 'forward', destination: city.id, tenant: city.tenant, line };
    if (before?.messageId === next.messageId) results.set(located, forward);
    else if (sequence < expected) results.set(located, { inbound, verdict: 'keep', code: 'record.stale' });
    else if (sequence > expected) results.set(located, { inbound, verdict: 'park', code: 'webhook.sequence-gap' });
    else writes.push({ located, record: next, expectedFence: before?.fence ?? null, applied: forward });
  }
  const money = writes.filter(({ record }) => record.kind === 'payment');
  const rest = writes.filter(({ record }) => record.kind !== 'payment');
  const outcomes = [
    ...(await writeRecords(translating.table, rest)),
    ...(await writePayments(
      translating.table,
      money.map((write) => ({ ...write, claim: null, code: null })),
    )),
  ];
  [...rest, ...money].forEach(({ located, applied }, index) => {
    if (outcomes[index] === 'won') results.set(located, applied);
  });
  return results;
}

/** The city's own record, from the vault; frames of one round are read once. */
async function cityRecord(
  { vault }: Translating,
  base: RecordItem,
  frames: Map<string, readonly ChunkLine[]>,
): Promise<Canonical> {
  const { line, ...frame } = parsePointer(base.pointer);
  const name = `${frame.object}#${frame.frame}`;
  const lines = frames.get(name) ?? decodeChunk(await vault.readFrame(frame));
  frames.set(name, lines);
  const found = lines[line];
  if (found === undefined || found.recordKey !== base.recordKey)
    throw new Error('the pointer does not lead to its record');
  return found.record;
}

function nextItem(
  { clock }: Translating,
  { inbound, recordKey, personKey }: Located,
  base: RecordItem,
  before: RecordItem | undefined,
  merged: Canonical,
  indexKey: Uint8Array,
): RecordItem {
  const { event } = inbound;
  const now = clock.now();
  const hash = contentHash(base.kind, merged, indexKey);
  const id = messageId(PROVINCE, recordKey, String(event.data.sequence), hash);
  return {
    recordKey,
    source: PROVINCE,
    kind: base.kind,
    tenant: base.tenant,
    state: 'PENDING',
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
    problem: null,
    fen: base.fen,
    sequence: event.data.sequence,
    status: statusOf(event),
    at: now.toISOString(),
    history: appendTransition(before?.history ?? '', { at: now, state: 'PENDING', code: event.type }),
  };
}

function deliveryLine({ inbound, recordKey, city }: Located, item: RecordItem, merged: Canonical): DeliveryLine {
  const kind = kindOf(inbound.event);
  const mapping = mappingOf(city, kind);
  if (mapping === undefined) throw new Error(`${city.id} carries no ${kind}`);
  return {
    recordKey,
    source: PROVINCE,
    kind,
    messageId: item.messageId,
    attemptId: item.attemptId,
    fen: item.fen,
    after: null,
    row: 0,
    line: 0,
    wire: mapping.encode(merged),
  };
}
