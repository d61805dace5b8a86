import type { Canonical, EncodeContext, Mapping } from '../schemas/systems/system.ts';

/**
 * A good row as it would stand in its file, for rejects that are only known later: under the file's own columns, or as the one cell
 * of a JSON line. Columns that carry nothing are empty.
 */
export function originalCells(
  mapping: Mapping<Canonical>,
  columns: readonly string[],
  record: Canonical,
  context: EncodeContext,
): readonly string[] {
  if (mapping.form === 'object') return [JSON.stringify(mapping.encode(record, context))];
  const cells = mapping.encode(record, context);
  return columns.map((column) => {
    const name = column.trim();
    const field =
      mapping.ours.find(({ wire }) => wire === name) ??
      mapping.fields.find(({ wire, synonyms }) => wire === name || synonyms.includes(name));
    return (field === undefined ? undefined : cells[mapping.header.indexOf(field.wire)]) ?? '';
  });
}

/** The columns a system's rejects have where no file says them. JSON Lines, which have none, are shown as whole lines. */
export function columnsOf(mapping: Mapping<Canonical>): readonly string[] {
  return mapping.form === 'table' ? mapping.header : ['原文'];
}
