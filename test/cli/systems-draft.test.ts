import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTable } from '../../adapters/files/table.ts';
import { encodeCsv } from '../../adapters/files/csv-write.ts';
import { checkCharacter, citizenIdCodec } from '../../schemas/codecs/citizen-id.ts';
import { passesLuhn } from '../../schemas/codecs/bank-card.ts';
import { isRefusal } from '../../schemas/codecs/codec.ts';
import { bridge } from './bridge-in-process.ts';

const SAMPLE = join(import.meta.dirname, '../../docs/onboarding/foshan-sample.xlsx');

interface Output {
  readonly system: string;
  readonly kind: string;
  readonly columns: readonly {
    readonly column: string;
    readonly field: string | null;
    readonly confidence: number;
    readonly reasons: readonly { readonly zh: string; readonly en: string }[];
  }[];
  readonly undecided: readonly {
    readonly code: string;
    readonly column: string | null;
    readonly field: string | null;
  }[];
  readonly files: readonly string[];
}

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'bridge-draft-'));
}

async function draft(sample: string, dir: string, ...more: readonly string[]): Promise<Output> {
  const ran = await bridge(['systems', 'draft', sample, '--id', 'foshan/grants', '--dir', dir, '--json', ...more]);
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(1);
  return JSON.parse(ran.stdout) as Output;
}

async function sampleOf(
  name: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const path = join(await folder(), name);
  await writeFile(path, encodeCsv(header, rows, 'gb18030'));
  return path;
}

function fieldsOf({ columns }: Output): Readonly<Record<string, string | null>> {
  return Object.fromEntries(columns.map(({ column, field }) => [column, field]));
}

function codesOf({ undecided }: Output): readonly string[] {
  return undecided.map(({ code, column }) => `${code} ${column ?? ''}`.trim());
}

test("Foshan's sample is recognised as the documentation shows", async () => {
  const document = await readFile(join(import.meta.dirname, '../../docs/onboarding.md'), 'utf8');
  const shown = /```text\n列 +字段[^\n]*\n([\s\S]*?)\n\n/.exec(document)?.[1]?.split('\n') ?? [];
  const output = await draft(SAMPLE, await folder(), '--kind', 'applicant', '--programme', 'FS-XLBZ');
  expect(shown.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual(
    output.columns.map(({ column, field, confidence, reasons }) => [
      column,
      field ?? (confidence === 0 && reasons.length > 0 ? '-' : '?'),
    ]),
  );
  expect(output.columns.filter(({ field }) => field !== null)).toHaveLength(19);
});

const PEOPLE = ['司马青衫', '尉迟惊鸿', '独孤求剑'];
const WORK = ['青龙寺竹器厂', '白马渡船务公司', '玄武岭茶场有限公司'];

/** What clerks write where a code word belongs: once, or again and again. */
const REMARKS = ['已划拨', '王大锤', '慕容复', '已划拨', '司马批准', '王大锤', '慕容复'];

function idOf(at: number): string {
  const first = `440999${19700101 + at}0${10 + at}`;
  return first + checkCharacter(first);
}

function cardOf(at: number): string {
  const first = `62170012345678${10 + at}`;
  return first + ([...'0123456789'].find((digit) => passesLuhn(first + digit)) ?? '');
}

test('no value of the sample but code words reaches any file of the folder', async () => {
  const header = [
    '批次号',
    '申请编号',
    '姓名',
    '身份证号',
    '户名',
    '开户行',
    '银行卡号',
    '金额（元）',
    '处理结果',
    '经办',
    '批示',
  ];
  const people = [...PEOPLE, ...PEOPLE, ...PEOPLE].map((name, at) => [
    'PC-7788',
    `SLOT-99${at}88`,
    name,
    idOf(at),
    name,
    `${WORK[at % 3] ?? ''}信用社`,
    cardOf(at),
    '1,234.00',
    REMARKS[at % REMARKS.length] ?? '',
    '慕容主任',
    `请找${name}`,
  ]);
  const dir = await folder();
  const output = await draft(await sampleOf('s.csv', header, people), dir, '--kind', 'payment');
  const texts = await Promise.all(
    output.files.map(async (path) => {
      const bytes = await readFile(path);
      return path.endsWith('.csv') ? new TextDecoder('gb18030').decode(bytes) : bytes.toString('utf8');
    }),
  );
  const all = texts.join('\n');
  const canaries = [
    ...PEOPLE,
    ...WORK,
    ...people.flatMap((row) => [row[3] ?? '', row[6] ?? '', row[1] ?? '']),
    '慕容主任',
    ...REMARKS.slice(1, 3),
    '司马批准',
    '7788',
    '1,234',
  ];
  expect(canaries.filter((canary) => all.includes(canary))).toEqual([]);
  expect(all).toContain('已划拨');
  expect(codesOf(output)).toContain('word-unknown 处理结果');
  expect(codesOf(output)).toContain('words-hidden 处理结果');
});

test('invented people keep the written form: width, damage, sex, rightness, and who is the payee of whom', async () => {
  const id = idOf(3);
  const wide = [...id].map((unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0)).join('');
  const wrong = `${id.slice(0, 17)}${id.endsWith('1') ? '2' : '1'}`;
  const header = ['申请编号', '姓名', '身份证号', '手机号', '入学日期', '申请日期', '更新时间'];
  const row = (no: string, number: string, enrolled: string): readonly string[] => [
    no,
    '司马青衫',
    number,
    '13912345678',
    enrolled,
    '2025/3/5',
    '2025-03-05 10:20:30',
  ];
  const rows = [
    row('B1', id, '2024年9月1日'),
    row('B2', wide, '2024.9'),
    row('B3', wrong, '20240901'),
    row('B4', '4.40106E+17', '45536'),
    row('B5', `'${id}`, '2024-09-01'),
  ];
  const dir = await folder();
  await draft(await sampleOf('s.csv', header, rows), dir, '--kind', 'applicant');
  const bytes = await readFile(join(dir, 'foshan/grants/golden/applicant-draft.input.csv'));
  const [, ...made] = new TextDecoder('gb18030').decode(bytes).trimEnd().split('\n');
  const cells = made.map((line) => line.split(','));
  const numbers = cells.map((line) => line[2] ?? '');
  const today = '2026-11-23';
  expect(citizenIdCodec.decode(numbers[0] ?? '', today)).toMatch(/^440199\d{10}.[\dX]$/);
  expect(Number(numbers[0]?.charAt(16)) % 2).toBe(Number(id.charAt(16)) % 2);
  expect(numbers[1]).toMatch(/^[０-９]{17}[０-９Ｘ]$/);
  expect(citizenIdCodec.decode(numbers[2] ?? '', today)).toEqual({ refused: 'citizen-id.check-digit' });
  expect(citizenIdCodec.decode(numbers[3] ?? '', today)).toEqual({ refused: 'citizen-id.excel-damaged' });
  expect(numbers[4]).toMatch(/^'440199/);
  expect(cells.map((line) => line[4])).toEqual(['2023年9月1日', '2023.9', '20230901', '45171', '2023-09-01']);
});

