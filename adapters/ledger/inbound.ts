import type { FramePointer } from '../../schemas/message.ts';
import { shardOf } from './shard.ts';
import { execute, getItem, getItems, type Item, type Key, keyText, type Table } from './table.ts';
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
}

/** An event whose predecessor has not come by then is quarantined with `webhook.sequence-gap`. */
export const PARK_DEADLINE_MS = 3_600_000;

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
}

/** Settles or parks events, each on its own; one that was settled meanwhile stays as it is. */
export async function changeInbounds(table: Table, changes: readonly InboundChange[]): Promise<void> {
  const codes = await execute(
    table,
    changes.map(({ webhookId, state, dueAt, problem }) => {
      const { pk, sk } = inboundKeyOf(webhookId);
      const done = state === 'APPLIED' || state === 'QUARANTINED';
      return {
        text: `UPDATE "${table.name}" SET "state"=?, "dueAt"=?, "problem"=?${done ? ' REMOVE "duePk"' : ''} WHERE "pk"=? AND "sk"=? AND "state" IN ('RECEIVED', 'PARKED')`,
        parameters: [state, dueAt, problem, pk, sk],
      };
    }),
  );
  const refused = codes.find((code) => code !== null && code !== 'ConditionalCheckFailed');
  if (refused !== undefined) throw new TypeError(`the ledger refused a statement: ${refused}`);
}

function toInbound(item: Item): InboundItem {
  const { pk, sk: _sk, duePk: _duePk, ...rest } = item;
  return { webhookId: String(pk).slice(2), ...rest } as unknown as InboundItem;
}
