import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { emptyHead } from '../../core/audit/chain.ts';
import type { AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import { append, type KeptHead, type Step } from '../../core/audit/open-acts.ts';
import { getItem, type Item, type Key, LedgerError, pauseFor, type Table, transact } from './table.ts';
import { listUnder } from './work.ts';

/** Of those that act on one tenant at a time, one wins each round. */
const RACES_MAX = 20;
const RACE_WAIT_MS = 15;
const SEQUENCE_DIGITS = 12;
const HEADS = 'U#head';

const NAMED_CONDITIONS = {
  entryNotThere: 'attribute_not_exists(pk)',
  headNotThere: 'attribute_not_exists(pk)',
  headAsSeen: '#hash = :seen',
} as const;

/**
 * Adds to a tenant's chain what `stepOn` says of its head, and answers the last entry written; `null` where it says there is nothing to do.
 * One transaction: the entries, which must not be there, and the head, which must be the one that was seen. An answer that was lost is
 * found by the entry's id. Throws LedgerError where others keep coming first.
 *
 * @param id of this writing alone, however often it is tried
 */
export async function appendToChain(
  table: Table,
  tenant: string,
  { id, at }: { readonly id: string; readonly at: Date },
  stepOn: (head: KeptHead) => Step | null,
): Promise<AuditEntry | null> {
  for (let race = 0; race < RACES_MAX; race++) {
    if (race > 0) await pauseFor(table, RACE_WAIT_MS * race);
    const kept = await readHead(table, tenant);
    const head = kept ?? { ...emptyHead(tenant), open: {}, sealed: null };
    const step = stepOn(head);
    if (step === null) return null;
    const added = append(head, step, { id, at: at.toISOString() });
    const last = added.entries.at(-1);
    if (last === undefined) throw new RangeError('a step without an entry');
    const items = [...added.entries.map((entry) => putEntry(table, entry)), moveHead(table, added.head, kept)];
    if (await isWritten(table, items, last)) return last;
  }
  throw new LedgerError('a chain of acts stays in conflict');
}

/** `undefined` of a tenant nobody has acted on yet. */
export async function readHead(table: Table, tenant: string): Promise<KeptHead | undefined> {
  const item = await getItem(table, headKeyOf(tenant));
  return item === undefined ? undefined : toHead(item);
}

/** The ends of all chains, by tenant. */
export async function readHeads(table: Table): Promise<readonly KeptHead[]> {
  return (await listUnder(table, HEADS, '')).map(toHead);
}

export interface EntryPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page goes on; `null` where there is none. By the place, as an entry may have been changed to say another. */
  readonly next: number | null;
}

/** Entries behind a sequence in the order they are kept, or before it the newest first. */
export async function readEntries(
  table: Table,
  tenant: string,
  { after, before, max }: { readonly after?: number; readonly before?: number; readonly max: number },
): Promise<EntryPage> {
  const bound = after ?? before;
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression:
        bound === undefined ? 'pk = :pk' : `pk = :pk AND sk ${after === undefined ? '<' : '>'} :bound`,
      ExpressionAttributeValues: marshall({
        ':pk': `U#${tenant}`,
        ...(bound === undefined ? {} : { ':bound': sequenceText(bound) }),
      }),
      ScanIndexForward: after !== undefined,
      ConsistentRead: true,
      Limit: max,
    }),
  );
  const last = answer.LastEvaluatedKey;
  return {
    // A number somebody changed to one that is none of ours is to be shown, not to be failed at.
    entries: (answer.Items ?? []).map((item) => toEntry(unmarshall(item, { wrapNumbers: Number }))),
    next: last === undefined ? null : Number(unmarshall(last)['sk']),
  };
}

/** All entries behind a sequence, in the order they are kept. */
export async function* readChain(table: Table, tenant: string, after: number): AsyncGenerator<AuditEntry> {
  for (let place: number | null = after; place !== null;) {
    const page: EntryPage = await readEntries(table, tenant, { after: place, max: ENTRIES_PER_PAGE });
    yield* page.entries;
    place = page.next;
  }
}

const ENTRIES_PER_PAGE = 1000;

async function isWritten(table: Table, items: readonly TransactWriteItem[], last: AuditEntry): Promise<boolean> {
  try {
    if ((await transact(table, items)) === null) return true;
  } catch (error) {
    if (await isThere(table, last)) return true;
    throw error;
  }
  return await isThere(table, last);
}

async function isThere(table: Table, { tenant, sequence, id }: AuditEntry): Promise<boolean> {
  return (await getItem(table, entryKeyOf(tenant, sequence)))?.['id'] === id;
}

function putEntry(table: Table, entry: AuditEntry): TransactWriteItem {
  return {
    Put: {
      TableName: table.name,
      Item: marshall({ ...entryKeyOf(entry.tenant, entry.sequence), ...entry }),
      ConditionExpression: NAMED_CONDITIONS.entryNotThere,
    },
  };
}

function moveHead(table: Table, head: KeptHead, seen: ChainHead | undefined): TransactWriteItem {
  return {
    Put: {
      TableName: table.name,
      Item: marshall({ ...headKeyOf(head.tenant), ...head }),
      ...(seen === undefined
        ? { ConditionExpression: NAMED_CONDITIONS.headNotThere }
        : {
            ConditionExpression: NAMED_CONDITIONS.headAsSeen,
            ExpressionAttributeNames: { '#hash': 'hash' },
            ExpressionAttributeValues: marshall({ ':seen': seen.hash }),
          }),
    },
  };
}

function headKeyOf(tenant: string): Key {
  return { pk: HEADS, sk: tenant };
}

function entryKeyOf(tenant: string, sequence: number): Key {
  return { pk: `U#${tenant}`, sk: sequenceText(sequence) };
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

function toHead({ pk: _pk, sk: _sk, ...head }: Item): KeptHead {
  return head as unknown as KeptHead;
}

function toEntry({ pk: _pk, sk: _sk, ...entry }: Item): AuditEntry {
  return entry as unknown as AuditEntry;
}
