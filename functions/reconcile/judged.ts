import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { RecordState } from '../../core/ledger/states.ts';
import { type Amount, sum } from '../../core/ledger/tally.ts';
import { judgeKey } from '../../core/reconcile/judge.ts';
import type { Comparison, KeyRows, SideRow, Verdict } from '../../core/reconcile/sides.ts';
import { ageInDays } from '../../core/reconcile/suspense.ts';
import type { ComparisonTally } from '../../core/reconcile/totals.ts';
import { fenOf } from '../../core/reconcile/control-total.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { type Evidence, NOT_ASKED, whoOf } from './evidence.ts';
import { importedLines } from './imported.ts';
import type { CityLine, KeyLines } from './keys.ts';
import { readRows, type RowOf } from './records.ts';
import { PROVINCE } from './sides.ts';

/** A record that was looked into. `held`: the ledger keeps it back or has refused it, which is told there. */
export interface Judged {
  readonly rows: KeyRows;
  readonly verdict: Verdict | { readonly outcome: 'held' };
}

export interface Judging {
  readonly table: Table;
  readonly vault: Vault;
  readonly unit: Unit;
  readonly comparison: Comparison;
  readonly evidence: Evidence;
  readonly tally: ComparisonTally;
}

/** Judges records whose lines differ, or whose evidence does, and adds them up. */
export async function judgeAll(judging: Judging, keys: readonly KeyLines[]): Promise<readonly Judged[]> {
  const imported = await importedLines(judging.table, judging.unit, keys);
  const standing = keys.map((key) => {
    const line = imported.get(key.recordKey);
    return { ...key, city: line === undefined ? standingLines(judging, key.city) : [line] };
  });
  // One after the other, along the keys: each frame of the returns is read once for all that lie in it.
  const returns: (readonly CityLine[])[] = [];
  for (const { recordKey } of standing) returns.push(await judging.evidence.returnsOf(recordKey));
  const renewed = await withNewPermit(judging, standing);
  const rowOf = await readRows(judging.vault, [
    ...standing.flatMap(({ city, province }) => [...city, ...province.map(ofProvince)]),
    ...returns.flat(),
  ]);
  const recordOf = await ledgerRecords(judging.table, standing);
  const first = standing.map((key, at): KeyJudged => {
    const rows = rowsOf(key, rowOf);
    const isImported = imported.has(key.recordKey);
    if (isImported) for (const row of rows.city) judging.tally.addAccepted('city', row);
    const said = (returns[at] ?? []).map(rowOf);
    // Who was approved before go-live was approved elsewhere, and who has a new permit perhaps under the old one.
    const evidence = isImported || renewed.has(key.recordKey) ? NOT_ASKED : judging.evidence;
    const verdict = verdictOf({ ...judging, evidence }, key, rows, said);
    return { key, rows, returns: said, verdict: withLedger(judging, rows, verdict, recordOf) };
  });
  return await withoutUntaken(judging, first, recordOf);
}

/** Of the payments whose payee no application or certificate is found of: those whose payee's permit has replaced an older one. */
async function withNewPermit({ table, evidence }: Judging, keys: readonly KeyLines[]): Promise<ReadonlySet<string>> {
  const payees = keys.flatMap(({ recordKey, city, province }) => {
    const any = city[0]?.line ?? province[0];
    if (any === undefined || (evidence.approved(any) !== false && evidence.verified(any) !== false)) return [];
    return [{ recordKey, personKey: whoOf(any).personKey }];
  });
  const linked = await readLinkedPersons(
    table,
    payees.map(({ personKey }) => personKey),
  );
  return new Set(payees.flatMap(({ recordKey, personKey }) => (linked.has(personKey) ? [recordKey] : [])));
}

interface KeyJudged extends Judged {
  readonly key: KeyLines;
  readonly returns: readonly SideRow[];
}

/**
 * Adds them up. A version the ledger has not taken, of another person's certificate, or one that may not follow the last, is held there:
 * the province is compared with the version that was taken instead.
 */
async function withoutUntaken(
  judging: Judging,
  judged: readonly KeyJudged[],
  recordOf: RecordOf,
): Promise<readonly Judged[]> {
  const taken = judged.map(({ key, verdict }) => (verdict.outcome === 'discrepant' ? takenLines(key, recordOf) : null));
  const rowOf = await readRows(
    judging.vault,
    taken.flatMap((lines) => lines ?? []),
  );
  return judged.map(({ key, rows, returns, verdict }, at) => {
    const lines = taken[at] ?? null;
    if (lines === null) {
      if (verdict.outcome === 'held') judging.tally.addHeld(rows.city);
      else judging.tally.addVerdict(rows, verdict);
      return { rows, verdict };
    }
    const compared = { ...rows, city: lines.map(rowOf) };
    const again = verdictOf(judging, key, compared, returns);
    judging.tally.addHeld(rows.city);
    judging.tally.addVerdict({ ...rows, city: [] }, again);
    return { rows: compared, verdict: again };
  });
}

