import { expect, test } from 'vitest';
import { applicantMapping } from '../../../schemas/systems/guangzhou/education-net/applicant.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import type { DecodeContext } from '../../../schemas/systems/system.ts';

const CONTEXT: DecodeContext = { today: '2026-11-23' };
const APPLICATION = {
  报名号: 'E2014000001',
  姓名: '陈示例',
  身份证号: '440199199003070013',
  性别: '1',
  民族: '汉族',
  联系手机: '13800000001',
  所在工会: '示例厂工会',
  所在单位: '示例厂',
  一线职工: '1',
  报读层次: '专科',
  报读学校: '示例学院',
  报读专业: '机电',
  入学时间: '20140305',
  报名时间: '20140310',
  状态: '7',
  更新时间: '2014-12-01 09:00:00',
};

function read(cells: Readonly<Record<string, string>> = {}, context = CONTEXT) {
  const row = { ...APPLICATION, ...cells };
  const bound = applicantMapping.bind(Object.keys(row), context);
  if (!bound.ok) throw new Error([...bound.missing, ...bound.repeated].join());
  return bound.decode(Object.values(row));
}
const problem = (code: string, field: string) => ({ ok: false, problem: { code, field } });

function record(cells: Readonly<Record<string, string>> = {}): Applicant {
  const decoded = read(cells);
  if (!decoded.ok) throw new Error(decoded.problem.code);
  return decoded.record;
}

test('an old application is one of the degree subsidy, of the year it was made in', () => {
  expect(read()).toMatchObject({
    record: { programmeCode: 'GZ-XLBZ', programmeYear: 2014, regionCode: '440100', status: 'CLOSED', priorityTags: [] },
  });
  expect(read({}, { ...CONTEXT, programmeYear: 2013 })).toMatchObject({ record: { programmeYear: 2013 } });
  expect(applicantMapping.encode(record())).toEqual(Object.values(APPLICATION));
});

test('a number of 15 digits is the same person as its 18, and is written with 18', () => {
  expect(record({ 身份证号: '440106900307001' }).idNumber).toBe('44010619900307001X');
  expect(applicantMapping.encode(record({ 身份证号: '440106900307001' }))).toContain('44010619900307001X');
});

test('0 is a woman here, and the digits of the national standard are not guessed at', () => {
  expect(read({ 身份证号: '440199199003070021', 性别: '0' })).toMatchObject({ record: { sex: '2' }, warnings: [] });
  expect(read({ 性别: '0' })).toMatchObject({ warnings: [{ code: 'citizen-id.sex-mismatch', field: '性别' }] });
  for (const cell of ['2', '9', '男']) expect(read({ 性别: cell })).toMatchObject(problem('code.unknown', '性别'));
  expect(read({ 性别: '', 身份证号: 'FRA110190010155' })).toMatchObject({ record: { sex: '9' } });
  expect(applicantMapping.encode({ ...record(), sex: '9' })[3]).toBe('');
});

test.each([
  ['440199199003070013', '01'],
  ['810000199408230021', '02'],
  ['911398199012310021', '03'],
  ['FRA110190010155', '03'],
])('the type of document comes from the number: %s is %s', (idNumber, idType) => {
  expect(read({ 身份证号: idNumber, 性别: '' })).toMatchObject({ record: { idType } });
});

test('whether someone works at the front line is never assumed', () => {
  expect(read({ 一线职工: '' })).toMatchObject(problem('row.field-missing', '一线职工'));
  const { 一线职工: _, ...without } = APPLICATION;
  expect(applicantMapping.bind(Object.keys(without), CONTEXT)).toMatchObject({ ok: false, missing: ['一线职工'] });
});

test('what is younger than the site is told before it is lost', () => {
  expect(applicantMapping.uncarried(record())).toEqual([]);
  expect(
    applicantMapping.uncarried({
      ...record(),
      idType: '02',
      unionCode: '81440100MC0000004Q',
      employerCode: '91440199MA0000007A',
      priorityTags: ['NEW_FORM'],
      sex: '9',
      status: 'LOTTERY_WON',
    }),
  ).toEqual(['status', 'unionCode', 'employerCode', 'priorityTags', 'idType', 'sex']);
});