test('a payee stays the applicant, and an account right or wrong by Luhn as it was', async () => {
  const header = ['批次号', '申请编号', '姓名', '身份证号', '户名', '开户行', '卡号', '金额（元）'];
  const rows = PEOPLE.map((name, at) => [
    'P1',
    `S${at}1`,
    name,
    idOf(at),
    at === 2 ? '别人' : name,
    '某银行',
    at === 1 ? '6221558812340000' : cardOf(at),
    '1500',
  ]);
  const dir = await folder();
  await draft(await sampleOf('s.csv', header, rows), dir, '--kind', 'payment');
  const bytes = await readFile(join(dir, 'foshan/grants/golden/payment-draft.input.csv'));
  const cells = new TextDecoder('gb18030')
    .decode(bytes)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const shown = cells.map((line) => [line[2] === line[4], passesLuhn(line[6] ?? ''), line[6]?.length]);
  expect(shown).toContainEqual([true, true, 17]);
  expect(shown).toContainEqual([false, true, 17]);
  expect(shown.filter(([, luhn]) => luhn === false)).toEqual([[true, false, 16]]);
});

test('what nobody may guess is left to a person, and until then every file is refused', async () => {
  const header = ['姓名', '身份证号', '性别', '金额'];
  const ids = [0, 1, 2].map(idOf);
  const rows = PEOPLE.map((name, at) => [name, ids[at] ?? '', '0', '150000']);
  const dir = await folder();
  const applicant = await draft(await sampleOf('a.csv', header, rows), dir, '--kind', 'applicant');
  expect(codesOf(applicant)).toContain('sex-code 性别');
  expect(codesOf(applicant)).toContain('column-unknown 金额');
  const payment = await draft(await sampleOf('p.csv', header, rows), await folder(), '--kind', 'payment');
  expect(codesOf(payment)).toContain('money-unit 金额');
  const missing = payment.undecided.filter(({ code }) => code === 'field-missing').map(({ field }) => field);
  expect(missing).toEqual(expect.arrayContaining(['accountNo', 'fundingLevel', 'status', 'payeeName']));
  const expected = JSON.parse(
    await readFile(join(dir, 'foshan/grants/golden/applicant-draft.expected.json'), 'utf8'),
  ) as unknown;
  expect(expected).toMatchObject({ error: { code: 'file.header' } });
});

test.each([
  [['1', '0'], 'sexUnionDigitCodec'],
  [['1', '2'], 'sexDigitCodec'],
  [['男', '女'], 'sexWordCodec'],
])('sex written %j is read by %s', async ([male = '', female = ''], codec) => {
  const rows = Array.from({ length: 12 }, (_, at) => [
    `人${at}`,
    idOf(at),
    Number(idOf(at).charAt(16)) % 2 === 1 ? male : female,
  ]);
  const dir = await folder();
  await draft(await sampleOf('s.csv', ['姓名', '身份证号', '性别'], rows), dir, '--kind', 'applicant');
  expect(await readFile(join(dir, 'foshan/grants/applicant.ts'), 'utf8')).toContain(`codec: ${codec},`);
});

