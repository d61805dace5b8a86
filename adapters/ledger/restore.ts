import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { getItem, type Key, LedgerError, type Table } from './table.ts';

/**
 * That the table was put back to an earlier time (decision 0031). What the ledger forgot by it: money it shows as not yet sent may have
 * been, grants it shows as free may have been paid, and events it has no item of may lie in the vault.
 */
export interface Restore {
  /** The time the table was put back to, RFC 3339 in UTC. */
  readonly restoredTo: string;
  /** When two operators had said so. Whatever was written before it stood in the restored table. */
  readonly at: string;
  /** Where the look through the payments that were sent on since stands; `null` = their claims and attempts are all there again. */
  readonly claims: LookedAt | null;
  /** Where the look through the vault's events stands; `null` = all of them have been looked at. */
  readonly events: LookedAt | null;
  /** +1 with each write: of two that go on from one place one wins. */
  readonly version: number;
}

/** Which of the vault's objects under `<prefix>/<day>/` comes next. */
export interface LookedAt {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** The last object looked at; `''` = none of the day's yet. */
  readonly after: string;
}

const KEY: Key = { pk: 'X#restore', sk: '0' };
const ROUNDS_MAX = 8;
const DAY_MS = 86_400_000;

/** `undefined` = this table was never put back. */
export async function readRestore(table: Table): Promise<Restore | undefined> {
  const item = await getItem(table, KEY);
  return item === undefined ? undefined : (item as unknown as Restore);
}

/** Whether some of the claims the table has forgotten, or of the attempts payments were sent as, may not be there again. */
export function isRecoveringClaims(restore: Restore | undefined): boolean {
  return restore !== undefined && restore.claims !== null;
}

/**
 * Writes down that the table was put back; the same again changes nothing. Another restore, or a correction, begins the looks through the
 * vault anew, and what was in doubt by the one before stays so: of two times the later counts, and of two places to look from the earlier.
 */
export async function putRestore(
  table: Table,
  said: { readonly restoredTo: string; readonly at: string },
): Promise<void> {
  const restoredTo = new Date(said.restoredTo).toISOString();
  const at = new Date(said.at).toISOString();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = await readRestore(table);
    if (before?.restoredTo === restoredTo) return;
    // A day earlier: the days are those of the clock of whoever kept the event.
    const day = new Date(new Date(restoredTo).getTime() - DAY_MS).toISOString().slice(0, 10);
    const next = {
      restoredTo: before !== undefined && before.restoredTo > restoredTo ? before.restoredTo : restoredTo,
      at: before !== undefined && before.at > at ? before.at : at,
      claims: lookFrom(day, before?.claims),
      events: lookFrom(day, before?.events),
    };
    if (await replace(table, before?.version ?? null, next)) return;
  }
  throw new LedgerError('the restore keeps losing its write');
}

/** A look that has not ended goes on from where it stands, if that is earlier: what it has yet to come by is not in this table either. */
function lookFrom(day: string, unfinished: LookedAt | null = null): LookedAt {
  return unfinished !== null && unfinished.day < day ? unfinished : { day, after: '' };
}

/** Notes how far one of the looks through the vault has come. `false` when somebody else has gone on from there. */
export async function moveRestore(
  table: Table,
  seen: Restore,
  come: Partial<Pick<Restore, 'claims' | 'events'>>,
): Promise<boolean> {
  const { version, ...said } = seen;
  return await replace(table, version, { ...said, ...come });
}

async function replace(table: Table, expected: number | null, next: Omit<Restore, 'version'>): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(KEY),
        UpdateExpression:
          'SET restoredTo = :restoredTo, #at = :at, claims = :claims, #events = :events, #version = :version',
        ConditionExpression: expected === null ? 'attribute_not_exists(pk)' : '#version = :expected',
        ExpressionAttributeNames: { '#at': 'at', '#events': 'events', '#version': 'version' },
        ExpressionAttributeValues: marshall({
          ':restoredTo': next.restoredTo,
          ':at': next.at,
          ':claims': next.claims,
          ':events': next.events,
          ':version': (expected ?? 0) + 1,
          ...(expected === null ? {} : { ':expected': expected }),
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
