import { type CancellationReason, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { claimKeysOf, programmeOf } from '../../core/identity.ts';
import { isReportedAsMade, mayBeTriedAgain } from '../../core/ledger/attempt.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { mayBeReplayed, mayHaveGoneSince } from '../../core/ledger/replay.ts';
import { isUndelivered, TRANSITIONS } from '../../core/ledger/states.ts';
import { mayHaveBeenPaid, wasNeverTaken } from '../../core/payout.ts';
import type { LinkFault } from '../../core/permits.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Statement } from '../../schemas/statement.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { type ClaimItem, claimKeyOf, journalKeyOf, writePayments } from './payments.ts';
import { type ClaimedByBoth, claimedByBoth, putPermitLink, readPermitChain } from './permit-links.ts';
import { readRecords, recordKeyOf, type RecordItem, toRecord } from './records.ts';
import { putRestore, readRestore } from './restore.ts';
import { signOffHistory } from './history.ts';
import { getItem, getItems, type Key, keyText, LedgerError, pauseFor, type Table, transact } from './table.ts';
import { listUnder } from './work.ts';

/** What effects work with. */
export interface Acting {
  readonly table: Table;
  /** Programme → claim group, as translate claims by. */
  readonly claimGroups: Readonly<Record<string, string>>;
}

/** A statement of two operators; `at` is the second word's time, the same however often the effect is tried. */
export interface Agreed {
  readonly statement: Statement;
  /** Fence, or attempt, the statement is about; see `aboutOf`. */
  readonly about: number | null;
  readonly by: readonly [string, string];
  /** RFC 3339 in UTC. */
  readonly at: string;
}

export interface Outcome {
  /** `null` = it took effect; else why nothing was done. */
  readonly problem: ProblemCode | null;
  readonly claimedByBoth: readonly ClaimedByBoth[];
}

type DoubtStatement = Extract<Statement, { readonly attempt: number }>;
type ClaimStatement = Extract<Statement, { readonly type: 'claim.released' }>;

/**
 * Which version of a record a statement is about, so that two words about two versions are two statements: of money in doubt the fence,
 * of a claim the attempt that was called off. Right after its own effect the fence is the one before. `null` where there is none.
 */
export async function aboutOf(table: Table, statement: Statement): Promise<number | null> {
  if (!('recordKey' in statement)) return null;
  const record = await readOne(table, statement);
  if (record === undefined) return null;
  if (statement.type === 'claim.released') return record.attempt;
  return isInDoubt(record, await restoredAt(table)) ? record.fence : record.fence - 1;
}

/** Why a statement could have no effect as things stand; `null` where it could. Of what only its effect finds out nothing is said. */
export async function objectionTo(
  { table }: Acting,
  statement: Statement,
  about: number | null,
): Promise<ProblemCode | null> {
  switch (statement.type) {
    case 'payment.arrived':
    case 'payment.not-made':
      return objectionToDoubt(await readOne(table, statement), statement, about, await restoredAt(table));
    case 'claim.released':
      return objectionToRelease(await readAll(table, statement.recordKey), statement, about);
    case 'permit.linked':
      return statement.newer === statement.older ? 'permit.same-number' : null;
    case 'history.signed-off':
    case 'ledger.restored':
      return null;
  }
}

/** Makes an agreed statement so. Harmless to repeat: what this very agreement has done before is recognised and not done again. */
export async function takeEffect(acting: Acting, agreed: Agreed): Promise<Outcome> {
  const { table, claimGroups } = acting;
  const { statement, by, at } = agreed;
  switch (statement.type) {
    case 'payment.arrived':
    case 'payment.not-made':
      return outcome(await settleDoubt(table, agreed, statement));
    case 'claim.released':
      return outcome(await releaseClaim(acting, agreed, statement));
    case 'permit.linked': {
      const { newer, older } = statement;
      const groups = Object.values(claimGroups);
      const fault = await putPermitLink(table, { newer, older, saidBy: by[0], agreedBy: by[1], at }, groups);
      if (fault !== null) return outcome(LINK_PROBLEMS[fault]);
      return { problem: null, claimedByBoth: await claimedByBoth(table, statement, groups) };
    }
    case 'history.signed-off': {
      const { tenant, rows, fen } = statement;
      return outcome(await signOffHistory(table, { tenant, rows, fen, by, at }));
    }
    case 'ledger.restored':
      await putRestore(table, statement);
      return outcome(null);
  }
}

function outcome(problem: ProblemCode | null): Outcome {
  return { problem, claimedByBoth: [] };
}

const LINK_PROBLEMS: Readonly<Record<LinkFault, ProblemCode>> = {
  'same-number': 'permit.same-number',
  circle: 'permit.circle',
  'other-person': 'permit.other-person',
  'too-many': 'permit.too-many',
};

function objectionToDoubt(
  record: RecordItem | undefined,
  { type, attempt }: DoubtStatement,
  about: number | null,
  restored: string | undefined,
): ProblemCode | null {
  if (record === undefined) return 'record.unknown';
  if (!isInDoubt(record, restored) || record.fence !== about || record.attempt !== attempt)
    return 'payment.not-in-doubt';
  // Its own source says the money left: that it did not is for the source to take back.
  return type === 'payment.not-made' && isReportedAsMade(record.status) ? 'payment.reported-as-made' : null;
}

/** Nobody knows whether it was paid: it is being asked for, or stands still, now or as a table that was put back has it. */
function isInDoubt(record: RecordItem, restored: string | undefined): boolean {
  const { state, problem } = record;
  if (state === 'IN_DOUBT' || mayHaveGoneSince(record, restored)) return true;
  return !isUndelivered(state) && mayHaveBeenPaid(problem);
}

async function restoredAt(table: Table): Promise<string | undefined> {
  return (await readRestore(table))?.at;
}

/** Confirms or denies an attempt in doubt, in one transaction with its entry in the money journal. */
async function settleDoubt(table: Table, { about, at }: Agreed, said: DoubtStatement): Promise<ProblemCode | null> {
  const own = journalKeyOf({ ...said, fence: (about ?? 0) + 1, at });
  const isDone = async () => isOurs(await getItem(table, own), said.type, at);
  if (await isDone()) return null;
  const record = await readOne(table, said);
  const objection = objectionToDoubt(record, said, about, await restoredAt(table));
  if (objection !== null || record === undefined) return objection;
  const write = { record: decided(record, said.type, at), expectedFence: record.fence, claim: null, code: said.type };
  const [result] = await writePayments(table, [write]);
  return result === 'won' || (await isDone()) ? null : 'payment.not-in-doubt';
}

/** A denied attempt has failed, whatever it was about to do: that is what lets the next one follow (core/ledger/attempt.ts). */
function decided(record: RecordItem, type: DoubtStatement['type'], at: string): RecordItem {
  const arrived = type === 'payment.arrived';
  const state = TRANSITIONS[arrived ? 'confirm' : 'deny'].to;
  const hasEnded = mayBeTriedAgain(record.status) || record.status === CANCELLED;
  return {
    ...record,
    state,
    fence: record.fence + 1,
    status: arrived || hasEnded ? record.status : 'FAILED',
    problem: arrived ? (mayBeReplayed(record.state) || DOUBTS.has(record.problem) ? null : record.problem) : type,
    history: appendTransition(record.history, { at: new Date(at), state, code: type }),
    at,
  };
}

const CANCELLED = 'CANCELLED';
/** What a word on the matter settles, beside whatever it stood still for; anything else that is wrong with the record stays wrong. */
const DOUBTS: ReadonlySet<string | null> = new Set<ProblemCode>([
  'payment.in-doubt',
  'payment.ledger-restored',
  'rail.conflict',
]);

/** Everything the ledger has under the key: the payment as called off, and what its rail, the province and another system say of it. */
function objectionToRelease(
  records: readonly RecordItem[],
  { source }: ClaimStatement,
  about: number | null,
): ProblemCode | null {
  const own = records.find((record) => record.source === source);
  if (own === undefined) return 'record.unknown';
  if (own.status !== CANCELLED || own.attempt !== about) return 'claim.not-cancelled';
  const others = records.filter((record) => record !== own);
  return isUndelivered(own.state) || !others.every(isOver) ? 'claim.under-way' : null;
}

/** Nobody was paid by it, or the money came back. What the province says holds while its city has not heard it yet, too. */
function isOver(record: RecordItem): boolean {
  const hasEnded = mayBeTriedAgain(record.status) || record.status === CANCELLED;
  if (systemById(record.source)?.side === 'province') return hasEnded;
  return wasNeverTaken(record) || (hasEnded && !isUndelivered(record.state));
}

/** Deletes the claim where it is this payment's own, under every number its person is known by, while the payment stands as it was read. */
async function releaseClaim(
  { table, claimGroups }: Acting,
  { about, at }: Agreed,
  statement: ClaimStatement,
): Promise<ProblemCode | null> {
  const entry = releaseEntryKey(statement, about, at);
  for (let round = 0; round < CONFLICT_ROUNDS_MAX; round++) {
    if (isOurs(await getItem(table, entry), statement.type, at)) return null;
    const records = await readAll(table, statement.recordKey);
    const objection = objectionToRelease(records, statement, about);
    const own = records.find((record) => record.source === statement.source);
    if (objection !== null || own === undefined) return objection;
    const claims = await ownClaims(table, claimGroups, own);
    if (claims.length === 0) return 'claim.not-own';
    if (!(await areOver(table, claims))) return 'claim.paid-beside';
    const reasons = await transact(table, releaseOf(table, records, own, claims, entry, at));
    if (reasons === null) return null;
    if (reasons.every(isConflict)) await pauseFor(table, CONFLICT_WAIT_MS * 2 ** round);
  }
  throw new LedgerError('a claim stays in conflict');
}

const CONFLICT_ROUNDS_MAX = 8;
const CONFLICT_WAIT_MS = 20;

function isConflict({ Code }: CancellationReason): boolean {
  return Code === undefined || Code === 'None' || Code === 'TransactionConflict';
}

/** Whether nobody was paid, or the money came back, by any payment that was made or begun without these claims. */
async function areOver(table: Table, claims: readonly ClaimItem[]): Promise<boolean> {
  const recordKeys = new Set(claims.flatMap(({ beside = [] }) => beside));
  const records = await Promise.all([...recordKeys].map((recordKey) => readAll(table, recordKey)));
  return records.flat().every(isOver);
}

/** Claims are kept under the number a payment was made by, and were carried to each older one it was linked to. */
async function ownClaims(
  table: Table,
  claimGroups: Acting['claimGroups'],
  { recordKey, source, personKey }: RecordItem,
): Promise<readonly ClaimItem[]> {
  const programme = programmeOf(recordKey);
  const persons = await readPermitChain(table, personKey);
  const keys = persons.flatMap((person) => claimKeysOf([claimGroups[programme] ?? programme], person).map(claimKeyOf));
  const found = await getItems(table, keys);
  return keys.flatMap((key) => {
    const claim = found.get(keyText(key)) as unknown as ClaimItem | undefined;
    return claim?.recordKey === recordKey && claim.source === source ? [claim] : [];
  });
}

function releaseOf(
  table: Table,
  records: readonly RecordItem[],
  own: RecordItem,
  claims: readonly ClaimItem[],
  entry: Key,
  at: string,
): readonly TransactWriteItem[] {
  const { recordKey, source } = own;
  return [
    ...records.map((record) => ({
      ConditionCheck: {
        TableName: table.name,
        Key: marshall(recordKeyOf(record)),
        ConditionExpression: NAMED_CONDITIONS.recordAtFence,
        ExpressionAttributeValues: marshall({ ':fence': record.fence }),
      },
    })),
    ...claims.map(({ pk, sk, told }) => ({
      Delete: {
        TableName: table.name,
        Key: marshall({ pk, sk }),
        ConditionExpression: told === undefined ? NAMED_CONDITIONS.claimOurs : NAMED_CONDITIONS.claimOursAsSeen,
        ExpressionAttributeNames: { '#source': 'source' },
        ExpressionAttributeValues: marshall({
          ':recordKey': recordKey,
          ':source': source,
          ...(told === undefined ? {} : { ':told': told }),
        }),
      },
    })),
    {
      Put: {
        TableName: table.name,
        Item: marshall({
          ...entry,
          state: own.state,
          fen: own.fen,
          at,
          attemptId: own.attemptId,
          batchId: own.batchId,
          messageId: own.messageId,
          tenant: own.tenant,
          code: 'claim.released',
        }),
        ConditionExpression: NAMED_CONDITIONS.entryNotThere,
      },
    },
  ];
}

const NAMED_CONDITIONS = {
  recordAtFence: 'fence = :fence',
  claimOurs: 'recordKey = :recordKey AND #source = :source AND attribute_not_exists(told)',
  claimOursAsSeen: 'recordKey = :recordKey AND #source = :source AND told = :told',
  entryNotThere: 'attribute_not_exists(pk)',
} as const;

/** Beside the writes to the payment itself, which the release is none of. */
function releaseEntryKey({ recordKey, source }: ClaimStatement, about: number | null, at: string): Key {
  const { pk } = journalKeyOf({ recordKey, source, fence: 0, at });
  return { pk, sk: `${recordKey}#${source}#claim.released#${about ?? 0}` };
}

function isOurs(entry: Readonly<Record<string, unknown>> | undefined, code: string, at: string): boolean {
  return entry?.['code'] === code && entry['at'] === at;
}

async function readOne(
  table: Table,
  key: { readonly recordKey: string; readonly source: string },
): Promise<RecordItem | undefined> {
  return (await readRecords(table, [key]))(key);
}

async function readAll(table: Table, recordKey: string): Promise<readonly RecordItem[]> {
  return (await listUnder(table, `R#${recordKey}`, '')).map(toRecord);
}
