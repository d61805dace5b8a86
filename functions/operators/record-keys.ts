import { readAliases } from '../../adapters/ledger/aliases.ts';
import { type RecordItem, toRecord } from '../../adapters/ledger/records.ts';
import { listUnder } from '../../adapters/ledger/work.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { aliasKey, personRecordKey } from '../../core/identity.ts';
import { FUNDING_LEVELS } from '../../schemas/canonical/payment.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { Operating } from './environment.ts';

const RECORD_KEY = /^[A-Za-z0-9_-]{43}\.[A-Za-z0-9._-]{1,64}$/;

/** A record from every source the operator may see; no entry is empty. */
export type Found = readonly RecordItem[];

/** Records by their key, or by the 申领编号 any of the operator's systems gave: an application and what was paid on it. */
export async function findRecords(operating: Operating, operator: Operator, name: string): Promise<readonly Found[]> {
  const keys = RECORD_KEY.test(name) ? [name] : await keysByNumber(operating, operator, name);
  const found = await Promise.all(keys.map((key) => findRecord(operating, operator, key)));
  return found.filter((items) => items.length > 0);
}

/** One record by its key. What is another tenant's is as unknown as what is not there. */
export async function findRecord({ table }: Operating, operator: Operator, key: string): Promise<Found> {
  if (!RECORD_KEY.test(key)) return [];
  const items = (await listUnder(table, `R#${key}`, '')).map(toRecord);
  return items.filter(({ tenant }) => maySee(operator, tenant));
}

/** What stands in a path, decoded; a path that can't be is one of no record. */
export function nameIn(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

async function keysByNumber(
  { table, secrets }: Operating,
  operator: Operator,
  declarationNo: string,
): Promise<readonly string[]> {
  const indexKey = await secrets.indexKey();
  // A rail's files name the numbers, too; whose records they lead to is asked of those.
  const own = systems.filter(
    ({ side, tenant }) => side !== 'province' && (side === 'rail' || maySee(operator, tenant)),
  );
  const aliases = await readAliases(
    table,
    own.map(({ id }) => aliasKey(indexKey, id, declarationNo)),
  );
  const keys = [...aliases.values()].flatMap(({ personKey, programmeCode, programmeYear }) =>
    [null, ...FUNDING_LEVELS].map((level) =>
      personRecordKey(indexKey, personKey, { programmeCode, programmeYear, declarationNo }, level),
    ),
  );
  return [...new Set(keys)];
}
