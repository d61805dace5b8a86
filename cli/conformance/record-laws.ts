import fc from 'fast-check';
import type { Kind } from '../../schemas/kind.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { anyRecords, closedValues, SCHEMAS } from './any-records.ts';
import { isSpoken } from './carried-records.ts';
import { type Law, LawBroken, tried, USUAL_SEED } from './law.ts';
import { type AnyMapping, contextOf, decode, differing, encode, mustDecodeTo, untidy, valueOf } from './wire.ts';

/** Records a mapping carries, made once for all the laws that want as many. */
export type RecordSource = (cases: number, seed: number) => readonly Canonical[];

/** The laws of DESIGN §3 about single records. */
export function recordLaws(kind: Kind, mapping: AnyMapping, records: RecordSource): readonly Law[] {
  const each = (check: (record: Canonical, at: number) => void): Law['run'] => {
    return (cases, seed = USUAL_SEED) =>
      tried(() => {
        const made = records(cases, seed);
        made.forEach(check);
        return made.length;
      });
  };
  return [
    {
      id: 'round-trip',
      title: { zh: '写出再读回，记录不变', en: 'what is written is read back' },
      run: each((record) => mustDecodeTo(mapping, encode(mapping, record), record)),
    },
    {
      id: 'canonical',
      title: { zh: '读到的是完整的中间格式，不多不少', en: 'what is read is canonical, and says nothing else' },
      run: each((record) => mustBeCanonical(kind, mapping, record)),
    },
    {
      id: 'normal-form',
      title: {
        zh: '空格、全角、列序、多余的列、同义写法不影响读取，再写出即为标准写法',
        en: 'untidy input is read the same, and written in normal form',
      },
      run: each((record, at) => mustReadUntidy(mapping, record, at)),
    },
    {
      id: 'declared-losses',
      title: { zh: '不能表达的内容都已声明', en: 'what it can not say it declares, exactly' },
      run: (cases, seed = USUAL_SEED) =>
        tried(() => {
          const any = fc.sample(anyRecords(kind), { numRuns: cases, seed });
          const near = records(Math.ceil(cases / NEAR_SHARE), seed);
          for (const record of any) mustDeclareLosses(kind, mapping, record);
          for (const [at, record] of near.entries()) mustDeclareLosses(kind, mapping, changedInOne(kind, record, at));
          return any.length + near.length;
        }),
    },
  ];
}

/** One in so many cases is a record it carries with one value changed: far-off records are refused for many reasons at once. */
const NEAR_SHARE = 2;

function mustBeCanonical(kind: Kind, mapping: AnyMapping, record: Canonical): void {
  const decoded = decode(mapping, encode(mapping, record), contextOf(record));
  if (!decoded.ok)
    throw new LawBroken({ zh: '自己写出的记录读不回来', en: 'what was written is refused' }, decoded.problem);
  const parsed = SCHEMAS[kind].strict().safeParse(decoded.record);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  throw new LawBroken(
    { zh: '读到的记录不符合中间格式', en: 'the record read is not canonical' },
    { field: issue?.path.join('.') ?? null, message: issue?.message ?? null },
  );
}

function mustReadUntidy(mapping: AnyMapping, record: Canonical, at: number): void {
  const tidy = encode(mapping, record);
  const wire = untidy(mapping, tidy, Math.imul(at + 1, 0x9e3779b1) >>> 0);
  mustDecodeTo(mapping, wire, record);
  const decoded = decode(mapping, wire, contextOf(record));
  const written = decoded.ok ? encode(mapping, decoded.record) : {};
  const column = Object.keys(tidy).find((name) => JSON.stringify(written[name]) !== JSON.stringify(tidy[name]));
  if (column === undefined) return;
  throw new LawBroken(
    { zh: `「${column}」再写出时不是标准写法`, en: `"${column}" is not written in its normal form` },
    { column, normal: tidy[column], written: written[column] },
  );
}

/** `uncarried` names exactly the fields that differ after a trip through the wire. */
function mustDeclareLosses(kind: Kind, mapping: AnyMapping, record: Canonical): void {
  const declared = new Set(mapping.uncarried(record));
  const unknown = [...declared].find((field) => !(field in SCHEMAS[kind].shape));
  if (unknown !== undefined)
    throw new LawBroken({ zh: '声明了不存在的字段', en: 'it declares a field that is none' }, { field: unknown });
  const unspeakable = unspeakableFields(mapping, record);
  const silent = unspeakable.find((field) => !declared.has(field));
  if (silent !== undefined) throw undeclared(silent, valueOf(record, silent));
  const wordless = unspeakable.length > 0;
  if (wordless) return;
  const decoded = decode(mapping, encode(mapping, record), contextOf(record));
  if (!decoded.ok) {
    if (declared.size > 0) return;
    throw new LawBroken(
      { zh: '声称能完整表达的记录读不回来', en: 'a record it says it carries is refused' },
      { ...decoded.problem, record },
    );
  }
  const differ = differing(record, decoded.record);
  const lost = differ.find((field) => !declared.has(field));
  if (lost !== undefined) throw undeclared(lost, valueOf(record, lost));
  const kept = [...declared].find((field) => !differ.includes(field));
  if (kept !== undefined)
    throw new LawBroken(
      { zh: `${kept} 声明为不能表达，其实没有丢`, en: `${kept} is declared lost and is not` },
      { field: kept, value: valueOf(record, kept) },
    );
}

/** Values without a word: encoding them throws, so they are looked at before. */
function unspeakableFields(mapping: AnyMapping, record: Canonical): readonly string[] {
  return mapping.fields.flatMap((line) => {
    const value: unknown = valueOf(record, line.field);
    if (value === undefined) return [];
    const members: readonly unknown[] = Array.isArray(value) ? value : [value];
    return members.every((one) => isSpoken(mapping, line, one)) ? [] : [line.field];
  });
}

function undeclared(field: string, value: unknown): LawBroken {
  return new LawBroken(
    { zh: `${field} 丢失而未声明`, en: `${field} is lost without being declared` },
    { field, value: value ?? null },
  );
}

/** The record with another value in one field of a closed list, or without an optional one. */
function changedInOne(kind: Kind, record: Canonical, at: number): Canonical {
  const fields = Object.keys(SCHEMAS[kind].shape).filter((one) => !BOUND_TO_NUMBER.has(one));
  const field = fields[at % fields.length] ?? '';
  const known = closedValues(kind, field);
  const value = known?.[Math.imul(at + 1, 0x9e3779b1) % known.length];
  if (value === undefined) return record;
  return { ...record, [field]: Array.isArray(valueOf(record, field)) ? [value] : value };
}

/** A certificate's number says both: another value alone would be no canonical record. */
const BOUND_TO_NUMBER: ReadonlySet<string> = new Set(['certificateType', 'educationLevel']);
