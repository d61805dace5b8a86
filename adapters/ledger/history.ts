import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../core/in-parallel.ts';
import { type Amount, isConserved, sum, type Tally, tallyOf } from '../../core/ledger/tally.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { type BatchItem, batchKeyOf, type DueBatch, readDueBatch, type SnapshotFlip } from './batches.ts';
import { getItem, type Key, LedgerError, pauseFor, type Table } from './table.ts';
import { listUnder, putNew, type WorkItem } from './work.ts';

/** What two persons have said of the payments a tenant made before go-live. Signed once, for good (decision 0027). */
export interface History {
  readonly tenant: string;
  readonly state: 'OPEN' | 'SIGNED';
  /** Raised by the end of every import's ingest, and by the sign-off: of the two, one sees the other. 0 = there is no item yet. */
  readonly version: number;
  /** Signed off: rows and 分 of all that was imported. Nothing while it is open. */
  readonly rows: number;
  readonly fen: string;
  readonly signedBy: readonly string[];
  /** RFC 3339. */
  readonly signedAt: string | null;
}

/** One import and where its rows are; `applied` is what was imported. */
export interface Import {
  readonly batch: BatchItem;
  readonly tally: Tally;
  /** Whether something of it may still be imported. */
  readonly state: 'open' | 'settled' | 'abandoned';
}

export interface HistoryStatement {
  readonly history: History;
  /** Oldest first. */
  readonly imports: readonly Import[];
  /** Summed from the imports' own statements. */
  readonly imported: Amount;
}

/** What two persons sign: the rows and 分 they say were paid before go-live. */
export interface SignOff {
  readonly tenant: string;
  readonly rows: number;
  readonly fen: string;
  readonly by: readonly [string, string];
  /** RFC 3339. */
  readonly at: string;
}

/** An announced import whose file has not come by then is no longer waited for: were it to come, it would find the history closed. */
const UPLOAD_WAIT_MS = 3_600_000;
const ROUNDS_MAX = 8;
const CONFLICT_WAIT_MS = 20;

const NAMED_CONDITIONS = {
  notThere: 'attribute_not_exists(pk)',
  asSeen: 'version = :seen',
} as const;

/** Strongly consistent. Signed stays signed, so `true` holds from then on; `false` may be over the moment it is read. */
export async function isHistorySigned(table: Table, tenant: string): Promise<boolean> {
  return (await readHistory(table, tenant)).state === 'SIGNED';
}

/** A tenant's history; open where nobody has said anything of it. */
export async function readHistory(table: Table, tenant: string): Promise<History> {
  const item = await getItem(table, historyKeyOf(tenant));
  if (item === undefined) return { tenant, state: 'OPEN', version: 0, rows: 0, fen: '0', signedBy: [], signedAt: null };
  const { pk: _pk, sk: _sk, ...history } = item;
  return history as unknown as History;
}

/** Enters an import under its tenant, before the batch is made: one that is not entered could be missed by the sign-off. */
export async function enterImport(table: Table, tenant: string, batchId: string): Promise<void> {
  await putNew(table, { pk: historyKeyOf(tenant).pk, sk: `B#${batchId}`, batchId });
}

/**
 * What ends an import's ingest together with its batch: the history as it was read, one version on. A sign-off in between makes it
 * fail, and one that comes after it has to look again.
 */
export function importFlip(history: History): SnapshotFlip {
  return {
    key: historyKeyOf(history.tenant),
    expectedVersion: history.version,
    snapshot: { ...history, version: history.version + 1 },
  };
}

/** The tenant's history with all of its imports. */
export async function listHistory(table: Table, tenant: string, now: Date): Promise<HistoryStatement> {
  // First the history, then its imports: what ends in between shows in the version.
  const history = await readHistory(table, tenant);
  const entries = await listUnder(table, historyKeyOf(tenant).pk, 'B#');
  const imports: Import[] = [];
  await inParallel(entries, async (entry) => {
    const due = await readDueBatch(table, String(entry['batchId']));
    if (due !== undefined) imports.push(await importOf(table, due, now));
  });
  return {
    history,
    imports: imports.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    imported: sum(imports.map(({ tally }) => tally.applied)),
  };
}

/**
 * Signs off what was imported: `null` when it stands signed with these totals, by whomever. Refused while an import is under way and
 * when the totals the two persons state are not those of the imports; no imports and totals of zero declare that there is no history.
 */
export async function signOffHistory(table: Table, signOff: SignOff): Promise<ProblemCode | null> {
  const { tenant, rows, fen, by, at } = signOff;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { history, imports, imported } = await listHistory(table, tenant, new Date(at));
    if (history.state === 'SIGNED') return history.rows === rows && history.fen === fen ? null : 'history.closed';
    if (imports.some(({ state }) => state === 'open')) return 'history.unfinished';
    if (imported.rows !== rows || imported.fen !== fen) return 'history.total-mismatch';
    const signed: History = {
      tenant,
      state: 'SIGNED',
      version: history.version + 1,
      rows,
      fen,
      signedBy: by,
      signedAt: at,
    };
    if (await putHistory(table, signed, history.version)) return null;
    // An import ended meanwhile, or somebody else signed.
    await pauseFor(table, CONFLICT_WAIT_MS);
  }
  throw new LedgerError('the history stays in conflict');
}

function historyKeyOf(tenant: string): Key {
  return { pk: `H#${tenant}`, sk: '0' };
}

async function importOf(table: Table, { batch, announcedAt }: DueBatch, now: Date): Promise<Import> {
  // Nothing is delivered of an import, so its chunks are all of its work.
  const { pk } = batchKeyOf(batch.batchId);
  const works = batch.run === null ? [] : await listUnder(table, pk, `C#${batch.run}#`);
  const tally = tallyOf(batch.received, [batch.settled, ...works.map((work) => (work as unknown as WorkItem).settled)]);
  if (batch.state === 'AWAITING_UPLOAD') {
    const waited = now.getTime() - new Date(announcedAt).getTime();
    return { batch, tally, state: waited < UPLOAD_WAIT_MS ? 'open' : 'abandoned' };
  }
  return { batch, tally, state: isConserved(tally) ? 'settled' : 'open' };
}

function nameOf({ batch }: Import): string {
  return `${batch.createdAt} ${batch.batchId}`;
}

async function putHistory(table: Table, history: History, seen: number): Promise<boolean> {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall({ ...historyKeyOf(history.tenant), ...history }),
        ConditionExpression: seen === 0 ? NAMED_CONDITIONS.notThere : NAMED_CONDITIONS.asSeen,
        ...(seen === 0 ? {} : { ExpressionAttributeValues: marshall({ ':seen': seen }) }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
