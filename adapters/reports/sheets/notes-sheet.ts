import type { ReportSource, ReportText } from '../../../core/reconcile/report.ts';
import { standingNotes } from '../notes.ts';
import { count, text } from '../workbook/cells.ts';
import type { Row, Sheet } from '../workbook/sheet.ts';
import { headerRow, titleRows } from './amounts.ts';

/** What was left out, and how the report is read. */
export function notesSheet(source: ReportSource): Sheet {
  const leftOut: readonly ReportText[] =
    source.notes.length === 0 ? [{ zh: '没有略去任何内容。', en: 'Nothing was left out.' }] : source.notes;
  return {
    name: '说明',
    widths: [8, 70, 70],
    frozen: { rows: 0, columns: 0 },
    filter: false,
    tab: '7F7F7F',
    rows: [
      ...titleRows('说明'),
      ...table('未纳入核对的内容', 'what was left out', leftOut),
      { cells: [] },
      ...table('怎样看这份报告', 'how to read this report', standingNotes(source)),
    ],
  };
}

function table(zh: string, en: string, notes: readonly ReportText[]): readonly Row[] {
  const rows = notes.map((note, at): Row => ({
    cells: [count(at + 1), text(note.zh, 'wrapped'), text(note.en, 'wrapped')],
    height: 17 * Math.max(1, Math.ceil((note.zh.length * 2) / 66), Math.ceil(note.en.length / 62)) + 3,
  }));
  return [headerRow(['', zh, en]), ...rows];
}
