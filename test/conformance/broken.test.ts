import { describe, expect, test } from 'vitest';
import { conformanceOf } from '../../cli/conformance/conformance.ts';
import { applicantSchema, type Applicant } from '../../schemas/canonical/applicant.ts';
import { codeList } from '../../schemas/codecs/code-list.ts';
import type { Codec } from '../../schemas/codecs/codec.ts';
import { applicantMapping } from '../../schemas/systems/guangzhou/degree-subsidy/applicant.ts';
import { degreeSubsidy } from '../../schemas/systems/guangzhou/degree-subsidy/system.ts';
import type { Decoded, HeaderResult, MappedField, System, TableMapping } from '../../schemas/systems/system.ts';

type Broken = TableMapping<Applicant>;
const good: Broken = applicantMapping;

/** The laws a system of this one mapping breaks. */
async function brokenLaws(mapping: Broken, change: Partial<System> = {}): Promise<readonly string[]> {
  const { outcomes } = await conformanceOf({ ...degreeSubsidy, kinds: { applicant: mapping }, ...change }, 40);
  return outcomes.filter(({ result }) => !result.ok).map(({ id }) => id);
}

/** The mapping with what it reads changed afterwards. */
function reading(change: (decoded: Decoded<Applicant>, cells: readonly string[]) => Decoded<Applicant>): Broken {
  return {
    ...good,
    bind: (given, context) => {
      const bound = good.bind(given, context);
      return bound.ok ? { ...bound, decode: (cells) => change(bound.decode(cells), cells) } : bound;
    },
  };
}

/** The mapping that reads other records than are there. */
function readingRecord(change: (record: Applicant) => Applicant): Broken {
  return reading((decoded) => (decoded.ok ? { ...decoded, record: change(decoded.record) } : decoded));
}

function lineOf(field: string, change: (line: MappedField) => Partial<MappedField>): Broken {
  return { ...good, fields: good.fields.map((line) => (line.field === field ? { ...line, ...change(line) } : line)) };
}

function headerTold(
  change: (result: HeaderResult<Applicant>, given: readonly string[]) => HeaderResult<Applicant>,
): Broken {
  return { ...good, bind: (given, context) => change(good.bind(given, context), given) };
}

const place = (column: string): number => good.header.indexOf(column);
const swapped = (cells: readonly string[], a: number, b: number): readonly string[] =>
  cells.with(a, cells[b] ?? '').with(b, cells[a] ?? '');
const without = (record: Applicant, field: string): Applicant =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== field)) as unknown as Applicant;
const somebody = (record: Applicant): boolean => record.frontline;
const withoutWord = (field: string, word: string): Codec<unknown> => {
  const codec = good.fields.find((line) => line.field === field)?.codec;
  return codeList((codec?.words ?? []).filter(([one]) => one !== word)) as Codec<unknown>;
};

test('what is whole breaks no law', async () => {
  expect(await brokenLaws(good)).toEqual([]);
});

