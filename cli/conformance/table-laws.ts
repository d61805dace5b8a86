import type { Kind } from '../../schemas/kind.ts';
import type { Canonical, MappedField } from '../../schemas/systems/system.ts';
import { enumeratedValues, SCHEMAS } from './any-records.ts';
import { isSpoken } from './carried-records.ts';
import { type Law, LawBroken, tried, USUAL_SEED } from './law.ts';
import type { RecordSource } from './record-laws.ts';
import { type AnyMapping, contextOf, decode, encode, type Wire, valueOf } from './wire.ts';

/** The laws about a mapping's table: its names, its owners, its code lists, what is required. */
export function tableLaws(kind: Kind, mapping: AnyMapping, records: RecordSource): readonly Law[] {
  const one = (check: (record: Canonical) => number): Law['run'] => {
    return (_cases, seed = USUAL_SEED) =>
      tried(() => {
        const [record] = records(1, seed);
        return record === undefined ? 0 : check(record);
      });
  };
  return [
    {
      id: 'table',
      title: { zh: '每列一个字段，每个字段一列、一个归属方', en: 'one column a field, one owner each, no name twice' },
      run: () => tried(() => mustBeOneTable(kind, mapping)),
    },
    {
      id: 'code-lists',
      title: { zh: '代码表逐值核对：有写法，或声明为不能表达', en: 'each code has a word, or is declared unmappable' },
      run: () => tried(() => mustCoverCodeLists(kind, mapping)),
    },
    {
      id: 'unknown-codes',
      title: { zh: '不认识的代码报错，绝不当作默认值', en: 'an unknown code is a problem, never a default' },
      run: one((record) => mustRefuseUnknownCodes(mapping, record)),
    },
    {
      id: 'required',
      title: { zh: '必填项为空时报出列名', en: 'a required value that is missing is told by its name' },
      run: one((record) => mustTellMissing(kind, mapping, record)),
    },
    {
      id: 'header',
      title: { zh: '缺少或重复必需的列时整份拒收，并报出列名', en: 'a column that is missing or repeated is told' },
      run: one((record) => mustTellHeader(mapping, record)),
    },
  ];
}

function mustBeOneTable(kind: Kind, mapping: AnyMapping): number {
  const { fields, owners, unmappable, ignored } = mapping;
  const canonical = Object.keys(SCHEMAS[kind].shape);
  const names = [...fields.flatMap(({ wire, synonyms }) => [wire, ...synonyms]), ...ignored.map(({ wire }) => wire)];
  refuse(repeatedIn(names), { zh: '列名重复', en: 'a column name is used twice' });
  refuse(repeatedIn(fields.map(({ field }) => field)), { zh: '字段有两列', en: 'a field has two columns' });
  const named = [...fields.map(({ field }) => field), ...Object.keys(owners), ...Object.keys(unmappable)];
  refuse(
    named.find((field) => !canonical.includes(field)),
    { zh: '中间格式没有这个字段', en: 'the canonical form has no such field' },
  );
  refuse(fields.find(({ field, owner }) => owners[field] !== owner)?.field, {
    zh: '字段的归属方不唯一',
    en: 'a field does not have the one owner its line names',
  });
  refuse(ignored.find(({ reason }) => reason.zh === '' || reason.en === '')?.wire, {
    zh: '不带入的列没有说明理由',
    en: 'a column is left out without a reason',
  });
  if (mapping.form === 'table') {
    refuse(fields.length > COLUMNS_MAX ? String(fields.length) : undefined, {
      zh: `带字段的列超过 ${COLUMNS_MAX} 个`,
      en: `more than ${COLUMNS_MAX} columns carry a field`,
    });
    refuse(
      mapping.header.find((column, at) => [...mapping.ours, ...fields][at]?.wire !== column),
      {
        zh: '表头与字段表的次序不同',
        en: 'the header is not in the order of the table',
      },
    );
  }
  return fields.length;
}

const COLUMNS_MAX = 31;

function refuse(found: string | undefined, says: { readonly zh: string; readonly en: string }): void {
  if (found !== undefined) throw new LawBroken({ zh: `${says.zh}：${found}`, en: `${says.en}: ${found}` }, { found });
}

function repeatedIn(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at);
}

function mustCoverCodeLists(kind: Kind, mapping: AnyMapping): number {
  let values = 0;
  for (const [field, declared] of Object.entries(mapping.unmappable)) {
    const known = enumeratedValues(kind, field)?.map(String);
    refuse(
      declared.find((value) => known?.includes(value) !== true),
      { zh: `${field} 声明了不存在的代码`, en: `${field} declares a code that is none` },
    );
    refuse(repeatedIn(declared), { zh: `${field} 重复声明`, en: `${field} declares a code twice` });
  }
  for (const line of mapping.fields) {
    for (const value of enumeratedValues(kind, line.field) ?? []) {
      mustBeOneOrTheOther(mapping, line, value);
      values += 1;
    }
    mustReadItsWords(line);
  }
  return values;
}

