import type { FramePointer } from '../../schemas/message.ts';
import { shardOf } from './shard.ts';
import { execute, getItem, getItems, type Item, type Key, keyText, type Statement, type Table } from './table.ts';
import { putNew } from './work.ts';

/** An inbound event by its webhook id: kept for good, so that the same id never has two effects. */
export interface InboundItem {
  readonly webhookId: string;
  readonly tenant: string;
  /** PARKED = waits for the event before it. */
  readonly state: 'RECEIVED' | 'PARKED' | 'APPLIED' | 'QUARANTINED';
  /** SHA-256 of the raw body, base64url. */
  readonly hash: string;
  readonly pointer: FramePointer;
  readonly receivedAt: string;
  readonly dueAt: string;
  readonly problem: string | null;
  /** How often the province was asked for the last word on its record, as the event before this one has not come. */
  readonly asked: number;
  /** The event such a question was about: this is the province's answer, its word up to this sequence, whatever came before. */
  readonly answerTo: string | null;
}

/** An event whose predecessor has not come by then is no longer merely waited for: the province is asked (decision 0030). */
export const PARK_DEADLINE_MS = 3_600_000;
/** An event whose record has not come by then is quarantined with `record.unknown`. */
export const UNKNOWN_DEADLINE_MS = 30 * 86_400_000;

/** An answer's own id: no id of the province's holds a dot, and a question that is put twice has one answer. */
export function answerIdOf(webhookId: string, asked: number): string {
  return `${webhookId}.${asked}`;
}

/** An event as it is first kept. */
export function receivedInbound(
  event: Pick<InboundItem, 'webhookId' | 'hash' | 'pointer' | 'receivedAt' | 'dueAt'>,
): InboundItem {
  return { ...event, tenant: 'province', state: 'RECEIVED', problem: null, asked: 0, answerTo: null };
}

export function inboundKeyOf(webhookId: string): Key {
  return { pk: `W#${webhookId}`, sk: '0' };
}

export async function createInbound(table: Table, inbound: InboundItem): Promise<boolean> {
  const { webhookId, ...rest } = inbound;
  const key = inboundKeyOf(webhookId);
  return await putNew(table, { ...key, ...rest, duePk: `due#${shardOf(key.pk)}` });
}

export async function readInbound(table: Table, webhookId: string): Promise<InboundItem | undefined> {
  const item = await getItem(table, inboundKeyOf(webhookId));
  return item === undefined ? undefined : toInbound(item);
}

export async function readInbounds(
  table: Table,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, InboundItem>> {
  const found = await getItems(table, webhookIds.map(inboundKeyOf));
  const known = new Map<string, InboundItem>();
  for (const webhookId of webhookIds) {
    const item = found.get(keyText(inboundKeyOf(webhookId)));
    if (item !== undefined) known.set(webhookId, toInbound(item));
  }
  return known;
}

export interface InboundChange {
  readonly webhookId: string;
  readonly state: InboundItem['state'];
  readonly dueAt: string;
  readonly problem: string | null;
  readonly asked: number;
  /** When it changed, RFC 3339 in UTC. */
  readonly at: string;
}

/**
 * Settles or parks events, each on its own; one that was settled meanwhile stays as it is. What is quarantined stands in the `problem` index,
 * where a person finds it.
 */
export async function changeInbounds(table: Table, changes: readonly InboundChange[]): Promise<void> {
  const codes = await execute(
    table,
    changes.map((change) => statementOf(table, change)),
  );
  const refused = codes.find((code) => code !== null && code !== 'ConditionalCheckFailed');
  if (refused !== undefined) throw new TypeError(`the ledger refused a statement: ${refused}`);
}

function statementOf(table: Table, { webhookId, state, dueAt, problem, asked, at }: InboundChange): Statement {
  const { pk, sk } = inboundKeyOf(webhookId);
  const isDone = state === 'APPLIED' || state === 'QUARANTINED';
  const shown = state === 'QUARANTINED' ? { problemPk: `province#${shardOf(pk)}`, problemAt: at } : {};
  const set = { state, dueAt, problem, asked, ...shown };
  const names = Object.keys(set).map((name) => `"${name}"=?`);
  return {
    text: `UPDATE "${table.name}" SET ${names.join(', ')}${isDone ? ' REMOVE "duePk"' : ''} WHERE "pk"=? AND "sk"=? AND "state" IN ('RECEIVED', 'PARKED')`,
    parameters: [...Object.values(set), pk, sk],
  };
}

function toInbound(item: Item): InboundItem {
  const { pk, sk: _sk, duePk: _duePk, problemPk: _problemPk, problemAt: _problemAt, ...rest } = item;
  return { webhookId: String(pk).slice(2), asked: 0, answerTo: null, ...rest } as unknown as InboundItem;
}
