import { ConditionalCheckFailedException, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { KeyRange } from '../../core/reconcile/blocks.ts';
import type { Run } from '../../core/reconcile/cases.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { shardOf } from './shard.ts';
import type { SnapshotItem } from './snapshots.ts';
import { getItem, getItems, type Item, type Key, keyText, type Table } from './table.ts';
import { listUnder, putNew } from './work.ts';

/** A snapshot as it stood when the comparison began: every range reads this one, whatever is flipped meanwhile. */
export interface PinnedSnapshot extends SnapshotItem {
  readonly system: string;
  readonly kind: Kind;
  /** `2025`, or `all`; of the province's the programme. */
  readonly part: string;
}

export interface PinnedSides {
  readonly city: readonly PinnedSnapshot[];
  /** `null` of what was refused without it. */
  readonly province: PinnedSnapshot | null;
  /** Of payments: whom either side has approved and verified, and what the rails returned. */
  readonly applicants: readonly PinnedSnapshot[];
  readonly certificates: readonly PinnedSnapshot[];
  readonly returns: readonly PinnedSnapshot[];
}

/** `RUNNING` (due, until it ends) → `DONE`; `REFUSED`: it could not be compared, and may be tried again. */
export type ReconciliationState = 'RUNNING' | 'DONE' | 'REFUSED';

/** A side that was compared all the same, and what is to be known of it. */
export interface SideNote {
  readonly code: ProblemCode;
  readonly system: string;
  /** `YYYY-MM-DD` of its newest batch. */
  readonly businessDate: string | null;
}

/** The comparison of one programme's records of one kind, of one night. */
export interface Reconciliation extends Run {
  readonly programme: string;
  readonly kind: Kind;
  readonly state: ReconciliationState;
  readonly problem: ProblemCode | null;
  readonly notes: readonly SideNote[];
  readonly sides: PinnedSides;
  /** Every key once; a single one where one function compares all. */
  readonly ranges: readonly KeyRange[];
  /** Without control totals, which may be many: those stand with the whole in the vault. */
  readonly statement: ReconciliationStatement | null;
  /** Vault object of the whole statement. */
  readonly whole: string | null;
  /** Objects in the bucket of reports. */
  readonly reports: { readonly xlsx: string; readonly html: string } | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** Which comparison. */
export interface RunOf {
  readonly night: string;
  readonly programme: string;
  readonly kind: Kind;
  readonly run: number;
}

/** Which comparison, and when it was begun. */
export interface Begun extends RunOf {
  readonly startedAt: string;
}

/** What one range of keys came to. */
export interface Part {
  /** From 1. */
  readonly range: number;
  /** Of the keys that were looked into; and rows the side no longer says, taken off what it received. */
  readonly statement: ReconciliationStatement;
  /** Keys both sides hold once and alike, which nobody looked into. */
  readonly unseen: number;
  /** Cases that stay open in the range, by code, also of what waits. */
  readonly open: { readonly [C in Discrepancy]?: number };
  /** Vault objects of its discrepancies, masked and as both sides say them; `null` where it has none. */
  readonly lines: { readonly masked: string; readonly unmasked: string } | null;
}

export interface ReconciliationFilter {
  readonly night?: string | undefined;
  readonly programme?: string | undefined;
  readonly kind?: Kind | undefined;
  /** Those of programmes that pass. @default all */
  readonly isSeen?: (programme: string) => boolean;
}

/** Longer than a function may run: what is sent again before would be compared twice. */
export const RECONCILE_LEASE_MS = 1_200_000;

const LIST = 'Q#list';
const LISTED_PER_READ = 100;
const NAMED_CONDITIONS = {
  notThereOrRefused: 'attribute_not_exists(pk) OR #state = :refused',
  stillRunning: '#state = :running',
} as const;

/** `2026-11-23.GZ-XLBZ.payment.1` */
export function reconciliationIdOf({ night, programme, kind, run }: RunOf): string {
  return [night, programme, kind, run].join('.');
}

/** The comparison an id names; undefined where it is none. */
export function runOfId(id: string): RunOf | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)\.([A-Z0-9-]{1,32})\.(applicant|certificate|payment)\.(\d{1,3})$/.exec(id);
  if (parts === null) return undefined;
  const [, night = '', programme = '', kind = '', run = ''] = parts;
  return { night, programme, kind: kind as Kind, run: Number(run) };
}

export function reconciliationKeyOf(of: RunOf): Key {
  return { pk: `Q#${of.night}`, sk: `${of.programme}#${of.kind}#${String(of.run).padStart(3, '0')}` };
}

/** Whether a due entry is a comparison: then its message says which. */
export function isReconciliationKey({ pk }: Key): boolean {
  return pk.startsWith('Q#');
}

