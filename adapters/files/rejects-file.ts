import { explainCode } from '../../schemas/problem.ts';
import { encodeCsvRow, neutralised, UTF8_BOM } from './csv-write.ts';

const PROBLEM_COLUMNS = ['错误行号', '错误字段', '错误代码', '错误说明'];

/** BOM and header of a rejects file: the original columns, then where and why. */
export function rejectsHeader(columns: readonly string[]): Uint8Array {
  return Buffer.concat([UTF8_BOM, encodeCsvRow([...columns.map(neutralised), ...PROBLEM_COLUMNS], 'utf-8-bom')]);
}

/** Where and why a row was rejected; the code is ours, or the receiving side's own. */
export interface RejectReason {
  readonly code: string;
  readonly field: string | null;
}

/** The row as it stood in the file, safe to open in a spreadsheet; cells beyond the header are joined into the last, missing ones are empty. */
export function rejectsLine(
  columns: readonly string[],
  original: readonly string[],
  row: number,
  { code, field }: RejectReason,
  language: 'zh' | 'en',
): Uint8Array {
  const last = columns.length - 1;
  const cells = columns.map((_, column) =>
    column === last ? original.slice(last).join(',') : (original[column] ?? ''),
  );
  return encodeCsvRow(
    [...cells, String(row), field ?? '', code, explainCode(code, language)].map(neutralised),
    'utf-8-bom',
  );
}
