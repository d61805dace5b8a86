import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { JournalEntry } from '../../core/audit/journal.ts';
import { allShards } from './shard.ts';
import type { Key, Table } from './table.ts';

/** Whose entries of a day: a tenant's, or all. */
export interface JournalOf {
  /** Day in China, `YYYY-MM-DD`: the journal's own are days in UTC, so it takes parts of two. */
  readonly date: string;
  readonly tenant?: string;
}

export interface JournalPage {
  readonly entries: readonly JournalEntry[];
  /** Where the next page goes on; `null` behind the last. */
  readonly next: Key | null;
}

const DAY_MS = 86_400_000;

/** Some entries of the money journal, in the order of their keys. A page may be empty and have others behind it. */
export async function readJournalPage(
  table: Table,
  { date, tenant }: JournalOf,
  after: Key | null,
  readMax: number,
): Promise<JournalPage> {
  const partitions = partitionsOf(date);
  const pk = after?.pk ?? partitions[0] ?? '';
  const midnight = new Date(`${date}T00:00:00+08:00`).getTime();
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      // Of two moments of one day the later is the greater text: all are written in UTC to the millisecond.
      FilterExpression: `#at BETWEEN :from AND :to${tenant === undefined ? '' : ' AND tenant = :tenant'}`,
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: marshall({
        ':pk': pk,
        ':from': new Date(midnight).toISOString(),
        ':to': new Date(midnight + DAY_MS - 1).toISOString(),
        ...(tenant === undefined ? {} : { ':tenant': tenant }),
      }),
      ConsistentRead: true,
      Limit: readMax,
      ...(after === null || after.sk === '' ? {} : { ExclusiveStartKey: marshall({ pk: after.pk, sk: after.sk }) }),
    }),
  );
  const entries = (answer.Items ?? []).map((item) => unmarshall(item, { wrapNumbers: Number }) as JournalEntry);
  const last = answer.LastEvaluatedKey;
  if (last !== undefined) return { entries, next: unmarshall(last) as Key };
  const following = partitions[partitions.indexOf(pk) + 1];
  return { entries, next: following === undefined ? null : { pk: following, sk: '' } };
}

/** All of them. */
export async function* readJournal(table: Table, of: JournalOf): AsyncGenerator<JournalEntry> {
  let after: Key | null = null;
  do {
    const page: JournalPage = await readJournalPage(table, of, after, READ_AT_ONCE);
    yield* page.entries;
    after = page.next;
  } while (after !== null);
}

/** More than fit into the megabyte of an answer. */
const READ_AT_ONCE = 10_000;

/** Whether a place, as somebody may have made it up, is one of this day. */
export function isPlaceOf(date: string, { pk }: Key): boolean {
  return partitionsOf(date).includes(pk);
}

/** From 16:00 in UTC of the day before until 16:00. */
function partitionsOf(date: string): readonly string[] {
  const before = new Date(new Date(`${date}T00:00:00Z`).getTime() - DAY_MS).toISOString().slice(0, 10);
  return [before, date].flatMap((day) => allShards().map((shard) => `M#${day}#${shard}`));
}
