import { ConditionalCheckFailedException, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Count, Plan } from '../../core/replay/plan.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { shardOf } from './shard.ts';
import { getItem, getItems, type Item, type Key, keyText, type Table } from './table.ts';
import { listUnder, putNew } from './work.ts';

/** Longer than a step may take: what is sent again before would be done twice. */
export const REPLAY_LEASE_MS = 600_000;

/** What one step of the search found, and where the next one goes on; `next` is `null` behind the last. */
export interface FoundPart {
  readonly step: number;
  readonly rows: number;
  readonly pointer: FramePointer | null;
  readonly next: string | null;
}

/** A part of the list: what one message runs. */
export interface ListPart {
  /** From 1. */
  readonly part: number;
  readonly pointers: readonly FramePointer[];
  readonly rows: number;
  readonly counts: readonly Count[];
  readonly tenants: readonly string[];
}

const LIST = 'Y#list';
const LISTED_PER_READ = 100;
const NAMED_CONDITIONS = { asSeen: 'version = :seen' } as const;

export function replayKeyOf(replayId: string): Key {
  return { pk: `Y#${replayId}`, sk: '0' };
}

/** Whether a due entry is a plan of a replay. */
export function isReplayKey({ pk }: Key): boolean {
  return pk.startsWith('Y#');
}

/** Keeps a new plan; it is listed first, so that whatever is there can be found. */
export async function createReplay(table: Table, plan: Plan, dueAt: Date): Promise<boolean> {
  await putNew(table, { pk: LIST, sk: `${plan.createdAt}#${plan.replayId}`, replayId: plan.replayId });
  return await putNew(table, toItem(plan, dueAt));
}

export async function readReplay(table: Table, replayId: string): Promise<Plan | undefined> {
  const item = await getItem(table, replayKeyOf(replayId));
  return item === undefined ? undefined : toPlan(item);
}

/** Writes the plan's next version, if nobody else has: of two one wins. While it is being made or run it is due at `dueAt`. */
export async function writeReplay(table: Table, plan: Plan, dueAt: Date): Promise<boolean> {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(toItem(plan, dueAt), { removeUndefinedValues: true }),
        ConditionExpression: NAMED_CONDITIONS.asSeen,
        ExpressionAttributeValues: marshall({ ':seen': plan.version - 1 }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Plans, newest first, behind a place of this list; `''` = from the newest. */
export async function listReplays(
  table: Table,
  after: string,
  max: number,
): Promise<{ readonly plans: readonly { readonly place: string; readonly plan: Plan }[]; readonly more: boolean }> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': LIST }),
      ScanIndexForward: false,
      Limit: Math.min(max, LISTED_PER_READ),
      ConsistentRead: true,
      ...(after === '' ? {} : { ExclusiveStartKey: marshall({ pk: LIST, sk: after }) }),
    }),
  );
  const places = (answer.Items ?? []).map((item) => unmarshall(item));
  const keys = places.map(({ replayId }) => replayKeyOf(String(replayId)));
  const found = await getItems(table, keys);
  const plans = places.flatMap(({ sk, replayId }) => {
    const item = found.get(keyText(replayKeyOf(String(replayId))));
    return item === undefined ? [] : [{ place: String(sk), plan: toPlan(item) }];
  });
  return { plans, more: answer.LastEvaluatedKey !== undefined };
}

/** Keeps what a step of the search found; of two workers on one step the first is right. */
export async function keepFound(table: Table, replayId: string, found: FoundPart): Promise<void> {
  await putNew(table, { pk: replayKeyOf(replayId).pk, sk: `F#${padded(found.step)}`, ...found });
}

export async function listFound(table: Table, replayId: string): Promise<readonly FoundPart[]> {
  return (await listUnder(table, replayKeyOf(replayId).pk, 'F#')) as unknown as readonly FoundPart[];
}

/** Keeps what was found in order, once. */
export async function keepOrdered(table: Table, replayId: string, pointers: readonly FramePointer[]): Promise<void> {
  await putNew(table, { pk: replayKeyOf(replayId).pk, sk: 'ordered', pointers });
}

export async function readOrdered(table: Table, replayId: string): Promise<readonly FramePointer[] | undefined> {
  const item = await getItem(table, { pk: replayKeyOf(replayId).pk, sk: 'ordered' });
  return item?.['pointers'] as readonly FramePointer[] | undefined;
}

export async function keepListPart(table: Table, replayId: string, part: ListPart): Promise<void> {
  await putNew(table, { pk: replayKeyOf(replayId).pk, sk: `P#${padded(part.part)}`, ...part });
}

export async function listListParts(table: Table, replayId: string): Promise<readonly ListPart[]> {
  return (await listUnder(table, replayKeyOf(replayId).pk, 'P#')) as unknown as readonly ListPart[];
}

export async function readListPart(table: Table, replayId: string, part: number): Promise<ListPart | undefined> {
  const item = await getItem(table, { pk: replayKeyOf(replayId).pk, sk: `P#${padded(part)}` });
  return item as unknown as ListPart | undefined;
}

/**
 * What becomes of each line of a part, a letter each, decided once before anything is sent: whoever runs the part again sends the same.
 * Answers what stands.
 */
export async function keepVerdicts(table: Table, replayId: string, part: number, verdicts: string): Promise<string> {
  if (await putNew(table, { pk: replayKeyOf(replayId).pk, sk: `R#${padded(part)}`, verdicts })) return verdicts;
  const kept = await readVerdicts(table, replayId, part);
  if (kept === undefined) throw new TypeError('what was there is gone');
  return kept;
}

export async function readVerdicts(table: Table, replayId: string, part: number): Promise<string | undefined> {
  const item = await getItem(table, { pk: replayKeyOf(replayId).pk, sk: `R#${padded(part)}` });
  return item === undefined ? undefined : String(item['verdicts']);
}

function toItem(plan: Plan, dueAt: Date): Item {
  const key = replayKeyOf(plan.replayId);
  const isDue = plan.state === 'PLANNING' || plan.state === 'RUNNING';
  const due = isDue ? { duePk: `due#${shardOf(key.pk + key.sk)}`, dueAt: dueAt.toISOString() } : {};
  return { ...key, ...plan, ...due };
}

function toPlan(item: Item): Plan {
  const { pk: _pk, sk: _sk, duePk: _shard, dueAt: _due, ...rest } = item;
  return rest as unknown as Plan;
}

function padded(number: number): string {
  return String(number).padStart(6, '0');
}