test('a person decides what a column is; a wrong decision is refused', async () => {
  const sample = await sampleOf(
    's.csv',
    ['姓名', '某列'],
    PEOPLE.map((name) => [name, '甲级']),
  );
  const dir = await folder();
  expect(fieldsOf(await draft(sample, dir, '--kind', 'applicant'))['某列']).toBeNull();
  const decided = await draft(sample, dir, '--kind', 'applicant', '--force', '--column', '某列=status');
  expect(fieldsOf(decided)['某列']).toBe('status');
  expect(codesOf(decided)).toContain('word-unknown 某列');
  const args = [
    'systems',
    'draft',
    sample,
    '--id',
    'a/b',
    '--kind',
    'applicant',
    '--dir',
    dir,
    '--column',
    '某列=nothing',
  ];
  expect(await bridge(args)).toMatchObject({ code: 2, stdout: '' });
});

test('a workbook keeps its titles above the header, with nothing of their text', async () => {
  const dir = await folder();
  await draft(SAMPLE, dir, '--kind', 'applicant', '--programme', 'FS-XLBZ');
  const input = join(dir, 'foshan/grants/golden/applicant-draft.input.xlsx');
  async function* source(): AsyncGenerator<Uint8Array> {
    yield await readFile(input);
  }
  const table = await openTable(
    source(),
    { form: 'xlsx', sheet: '申领人' },
    {
      columns: [],
      recognise: (cells) => (cells.includes('职工姓名') ? cells.length : 0),
    },
  );
  expect(table.headerRow).toBe(3);
  expect((await readdir(join(dir, 'foshan/grants'))).toSorted()).toEqual([
    'DRAFT.md',
    'README.md',
    'applicant.ts',
    'code-lists.ts',
    'golden',
    'programme.ts',
    'system.ts',
  ]);
});

test.each<[string, readonly string[], string]>([
  ['an id with capitals', ['--id', 'Foshan/grants'], 'usage.system-id'],
  ['an id that climbs', ['--id', '../grants'], 'usage.system-id'],
  ['an id of one part', ['--id', 'grants'], 'usage.system-id'],
  ['a code of no programme', ['--id', 'foshan/x', '--programme', 'fs'], 'usage.programme-code'],
  ['an unknown kind', ['--id', 'foshan/x', '--kind', 'person'], 'usage.kind-unknown'],
])('%s is refused and nothing is written', async (_name, options, code) => {
  const dir = await folder();
  const ran = await bridge(['systems', 'draft', SAMPLE, '--kind', 'applicant', '--dir', dir, '--json', ...options]);
  expect(ran.code).toBe(2);
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code } });
  expect(await readdir(dir)).toEqual([]);
});

test.each<[string, string | Buffer, string]>([
  ['nothing at all', '', 'file.empty'],
  ['a header alone', '姓名,身份证号\n', 'file.empty'],
  ['people without a header', `张三,${idOf(1)}\n李四,${idOf(2)}\n`, 'file.header'],
  ['one column twice', '姓名,姓名\n张三,李四\n', 'file.header'],
  ['a PDF', '%PDF-1.7', 'file.unsupported'],
  ['half a workbook', Buffer.from('PK\u0003\u0004xl/'), 'file.truncated'],
])('a sample of %s is refused', async (_name, content, code) => {
  const dir = await folder();
  const path = join(await folder(), 'sample');
  await writeFile(path, content);
  const args = ['systems', 'draft', path, '--id', 'foshan/x', '--kind', 'applicant', '--dir', dir, '--json'];
  const ran = await bridge(args);
  expect(ran.code).toBe(2);
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code } });
  expect(await readdir(dir)).toEqual([]);
});

test('a folder that is there is kept, unless --force', async () => {
  const dir = await folder();
  await draft(SAMPLE, dir, '--kind', 'applicant');
  const again = ['systems', 'draft', SAMPLE, '--id', 'foshan/grants', '--kind', 'applicant', '--dir', dir];
  const refused = await bridge(again);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('usage.folder-exists');
  expect((await bridge([...again, '--force'])).code).toBe(1);
});

test('the numbers given to invented people are right by their own check digits', async () => {
  const dir = await folder();
  await draft(SAMPLE, dir, '--kind', 'applicant', '--column', '身份及荣誉=priorityTags');
  const expected = await readFile(join(dir, 'foshan/grants/golden/applicant-draft.expected.json'), 'utf8');
  const numbers = expected.match(/440199\d{11}[\dX]/g) ?? [];
  expect(numbers.filter((number) => isRefusal(citizenIdCodec.decode(number, '2026-11-23')))).toEqual([]);
});
