import { FileError } from '../file-error.ts';
import { findHeader, type Recognise } from '../header.ts';
import type { FileLimits } from '../limits.ts';
import { readSharedStrings } from './shared-strings.ts';
import { type CellContext, type SheetRow, sheetRows } from './sheet-rows.ts';
import { readWorkbook, type SheetPart } from './workbook.ts';
import type { Zip } from './zip.ts';

/** A sheet whose first rows are read. */
export interface OpenSheet extends SheetPart {
  /** The rows the header may be among, and those that came with them. */
  readonly head: readonly SheetRow[];
  readonly rest: AsyncGenerator<readonly SheetRow[], void, undefined>;
}

export type OpenOne = (sheet: SheetPart) => Promise<OpenSheet>;

export interface Sheets {
  readonly parts: readonly SheetPart[];
  readonly open: OpenOne;
}

/** Throws FileError. */
export async function openSheets(zip: Zip, limits: FileLimits): Promise<Sheets> {
  const { sheets, from1904, sharedStrings, styles } = await readWorkbook(zip);
  const shared = sharedStrings === null ? () => undefined : await readSharedStrings(zip, sharedStrings, limits);
  const context: CellContext = { shared, styles, from1904, limits };
  async function open(sheet: SheetPart): Promise<OpenSheet> {
    const rest = sheetRows(zip, sheet.part, context);
    const head: SheetRow[] = [];
    while (head.length <= limits.titleRowsMax) {
      const next = await rest.next();
      if (next.done === true) break;
      head.push(...next.value);
    }
    return { ...sheet, head, rest };
  }
  return { parts: sheets, open };
}

/**
 * The named sheet; else the only visible one with a header the layout knows; else, where none has one, the first that holds anything, for
 * its header to be complained about. `others`: the names of the other sheets that hold anything. Throws FileError.
 */
export async function chooseSheet(
  { parts, open }: Sheets,
  name: string,
  recognise: Recognise,
  limits: FileLimits,
): Promise<{ readonly sheet: OpenSheet; readonly others: readonly string[] }> {
  const filled: OpenSheet[] = [];
  for (const part of parts) {
    const sheet = await open(part);
    if (sheet.head.length > 0) filled.push(sheet);
  }
  const named = parts.some((part) => part.name === name);
  const candidates = filled.filter((sheet) =>
    named ? sheet.name === name : sheet.visible && findHeader(sheet.head, recognise, limits) !== -1,
  );
  if (candidates.length > 1)
    throw new FileError('file.header', { sheets: candidates.map((sheet) => sheet.name).join('、') });
  const chosen = candidates[0] ?? (named ? undefined : filled.find(({ visible }) => visible));
  for (const sheet of filled) if (sheet !== chosen) await sheet.rest.return();
  if (chosen === undefined) throw new FileError('file.empty', named ? { sheet: name } : {});
  return { sheet: chosen, others: filled.filter((sheet) => sheet !== chosen).map((sheet) => sheet.name) };
}
