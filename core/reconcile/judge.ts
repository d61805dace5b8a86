import { hasFurtherRows, isPaidTwice, pairRows, statusOf, type Pair, type Pairing } from './attempts.ts';
import { byGravity } from './codes.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import { agree, fieldsOfBoth, inProvinceWords, normalValue, ownerOf, shownField } from './compared.ts';
import type { Comparison, Difference, Evidence, KeyRows, SideRow, Verdict } from './sides.ts';
import { ageInDays, mayYetCome } from './suspense.ts';
import { againstEvidence } from './three-way.ts';

/**
 * What both sides' rows of one key come to: matched, waiting, or the gravest discrepancy that holds, with every field that differs
 * (CONTRACT §1). The order of rows makes no difference.
 *
 * @throws RangeError where neither side has a row
 */
export function judgeKey(rows: KeyRows, evidence: Evidence, comparison: Comparison): Verdict {
  if (rows.city.length === 0 && rows.province.length === 0) throw new RangeError('a key without rows');
  const pairing = pairRows(rows);
  const found = differencesOf(pairing, comparison);
  const [code] = codesOf(rows, pairing, found, evidence, comparison).toSorted(byGravity);
  if (code === undefined) return { outcome: 'matched' };
  const waits = waitingRow(code, pairing, found, comparison);
  if (waits !== undefined) {
    const ageDays = ageInDays(waits.row.record.updatedAt, comparison.asOf);
    return { outcome: 'suspense', side: waits.side, ageDays };
  }
  return { outcome: 'discrepant', code, differs: shown(found, comparison) };
}

/** The canonical fields in which a pair differs. */
interface Found {
  readonly pair: Pair;
  readonly fields: readonly string[];
  /** Two attempts, of which one side has not heard of the later: they are not expected to have the same payee or amount. */
  readonly isUnheard: boolean;
}

function differencesOf({ pairs, unheard }: Pairing, comparison: Comparison): readonly Found[] {
  const all = pairs.map((pair) => ({ pair, fields: differingFields(pair, comparison), isUnheard: false }));
  return unheard === null
    ? all
    : [{ pair: unheard, fields: differingFields(unheard, comparison), isUnheard: true }, ...all];
}

function differingFields({ city, province }: Pair, { kind, provinceSystem }: Comparison): readonly string[] {
  return fieldsOfBoth(kind, city.record.programmeCode, city.system, provinceSystem).filter(
    (field) => !agree(city.record, province.record, field),
  );
}

function codesOf(
  rows: KeyRows,
  { city, province }: Pairing,
  found: readonly Found[],
  evidence: Evidence,
  { kind }: Comparison,
): readonly Discrepancy[] {
  const codes: Discrepancy[] = [];
  if (kind === 'payment') {
    if (isPaidTwice(rows.city) || isPaidTwice(rows.province)) codes.push('paid-twice');
    codes.push(...againstEvidence(rows, evidence));
  }
  if (hasFurtherRows(rows.city) || hasFurtherRows(rows.province)) codes.push('duplicate');
  if (province === undefined) codes.push('missing-in-province');
  if (city === undefined) codes.push('missing-in-city');
  for (const one of found) codes.push(...codesOfPair(one));
  return codes;
}

function codesOfPair({ pair, fields, isUnheard }: Found): readonly Discrepancy[] {
  const codes: Discrepancy[] = [];
  if (!isUnheard) codes.push(...moneyCodes(pair, fields));
  if (fields.includes('status') || fields.includes('verification')) codes.push('state-mismatch');
  if (fields.length > 0) codes.push('field-mismatch');
  return codes;
}

function moneyCodes({ city, province }: Pair, fields: readonly string[]): readonly Discrepancy[] {
  const codes: Discrepancy[] = [];
  if (fields.includes('payeeName') || fields.includes('accountNo')) codes.push('wrong-payee');
  if (fields.includes('amountFen')) codes.push(fenOf(city) > fenOf(province) ? 'amount-over' : 'amount-under');
  const states = new Set([statusOf(city), statusOf(province)]);
  if (states.has('SUCCESS') && states.has('RETURNED')) codes.push('returned-after-success');
  return codes;
}

function fenOf({ record }: SideRow): bigint {
  return 'amountFen' in record ? BigInt(record.amountFen) : 0n;
}

interface Waiting {
  readonly side: 'city' | 'province';
  readonly row: SideRow;
}

/** The young row the other side may yet say, where nothing graver is wrong than that it has not said it. */
function waitingRow(
  code: Discrepancy,
  { city, province }: Pairing,
  found: readonly Found[],
  comparison: Comparison,
): Waiting | undefined {
  const side = code === 'missing-in-province' ? 'city' : 'province';
  const row = side === 'city' ? city : province;
  const isMiss = code === 'missing-in-province' || code === 'missing-in-city';
  if (row === undefined || !(isMiss || awaitsCity(code, found, comparison))) return undefined;
  return mayYetCome(row.record.updatedAt, comparison) ? { side, row } : undefined;
}

function awaitsCity(code: Discrepancy, found: readonly Found[], comparison: Comparison): boolean {
  if (!comparison.awaitsCity || (code !== 'state-mismatch' && code !== 'field-mismatch')) return false;
  return found.every(({ pair, fields }) => fields.every((field) => isProvincesWord(pair, field, comparison)));
}

/**
 * Whether the city has to say this after the province: what the province owns by the city's mapping; and what has become of a record,
 * where the province spoke last, for its events tell that of every record (decision 0009).
 */
function isProvincesWord({ city, province }: Pair, field: string, { kind }: Comparison): boolean {
  if (ownerOf(kind, city.system, field) === 'province') return true;
  if (!TOLD_BY_EVENTS.has(field)) return false;
  return Date.parse(province.record.updatedAt) > Date.parse(city.record.updatedAt);
}

/** What an event of the province lays over the city's record (core/overlay.ts), of what is compared. */
const TOLD_BY_EVENTS: ReadonlySet<string> = new Set(['status', 'verification', 'paidOn']);

/** Every field that differs in any pair, once, what stands before earlier attempts; the city's values in the province's words. */
function shown(found: readonly Found[], { kind }: Comparison): readonly Difference[] {
  const byField = new Map<string, Difference>();
  for (const { pair, fields } of found)
    for (const field of fields)
      if (!byField.has(field))
        byField.set(field, {
          field: shownField(kind, field),
          city: inProvinceWords(pair.city.record, field) ?? '',
          province: normalValue(pair.province.record, field) ?? '',
        });
  return [...byField.values()];
}
