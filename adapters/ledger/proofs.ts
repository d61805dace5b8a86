import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Subtree } from '../../core/proof/merkle.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { type BatchItem, batchKeyOf } from './batches.ts';
import { getItem, getItems, type Item, type Key, keyText, type Table } from './table.ts';

/** A batch's rows as ingest knows them, sealed in the vault in the order of the file, all frames but the last of one length. */
export interface KeptRows {
  readonly rows: number;
  /** Of the first frame and the last; null where there are no rows. */
  readonly first: FramePointer | null;
  readonly last: FramePointer | null;
  /** What a row's mark stands for: `forwarded`, or a leaf's last two words, `rejected citizen-id.check-digit`. */
  readonly ends: readonly string[];
}

/** A proof in the making: of a long batch, each call goes some way. */
export interface ProofBegun {
  readonly state: 'MAKING';
  /** Frames of the kept rows that are in the tree. */
  readonly frames: number;
  readonly subtrees: readonly Subtree[];
  /** Rows so far, by outcome. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A proof that was made. Its bytes never change. */
export interface ProofMade {
  readonly state: 'MADE';
  /** Hex. */
  readonly root: string;
  /** The signed statement, and the frames behind it. */
  readonly frames: readonly FramePointer[];
}

export type ProofItem = ProofBegun | ProofMade;

/** Of one reading of a batch. */
export function batchProofKey(batchId: string, run: string): Key {
  return { pk: `V#${batchId}`, sk: run };
}

/** Of a tenant's business day, in one of its editions: with the batches, and the comparisons, there were. */
export function dayProofKey(tenant: string, date: string, edition: string): Key {
  return { pk: `V#${tenant}`, sk: `${date}#${edition}` };
}

export async function readProof(table: Table, key: Key): Promise<ProofItem | undefined> {
  const item = await getItem(table, key);
  if (item === undefined) return undefined;
  const { subtrees } = item as { readonly subtrees?: readonly { readonly leaves: number; readonly hash: string }[] };
  return {
    ...item,
    ...(subtrees === undefined
      ? {}
      : { subtrees: subtrees.map(({ leaves, hash }) => ({ leaves, hash: Buffer.from(hash, 'base64') })) }),
  } as unknown as ProofItem;
}

/** Keeps how far a proof is; of one that was made meanwhile nothing changes. */
export async function keepProgress(table: Table, key: Key, begun: ProofBegun): Promise<void> {
  const subtrees = begun.subtrees.map(({ leaves, hash }) => ({ leaves, hash: Buffer.from(hash).toString('base64') }));
  await putUnlessMade(table, { ...key, ...begun, subtrees });
}

/** Makes a proof, once: of two that were made at a time the first stands. `false` when there was one. */
export async function keepProof(table: Table, key: Key, made: ProofMade): Promise<boolean> {
  return await putUnlessMade(table, { ...key, ...made });
}

async function putUnlessMade(table: Table, item: Item): Promise<boolean> {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: NAMED_CONDITIONS.notMade,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':making': 'MAKING' }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const NAMED_CONDITIONS = {
  notMade: 'attribute_not_exists(pk) OR #state = :making',
} as const;

/** A tenant's batches announced in a time, both ends included, in the order they were announced. */
export async function listAnnounced(
  table: Table,
  tenant: string,
  from: string,
  until: string,
): Promise<readonly BatchItem[]> {
  const ids: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
        // Behind the time stands the batch: `~` is behind every id.
        ExpressionAttributeValues: marshall({ ':pk': `T#${tenant}`, ':from': `B#${from}`, ':until': `B#${until}~` }),
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    ids.push(...(answer.Items ?? []).map((item) => String(unmarshall(item)['batchId'])));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  const distinct = [...new Set(ids)];
  const items = await getItems(table, distinct.map(batchKeyOf));
  return distinct.flatMap((id) => (items.get(keyText(batchKeyOf(id))) as unknown as BatchItem | undefined) ?? []);
}
