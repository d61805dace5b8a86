import type { Canonical, DecodeContext, Decoded, Mapping } from '../../schemas/systems/system.ts';
import { LawBroken } from './law.ts';
import { TODAY } from './values.ts';

/** Cells by column, or the object: one shape for both forms. */
export type Wire = Readonly<Record<string, unknown>>;

/** A mapping of whichever kind: the records it meets here are of its own. */
export type AnyMapping = Mapping<Canonical>;

/** What a wire form wants beyond the record. */
export const BEYOND_RECORD = { paymentNo: 'UBABCDEFGHIJKLMNOPQRSTUVWXYZ23' };

export function encode(mapping: AnyMapping, record: Canonical): Wire {
  if (mapping.form === 'object') return mapping.encode(record, BEYOND_RECORD);
  const cells = mapping.encode(record, BEYOND_RECORD);
  return Object.fromEntries(mapping.header.map((column, at) => [column, cells[at]]));
}

export function decode(mapping: AnyMapping, wire: Wire, context: DecodeContext): Decoded<Canonical> {
  if (mapping.form === 'object') return mapping.decode(JSON.parse(JSON.stringify(wire)), context);
  const bound = mapping.bind(Object.keys(wire), context);
  if (!bound.ok)
    throw new LawBroken(
      { zh: '它写出的表头自己不认', en: 'it refuses a header of its own' },
      { header: Object.keys(wire), missing: bound.missing, repeated: bound.repeated },
    );
  return bound.decode(Object.values(wire).map((cell) => (typeof cell === 'string' ? cell : '')));
}

export function contextOf({ programmeYear }: Canonical): DecodeContext {
  return { today: TODAY, programmeYear };
}

/** A record's value by the name of its field. */
export function valueOf(record: Canonical, field: string): unknown {
  return Reflect.get(record, field);
}

/** The fields in which two records differ. */
export function differing(one: Canonical, other: Canonical): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (field) => JSON.stringify(valueOf(one, field)) !== JSON.stringify(valueOf(other, field)),
  );
}

/** Throws LawBroken unless the wire decodes to exactly this record. */
export function mustDecodeTo(mapping: AnyMapping, wire: Wire, record: Canonical): void {
  const decoded = decode(mapping, wire, contextOf(record));
  if (!decoded.ok)
    throw new LawBroken(
      { zh: '自己写出的记录读不回来', en: 'what was written is refused' },
      { wire, ...decoded.problem },
    );
  const [field] = differing(record, decoded.record);
  if (field === undefined) return;
  throw new LawBroken(
    { zh: `${field} 读回后与写出前不同`, en: `${field} is not what it was` },
    { field, was: valueOf(record, field), is: valueOf(decoded.record, field) },
  );
}

/**
 * The same said untidily: columns in another order and under their other names, words by their synonyms, white space around text, identifiers
 * in full width, one column too many.
 */
export function untidy(mapping: AnyMapping, wire: Wire, seed: number): Wire {
  const lines = new Map(mapping.fields.map((line) => [line.wire, line]));
  const turned = (at: number): boolean => (seed >> (at % 16)) % 2 === 0;
  const entries = Object.entries(wire).map(([column, value], at): [string, unknown] => {
    const line = lines.get(column);
    const names = [column, ...(line?.synonyms ?? [])];
    const synonym = line?.codec.synonyms?.find(([, meant]) => meant === meaningOf(line.codec.words, value))?.[0];
    const said = synonym !== undefined && !turned(at + 3) ? synonym : value;
    return [names[seed % names.length] ?? column, typeof said === 'string' ? dressed(said, turned(at)) : said];
  });
  const turn = seed % entries.length;
  return Object.fromEntries([...entries.slice(turn), ['附注（未约定）', 'x'], ...entries.slice(0, turn)]);
}

function meaningOf(words: readonly (readonly [string, unknown])[] | undefined, said: unknown): unknown {
  return words?.find(([word]) => word === said)?.[1] ?? Symbol('nothing');
}

function dressed(text: string, padded: boolean): string {
  if (padded) return ` ${text}\u3000`;
  return IDENTIFIER.test(text) ? wide(text) : text;
}

/** Identifiers and dates; names and words are left alone. */
const IDENTIFIER = /^(?:\d{11}|\d{16,19}|[0-9]{17}[0-9X]|\d{4}-\d\d-\d\d)$/;

function wide(text: string): string {
  return text.replace(/[0-9X]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0));
}
