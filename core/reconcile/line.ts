import type { Kind } from '../../schemas/kind.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { kindOfRecord } from '../translate.ts';
import { pairRows } from './attempts.ts';
import { normalValue, shownField } from './compared.ts';
import type { DiscrepancyLine, KeyRows, SideOfLine, SideRow, Verdict } from './sides.ts';

/**
 * The line of `--discrepancies` of a key, unmasked: of each side the row that counts, with all it says.
 *
 * @param fields canonical fields to show; all of them where none are named
 * @throws RangeError where neither side has a row
 */
export function lineOf(
  rows: KeyRows,
  { code, differs }: Extract<Verdict, { outcome: 'discrepant' }>,
  fields?: readonly string[],
): DiscrepancyLine {
  const { city, province } = pairRows(rows);
  const programme = (city ?? province)?.record.programmeCode;
  if (programme === undefined) throw new RangeError('a key without rows');
  return {
    code,
    recordKey: rows.recordKey,
    programme,
    city: sideOf(city, fields),
    province: sideOf(province, fields),
    differs,
  };
}

function sideOf(row: SideRow | undefined, fields: readonly string[] | undefined): SideOfLine | null {
  if (row === undefined) return null;
  return { row: row.row, fields: shownFields(kindOfRecord(row.record), row.record, fields) };
}

function shownFields(
  kind: Kind,
  record: Canonical,
  fields: readonly string[] = Object.keys(record),
): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const field of fields) {
    const value = normalValue(record, field);
    if (value !== undefined) shown[shownField(kind, field)] = value;
  }
  return shown;
}