/**
 * Begins a comparison, or says why there is none: once, but what was refused may be begun, or refused, anew. `false` where it is running
 * or done. It is listed first, so that whatever is there can be found.
 */
export async function beginReconciliation(table: Table, reconciliation: Reconciliation): Promise<boolean> {
  const { pk, sk } = reconciliationKeyOf(reconciliation);
  const { night, programme, kind } = reconciliation;
  await putNew(table, { pk: LIST, sk: `${night}#${sk}`, of: pk, as: sk, programme, kind });
  return await put(table, reconciliation, NAMED_CONDITIONS.notThereOrRefused, { ':refused': 'REFUSED' });
}

/** Ends a running comparison; `false` where somebody else has. */
export async function endReconciliation(table: Table, reconciliation: Reconciliation): Promise<boolean> {
  return await put(table, reconciliation, NAMED_CONDITIONS.stillRunning, { ':running': 'RUNNING' });
}

export async function readReconciliation(table: Table, of: RunOf): Promise<Reconciliation | undefined> {
  const item = await getItem(table, reconciliationKeyOf(of));
  return item === undefined ? undefined : toReconciliation(item);
}

/** Keeps what a range came to; of two workers on one range the first is right. */
export async function keepPart(table: Table, of: Begun, part: Part): Promise<void> {
  const { pk, sk } = partsKeyOf(of);
  await putNew(table, { pk, sk: `${sk}${String(part.range).padStart(4, '0')}`, ...part });
}

/** The parts that are there, in the order of their ranges. */
export async function listParts(table: Table, of: Begun): Promise<readonly Part[]> {
  const { pk, sk } = partsKeyOf(of);
  return (await listUnder(table, pk, sk)) as unknown as readonly Part[];
}

/**
 * Comparisons, the newest night first.
 *
 * @param after place to go on behind, `''` = from the newest; `next` is `null` where there are no others.
 */
export async function listReconciliations(
  table: Table,
  { night, programme, kind, isSeen = () => true }: ReconciliationFilter,
  after: string,
  max: number,
): Promise<{ readonly reconciliations: readonly Reconciliation[]; readonly next: string | null }> {
  const places: { readonly place: string; readonly key: Key }[] = [];
  let start = after;
  while (places.length < max) {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: night === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :night)',
        ExpressionAttributeValues: marshall({ ':pk': LIST, ...(night === undefined ? {} : { ':night': `${night}#` }) }),
        ScanIndexForward: false,
        Limit: LISTED_PER_READ,
        ...(start === '' ? {} : { ExclusiveStartKey: marshall({ pk: LIST, sk: start }) }),
      }),
    );
    for (const item of (answer.Items ?? []).map((each) => unmarshall(each))) {
      start = String(item['sk']);
      const wanted = (programme ?? item['programme']) === item['programme'] && (kind ?? item['kind']) === item['kind'];
      if (wanted && isSeen(String(item['programme'])))
        places.push({ place: start, key: { pk: String(item['of']), sk: String(item['as']) } });
    }
    if (answer.LastEvaluatedKey === undefined) break;
  }
  const page = places.slice(0, max);
  const found = await getItems(
    table,
    page.map(({ key }) => key),
  );
  return {
    reconciliations: page.flatMap(({ key }) => {
      const item = found.get(keyText(key));
      return item === undefined ? [] : [toReconciliation(item)];
    }),
    next: places.length >= max ? (page.at(-1)?.place ?? null) : null,
  };
}

/** Parts hang on their comparison's begin: of one that is begun anew, other snapshots are compared. */
function partsKeyOf(of: Begun): Key {
  const { pk, sk } = reconciliationKeyOf(of);
  return { pk, sk: `${sk}#${of.startedAt}#R` };
}

async function put(
  table: Table,
  reconciliation: Reconciliation,
  condition: string,
  values: Readonly<Record<string, string>>,
): Promise<boolean> {
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: marshall(toItem(reconciliation), { removeUndefinedValues: true }),
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall(values),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function toItem(reconciliation: Reconciliation): Item {
  const key = reconciliationKeyOf(reconciliation);
  const dueAt = new Date(new Date(reconciliation.startedAt).getTime() + RECONCILE_LEASE_MS).toISOString();
  const due = reconciliation.state === 'RUNNING' ? { duePk: `due#${shardOf(key.pk + key.sk)}`, dueAt } : {};
  return { ...key, ...reconciliation, ...due };
}

function toReconciliation(item: Item): Reconciliation {
  const { pk: _pk, sk: _sk, duePk: _shard, dueAt: _due, ...rest } = item;
  return rest as unknown as Reconciliation;
}