function mustBeOneOrTheOther(mapping: AnyMapping, line: MappedField, value: unknown): void {
  const declared = mapping.unmappable[line.field]?.includes(String(value)) === true;
  const spoken = isSpoken({ ...mapping, unmappable: {} }, line, value);
  if (declared !== spoken) return;
  const says = spoken
    ? { zh: '有写法，又声明为不能表达', en: 'has a word and is declared unmappable' }
    : { zh: '既没有写法，也没有声明', en: 'has no word and is not declared' };
  throw new LawBroken(
    { zh: `${line.field} 的 ${String(value)} ${says.zh}`, en: `${String(value)} of ${line.field} ${says.en}` },
    { field: line.field, value },
  );
}

/** Every word the list shows is read as the value it stands for, and no two stand for each other. */
function mustReadItsWords({ field, codec }: MappedField): void {
  if (codec.words === undefined) return;
  const isSet = codec.name === 'code-set';
  const said = [...codec.words, ...(codec.synonyms ?? [])];
  refuse(repeatedIn(said.map(([word]) => word)), { zh: `${field} 的写法重复`, en: `${field} has a word twice` });
  const read = codec.decode as (value: unknown, today: string) => unknown;
  for (const [word, value] of said) {
    const ways = isSet ? [word, [word]] : typeof value === 'boolean' ? [word, value] : [word];
    const meant = JSON.stringify(isSet ? [value] : value);
    if (!ways.some((way) => JSON.stringify(readOrNull(read, way)) === meant))
      throw new LawBroken(
        { zh: `${field} 读不懂自己的写法 ${word}`, en: `${field} does not read its own word ${word}` },
        { field, word, value },
      );
  }
}

/** Null where a codec of text is given what JSON would hold. */
function readOrNull(read: (value: unknown, today: string) => unknown, value: unknown): unknown {
  try {
    return read(value, TODAY_OF_LISTS);
  } catch {
    return null;
  }
}

const TODAY_OF_LISTS = '2026-11-23';
const NO_WORD = '从未约定的代码';

function mustRefuseUnknownCodes(mapping: AnyMapping, record: Canonical): number {
  const wire = encode(mapping, record);
  const lists = mapping.fields.filter(({ codec }) => codec.words !== undefined);
  for (const line of lists) {
    const isSetOfJson = Array.isArray(wire[line.wire]);
    const decoded = decode(mapping, { ...wire, [line.wire]: isSetOfJson ? [NO_WORD] : NO_WORD }, contextOf(record));
    if (!decoded.ok && decoded.problem.code === 'code.unknown' && decoded.problem.field === line.wire) continue;
    // Money whose result nobody understands is in doubt: that is what the word says, not a default.
    if (decoded.ok && line.field === 'status' && valueOf(decoded.record, 'status') === 'UNKNOWN') continue;
    throw new LawBroken(
      { zh: `「${line.wire}」接受了不认识的代码`, en: `"${line.wire}" takes a code nobody knows` },
      decoded.ok ? { field: line.field, value: valueOf(decoded.record, line.field) } : decoded.problem,
    );
  }
  return lists.length;
}

function mustTellMissing(kind: Kind, mapping: AnyMapping, record: Canonical): number {
  const wire = encode(mapping, record);
  for (const { wire: column, required } of mapping.fields) {
    const decoded = decode(mapping, { ...wire, [column]: ' ' }, contextOf(record));
    if (!required) {
      // An optional cell may be asked for by another rule; read without it, the record must still be complete.
      if (!decoded.ok || SCHEMAS[kind].strict().safeParse(decoded.record).success) continue;
      throw new LawBroken(
        { zh: `「${column}」为空时记录不完整`, en: `without "${column}" the record is not complete` },
        { column },
      );
    }
    const isTold = !decoded.ok && decoded.problem.code === 'row.field-missing' && decoded.problem.field === column;
    if (!isTold)
      throw new LawBroken(
        { zh: `必填的「${column}」为空而没有报出`, en: `"${column}" is required, and nobody tells that it is missing` },
        decoded.ok ? { column } : decoded.problem,
      );
  }
  return mapping.fields.length;
}

function mustTellHeader(mapping: AnyMapping, record: Canonical): number {
  if (mapping.form === 'object') return mustIgnoreMore(mapping, record);
  const context = contextOf(record);
  for (const { wire: column, required } of mapping.fields) {
    const without = mapping.bind(
      mapping.header.filter((name) => name !== column),
      context,
    );
    const twice = mapping.bind([...mapping.header, column], context);
    const isTold = required ? !without.ok && without.missing.includes(column) : without.ok;
    if (!isTold || twice.ok || !twice.repeated.includes(column))
      throw new LawBroken(
        {
          zh: `表头缺少或重复「${column}」时没有报对`,
          en: `a header without or with two of "${column}" is told wrongly`,
        },
        { column, required },
      );
  }
  const more = mapping.bind([...mapping.header, NO_WORD], context);
  if (!more.ok || more.unknownColumns.join() !== NO_WORD)
    throw new LawBroken({ zh: '多余的列没有提示', en: 'a column too many is not told' }, {});
  return mapping.fields.length;
}

function mustIgnoreMore(mapping: AnyMapping, record: Canonical): number {
  const wire: Wire = encode(mapping, record);
  const decoded = decode(mapping, { ...wire, [NO_WORD]: { any: 1 } }, contextOf(record));
  if (!decoded.ok)
    throw new LawBroken({ zh: '多余的成员使记录被拒', en: 'a member too many has it refused' }, decoded.problem);
  return 1;
}
