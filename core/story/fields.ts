import type { StoryField } from '../../schemas/api/records.ts';
import { FIELD_NAMES } from '../../schemas/field-names.ts';
import type { Canonical, EncodeContext, MappedField, Mapping } from '../../schemas/systems/system.ts';
import { maskFields } from '../mask.ts';

/** A row as its file says it: cells under columns, or the members of an object. */
export interface RawRow {
  readonly columns: readonly string[];
  readonly cells: readonly string[];
}

/** What went, or would go, to another system. */
export interface SentForm {
  readonly mapping: Mapping<Canonical>;
  /** The record in the destination's words. */
  readonly said: Canonical;
  readonly wire: Readonly<Record<string, unknown>> | readonly string[];
  readonly context: EncodeContext;
}

/**
 * A record field by field: as its row says it, in the neutral form, and as it was sent, each step named by what it does to the value.
 * Values whole: `maskStory` masks them.
 *
 * @param raw `null` where there was no row, or it is no longer there
 */
export function sideBySide(
  mapping: Mapping<Canonical>,
  raw: RawRow | null,
  record: Canonical,
  context: EncodeContext,
  sent: SentForm | null,
): readonly StoryField[] {
  const rawBy = raw === null ? null : byField(mapping.fields, raw);
  const normal = valuesOf(mapping, mapping.encode(record, context));
  const sentBy = sent === null ? null : valuesOf(sent.mapping, sent.wire);
  const expected = sent === null ? null : valuesOf(sent.mapping, sent.mapping.encode(sent.said, sent.context));
  const fields = [
    ...mapping.fields.map(({ field }) => field),
    ...Object.keys(record),
    ...(sent?.mapping.fields.map(({ field }) => field) ?? []),
  ];
  const lines = [...new Set(fields)].map((field): StoryField => {
    const column = rawBy?.get(field)?.column ?? mapping.fields.find((each) => each.field === field)?.wire ?? null;
    const canonical = textOf(Reflect.get(record, field));
    const cell = rawBy?.get(field)?.cell ?? null;
    const member = sent?.mapping.fields.find((each) => each.field === field)?.wire ?? null;
    const said = sentBy?.get(field) ?? null;
    return {
      field,
      name: FIELD_NAMES[field] ?? { zh: field, en: field },
      column,
      raw: cell,
      canonical,
      member,
      sent: said,
      toCanonical: rawBy === null ? 'absent' : stepIn(cell, canonical, normal.get(field)),
      toSent: sent === null ? null : stepOut(canonical, said, expected?.get(field) ?? null),
    };
  });
  return lines.filter(({ raw: cell, canonical, sent: said }) => [cell, canonical, said].some((text) => text !== null));
}

/** Columns of the file no field is read from: what stands in them may be anything. */
export function otherColumns(mapping: Mapping<Canonical>, { columns }: RawRow): readonly string[] {
  return columns.map(plain).filter((column) => fieldOf(mapping.fields, column) === undefined && column !== '');
}

/** The same lines with every value masked. */
export function maskStory(fields: readonly StoryField[]): readonly StoryField[] {
  const masked = (which: 'raw' | 'canonical' | 'sent'): Readonly<Record<string, string>> =>
    maskFields(Object.fromEntries(fields.flatMap((line) => (line[which] === null ? [] : [[line.field, line[which]]]))));
  const [raw, canonical, sent] = [masked('raw'), masked('canonical'), masked('sent')];
  return fields.map((line) => ({
    ...line,
    raw: raw[line.field] ?? null,
    canonical: canonical[line.field] ?? null,
    sent: sent[line.field] ?? null,
  }));
}

function stepIn(cell: string | null, canonical: string | null, normal: string | undefined): StoryField['toCanonical'] {
  if (cell === null) return canonical === null ? 'absent' : 'added';
  if (cell === canonical) return 'same';
  return cell === normal ? 'translated' : 'normalised';
}

function stepOut(canonical: string | null, sent: string | null, expected: string | null): StoryField['toSent'] {
  if (sent !== expected) return 'changed';
  if (sent === null) return canonical === null ? 'absent' : 'left-out';
  if (canonical === null) return 'added';
  return sent === canonical ? 'same' : 'translated';
}

function byField(
  fields: readonly MappedField[],
  { columns, cells }: RawRow,
): ReadonlyMap<string, { readonly column: string; readonly cell: string | null }> {
  return new Map(
    columns.flatMap((written, at) => {
      const column = plain(written);
      const field = fieldOf(fields, column);
      const cell = cells[at] ?? '';
      return field === undefined ? [] : [[field, { column, cell: cell.trim() === '' ? null : cell }] as const];
    }),
  );
}

function fieldOf(fields: readonly MappedField[], column: string): string | undefined {
  return fields.find(({ wire, synonyms }) => wire === column || synonyms.includes(column))?.field;
}

function plain(column: string): string {
  return column.replace(/^\uFEFF/, '').trim();
}

/** The values of a wire form by the fields they carry. */
function valuesOf(
  mapping: Mapping<Canonical>,
  wire: Readonly<Record<string, unknown>> | readonly string[],
): ReadonlyMap<string, string> {
  const at = (name: string): unknown =>
    isCells(wire) ? (mapping.form === 'table' ? wire[mapping.header.indexOf(name)] : undefined) : wire[name];
  return new Map(
    mapping.fields.flatMap(({ wire: name, field }) => {
      const text = textOf(at(name));
      return text === null ? [] : [[field, text] as const];
    }),
  );
}

function isCells(wire: Readonly<Record<string, unknown>> | readonly string[]): wire is readonly string[] {
  return Array.isArray(wire);
}

/** `null` of what is not there, or empty. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(',');
  return JSON.stringify(value);
}