/** What the ledger has taken, of a record both sides have and no system's last word of which it has; `null` where it has. */
function takenLines({ recordKey, city, province }: KeyLines, recordOf: RecordOf): readonly CityLine[] | null {
  if (city.length === 0 || province.length === 0) return null;
  const taken = city.flatMap(({ system, line }) => {
    const record = recordOf(system, recordKey);
    if (record === undefined || record.pointer === '' || line.contentHashes.includes(record.contentHash)) return [];
    const { pointer, row, batchId, messageId } = record;
    return [{ system, line: { ...line, pointer, row, batchId }, messageId }];
  });
  return taken.length === city.length ? taken : null;
}

export function amountOf(rows: readonly SideRow[]): Amount {
  return sum(rows.map(({ record }) => ({ rows: 1, fen: fenOf(record) })));
}

/**
 * Of a system that says one record in several of its snapshots, an application of a year among those that name none, the newest word
 * stands; the others are no rows of the side any more.
 */
function standingLines({ unit, tally }: Judging, city: readonly CityLine[]): readonly CityLine[] {
  return [...Map.groupBy(city, ({ system }) => system).values()].flatMap((lines) => {
    const [newest, ...older] = lines.toSorted((a, b) => (a.line.order < b.line.order ? 1 : -1));
    for (const { system, line } of older) {
      const { year, level, day } = line.facts;
      const of = { city: systemById(system)?.tenant ?? '', programme: unit.programme, year, fundingLevel: level, day };
      tally.addTotal('city', of, { rows: -1, fen: (-BigInt(line.fen)).toString() });
    }
    return newest === undefined ? [] : [newest];
  });
}

function rowsOf({ recordKey, city, province }: KeyLines, rowOf: RowOf): KeyRows {
  return { recordKey, city: city.map(rowOf), province: province.map(ofProvince).map(rowOf) };
}

function verdictOf(
  { evidence, comparison }: Judging,
  { city, province }: KeyLines,
  rows: KeyRows,
  returns: readonly SideRow[],
): Verdict {
  const any = city[0]?.line ?? province[0];
  if (any === undefined) throw new RangeError('a key without lines');
  return judgeKey(rows, { approved: evidence.approved(any), verified: evidence.verified(any), returns }, comparison);
}

/** What the province lacks because the ledger holds or refused it is no discrepancy, and what is on its way waits however old it is. */
function withLedger({ comparison }: Judging, rows: KeyRows, verdict: Verdict, recordOf: RecordOf): Judged['verdict'] {
  const [row] = rows.city;
  const isMiss = verdict.outcome === 'suspense' || (verdict.outcome === 'discrepant' && verdict.code === MISSING);
  if (row === undefined || rows.province.length > 0 || !isMiss) return verdict;
  const states = rows.city.map(({ system }) => recordOf(system, rows.recordKey)?.state);
  if (states.some((state) => state !== undefined && ON_ITS_WAY.has(state)))
    return { outcome: 'suspense', side: 'city', ageDays: ageInDays(row.record.updatedAt, comparison.asOf) };
  return states.some((state) => state !== undefined && KEPT_BACK.has(state)) ? { outcome: 'held' } : verdict;
}

const MISSING = 'missing-in-province';
const ON_ITS_WAY: ReadonlySet<RecordState> = new Set(['PENDING', 'SENDING', 'IN_DOUBT']);
const KEPT_BACK: ReadonlySet<RecordState> = new Set(['HELD', 'REJECTED', 'QUARANTINED']);

/** What the ledger holds of a record as a system tells it. */
type RecordOf = (system: string, recordKey: string) => RecordItem | undefined;

async function ledgerRecords(table: Table, keys: readonly KeyLines[]): Promise<RecordOf> {
  const find = await readRecords(
    table,
    keys.flatMap(({ recordKey, city }) => city.map(({ system }) => ({ recordKey, source: system }))),
  );
  return (system, recordKey) => find({ recordKey, source: system });
}

function ofProvince(line: KeyLines['province'][number]): CityLine {
  return { system: PROVINCE, line };
}