describe('a mapping is caught', () => {
  test.each<[string, Broken, readonly string[]]>([
    [
      'that swaps two columns when it writes',
      { ...good, encode: (record) => swapped(good.encode(record), place('就读院校'), place('专业')) },
      ['round-trip', 'normal-form', 'file'],
    ],
    [
      'that forgets a column when it reads',
      readingRecord((record) => without(record, 'unionCode')),
      ['round-trip', 'file'],
    ],
    ['that adds what is no field', readingRecord((record) => Object.assign({ note: 1 }, record)), ['canonical']],
    [
      'that leaves a required field empty',
      readingRecord((record) => without(record, 'mobile')),
      ['canonical', 'required'],
    ],
    [
      'that minds white space',
      reading((decoded, cells) =>
        cells.some((cell) => cell.startsWith(' ') && cell.trim() !== '')
          ? { ok: false, problem: { code: 'code.unknown', field: null }, warnings: [] }
          : decoded,
      ),
      ['normal-form'],
    ],
    ['that loses silently', { ...good, uncarried: () => [] }, ['declared-losses']],
    [
      'that declares lost what is not',
      { ...good, uncarried: (record) => [...good.uncarried(record), ...(somebody(record) ? ['mobile'] : [])] },
      ['declared-losses'],
    ],
    ['that declares all lost', { ...good, uncarried: () => ['major'] }, ['round-trip', 'declared-losses', 'required']],
    [
      'whose constant is another',
      readingRecord((record) => ({ ...record, regionCode: '440300' })),
      ['round-trip', 'golden'],
    ],
    [
      'whose programme is another',
      readingRecord((record) => ({ ...record, programmeCode: 'SZ-YMJH' })),
      ['round-trip', 'declared-losses', 'golden'],
    ],
    ['whose list lacks a word', lineOf('status', () => ({ codec: withoutWord('status', '公示') })), ['code-lists']],
    [
      'that declares a code it has a word for',
      { ...good, unmappable: { ...good.unmappable, sex: ['1'] } },
      ['code-lists'],
    ],
    ['that declares nothing', { ...good, unmappable: {} }, ['code-lists']],
    ['that declares what is no code', { ...good, unmappable: { ...good.unmappable, sex: ['7'] } }, ['code-lists']],
    [
      'that takes an unknown code for a default',
      {
        ...good,
        bind: (given, context) => {
          const bound = good.bind(given, context);
          if (!bound.ok) return bound;
          const known = (cell: string): string => (cell === '从未约定的代码' ? '大专' : cell);
          return { ...bound, decode: (cells) => bound.decode(cells.map(known)) };
        },
      },
      ['unknown-codes'],
    ],
    [
      'that fills in what is missing',
      {
        ...good,
        bind: (given, context) => {
          const bound = good.bind(given, context);
          const at = given.indexOf('专业');
          return bound.ok
            ? { ...bound, decode: (cells) => bound.decode(cells[at]?.trim() === '' ? cells.with(at, '无') : cells) }
            : bound;
        },
      },
      ['required'],
    ],
    [
      'that says nothing of a column too many',
      headerTold((bound) => (bound.ok ? { ...bound, unknownColumns: [] } : bound)),
      ['header'],
    ],
    [
      'that tells another column missing',
      headerTold((bound) => (bound.ok ? bound : { ...bound, missing: [], repeated: [] })),
      ['header'],
    ],
    ['that calls two columns the same', lineOf('major', () => ({ synonyms: ['就读院校'] })), ['table']],
    ['of two owners', lineOf('major', () => ({ owner: 'province' })), ['table']],
    ['of a field that is none', lineOf('major', () => ({ field: 'hobby' })), ['table']],
    [
      'that leaves a column out without a reason',
      { ...good, ignored: [{ wire: '备注', reason: { zh: '', en: '' } }] },
      ['table'],
    ],
    [
      'that cuts long text short',
      { ...good, encode: (record) => good.encode(record).map((cell) => cell.slice(0, 200)) },
      ['limits'],
    ],
    [
      'that throws',
      {
        ...good,
        encode: () => {
          throw new RangeError('no');
        },
      },
      ['round-trip', 'canonical', 'normal-form', 'required', 'unknown-codes', 'file'],
    ],
  ])('%s', async (_name, mapping, expected) => {
    expect(await brokenLaws(mapping)).toEqual(expect.arrayContaining([...expected]));
  });

  test('whose file can not be read back', async () => {
    const summary = { read: () => undefined, write: () => ['代发'] };
    const file = { form: 'text', delimiter: '|', encoding: 'utf-8', summary } as const;
    expect(await brokenLaws(good, { file })).toContain('file');
  });

  test('without a golden sample', async () => {
    expect(await brokenLaws(good, { id: 'foshan/nowhere' })).toEqual(['golden']);
  });
});

test('the counterexample says what was found, in both languages', async () => {
  const { outcomes } = await conformanceOf(
    { ...degreeSubsidy, kinds: { applicant: lineOf('status', () => ({ codec: withoutWord('status', '公示') })) } },
    5,
  );
  expect(outcomes.find(({ id }) => id === 'code-lists')?.result).toEqual({
    ok: false,
    counterexample: {
      says: {
        zh: 'status 的 PUBLIC_NOTICE 既没有写法，也没有声明',
        en: 'PUBLIC_NOTICE of status has no word and is not declared',
      },
      shown: { field: 'status', value: 'PUBLIC_NOTICE' },
    },
  });
});

test('records cover every canonical value over a run', async () => {
  const { carriedRecords } = await import('../../cli/conformance/carried-records.ts');
  const records = carriedRecords('applicant', good as never, 300, 1) as readonly Applicant[];
  const missing = applicantSchema.shape.status.options.filter(
    (status) => !good.unmappable['status']?.includes(status) && !records.some((record) => record.status === status),
  );
  expect(missing).toEqual([]);
});
