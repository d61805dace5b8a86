import type { Writable } from 'node:stream';
import type { ReportSource } from '../../core/reconcile/report.ts';
import { titleOf } from './figures.ts';
import { writeReport } from './output.ts';
import { codeSheets } from './sheets/code-sheets.ts';
import { notesSheet } from './sheets/notes-sheet.ts';
import { summarySheet } from './sheets/summary-sheet.ts';
import { suspenseSheet } from './sheets/suspense-sheet.ts';
import { totalsSheets } from './sheets/totals-sheets.ts';
import { surveyOf } from './survey.ts';
import type { Sheet } from './workbook/sheet.ts';
import { writeWorkbook } from './workbook/workbook.ts';

/** What a sheet of a spreadsheet holds. */
const SHEET_ROWS_MAX = 1_048_576;

/**
 * The report as a workbook for people (decision 0036): 总表, a sheet per discrepancy that occurs, 控制总数, 缓冲池账龄, 说明. Equal sources are
 * equal bytes. Lines are read once to see which fields a sheet wants, and once more for each code; none is kept.
 *
 * @param out the path of a file, removed if it can't be finished, or a stream, which is ended
 * @param rowsMax of one sheet; what is more goes on on the next one
 * @throws RangeError beyond 4 GiB; whatever reading the lines or writing throws
 */
export async function writeReconciliationWorkbook(
  source: ReportSource,
  out: string | Writable,
  rowsMax: number = SHEET_ROWS_MAX,
): Promise<void> {
  await writeReport(out, (write) => writeWorkbook(titleOf(source).zh, sheetsOf(source, rowsMax), write));
}

async function* sheetsOf(source: ReportSource, rowsMax: number): AsyncGenerator<Sheet> {
  const codes = await surveyOf(source);
  yield summarySheet(source);
  for (const code of codes) yield* codeSheets(source, code, rowsMax);
  yield* totalsSheets(source, rowsMax);
  yield suspenseSheet(source);
  yield notesSheet(source);
}
