import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Case } from '../../core/reconcile/cases.ts';
import type { CaseState } from '../../schemas/case.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import { type Kind, KINDS } from '../../schemas/kind.ts';
import { shardOf } from './shard.ts';
import { execute, getItem, insertOf, type Item, type Key, type Statement, type Table } from './table.ts';

/** Which comparison a discrepancy belongs to. */
export interface Unit {
  readonly programme: string;
  readonly kind: Kind;
}

export interface CaseFilter {
  readonly code?: Discrepancy | undefined;
  readonly state?: CaseState | undefined;
  /** Those this night's run found. */
  readonly night?: string | undefined;
  readonly tenant?: string | undefined;
  /** One of these alone; none of it where there are none. */
  readonly tenants?: readonly string[] | undefined;
}

export interface CasePage {
  readonly cases: readonly Case[];
  /** Record key to go on after; `null` = there are no others. A page may be short, or empty, and yet have others behind it. */
  readonly next: string | null;
}

/** Items one page may look at, so that a filter nothing passes ends all the same. */
const LOOKED_AT_MAX = 5_000;

export function caseKeyOf({ programme, kind, recordKey }: Unit & { readonly recordKey: string }): Key {
  return { pk: unitPkOf({ programme, kind }), sk: recordKey };
}

/** The place an id names (`caseIdOf`); undefined where it names none. */
export function caseKeyOfId(id: string): Key | undefined {
  const [programme = '', kind = '', ...rest] = id.split('.');
  const known = KINDS.find((each) => each === kind);
  const recordKey = rest.join('.');
  return programme === '' || known === undefined || recordKey === ''
    ? undefined
    : caseKeyOf({ programme, kind: known, recordKey });
}

export async function readCase(table: Table, key: Key): Promise<Case | undefined> {
  const item = await getItem(table, key);
  return item === undefined ? undefined : toCase(item);
}

/**
 * Conditional writes of distinct cases, each on its own: `fence` 1 expects no item, more expects the one before. `lost`: somebody else
 * has written meanwhile.
 */
export async function writeCases(table: Table, cases: readonly Case[]): Promise<readonly ('won' | 'lost')[]> {
  const codes = await execute(
    table,
    cases.map((each) => statementOf(table, each)),
  );
  return codes.map((code) => {
    if (code === null) return 'won';
    if (LOST_CODES.has(code)) return 'lost';
    throw new TypeError(`the ledger refused a statement: ${code}`);
  });
}

/** Cases of a unit in the order of their keys, `from` included, `to` not; read page by page as they are asked for. */
export async function* casesBetween(
  table: Table,
  unit: Unit,
  from: string,
  to: string | null,
): AsyncGenerator<Case, void, undefined> {
  let start: Record<string, never> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: from === '' ? 'pk = :pk' : 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: marshall({ ':pk': unitPkOf(unit), ...(from === '' ? {} : { ':from': from }) }),
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of answer.Items ?? []) {
      const found = toCase(unmarshall(item));
      if (to !== null && found.recordKey >= to) return;
      yield found;
    }
    start = answer.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
}

/** A page of a unit's cases that pass the filter, in the order of their keys. */
export async function listCases(
  table: Table,
  unit: Unit,
  filter: CaseFilter,
  after: string,
  max: number,
): Promise<CasePage> {
  if (filter.tenants?.length === 0) return { cases: [], next: null };
  const cases: Case[] = [];
  const { names, values, text } = filterOf(filter);
  let last = after;
  for (let looked = 0; looked < LOOKED_AT_MAX;) {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': unitPkOf(unit), ...values }),
        ...(text === '' ? {} : { FilterExpression: text, ExpressionAttributeNames: names }),
        Limit: max,
        ...(last === '' ? {} : { ExclusiveStartKey: marshall({ pk: unitPkOf(unit), sk: last }) }),
      }),
    );
    for (const item of answer.Items ?? []) {
      const found = toCase(unmarshall(item));
      cases.push(found);
      if (cases.length === max) return { cases, next: found.recordKey };
    }
    looked += answer.ScannedCount ?? max;
    if (answer.LastEvaluatedKey === undefined) return { cases, next: null };
    last = String(unmarshall(answer.LastEvaluatedKey)['sk']);
  }
  return { cases, next: last };
}

function unitPkOf({ programme, kind }: Unit): string {
  return `F#${programme}#${kind}`;
}

const LOST_CODES = new Set(['ConditionalCheckFailed', 'DuplicateItem']);

function filterOf({ code, state, night, tenant, tenants }: CaseFilter) {
  const wanted = Object.entries({ code, state, lastNight: night, tenant }).filter(([, value]) => value !== undefined);
  const among = (tenants ?? []).map((each, at) => [`:among${at}`, each] as const);
  const texts = wanted.map(([name]) => `#${name} = :${name}`);
  if (tenants !== undefined) texts.push(`#tenant IN (${among.map(([name]) => name).join(', ')})`);
  const names = [...wanted.map(([name]) => name), ...(tenants === undefined ? [] : ['tenant'])];
  return {
    text: texts.join(' AND '),
    names: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    values: Object.fromEntries([...wanted.map(([name, value]) => [`:${name}`, value] as const), ...among]),
  };
}

/** The index attribute is there only while the case is open. */
function toItem(found: Case): Item {
  const { recordKey, ...rest } = found;
  const open = found.state === 'CLOSED' ? {} : { problemPk: `${found.tenant}#${shardOf(recordKey)}` };
  return { ...caseKeyOf(found), ...rest, problemAt: found.at, ...open };
}

function toCase(item: Item): Case {
  const { pk: _pk, sk, problemPk: _shard, problemAt: _at, ...rest } = item;
  return { recordKey: String(sk), ...rest } as unknown as Case;
}

function statementOf(table: Table, found: Case): Statement {
  if (found.fence === 1) return insertOf(table, toItem(found));
  const { pk, sk, problemPk, ...attributes } = toItem(found);
  const entries = Object.entries({ ...attributes, ...(problemPk === undefined ? {} : { problemPk }) });
  return {
    text: `UPDATE "${table.name}" SET ${entries.map(([name]) => `"${name}"=?`).join(', ')}${
      problemPk === undefined ? ' REMOVE "problemPk"' : ''
    } WHERE "pk"=? AND "sk"=? AND "fence"=?`,
    parameters: [...entries.map(([, value]) => value), pk, sk, found.fence - 1],
  };
}
