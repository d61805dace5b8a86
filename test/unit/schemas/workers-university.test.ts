import { expect, test } from 'vitest';
import { applicantMapping } from '../../../schemas/systems/guangzhou/workers-university/applicant.ts';
import { certificateMapping } from '../../../schemas/systems/guangzhou/workers-university/certificate.ts';
import type { DecodeContext } from '../../../schemas/systems/system.ts';

const CONTEXT: DecodeContext = { today: '2026-11-23', programmeYear: 2026 };
const ENROLMENT = {
  报名编号: 'DX2025-0001',
  开班年度: '2025',
  姓名: '陈示例',
  证件类型: '居民身份证',
  证件号码: '440199199003070013',
  手机号码: '13800000001',
  所属工会: '示例工会',
  工作单位: '示例公司',
  是否一线职工: '是',
  文化程度: '普通高中',
  校区: '示例校区',
  课程名称: '钳工基础',
  报名日期: '2025-08-20',
  报名状态: '在读',
  更新时间: '2026-11-22 23:05:00',
};
const COMPLETION = {
  报名编号: 'DX2025-0001',
  开班年度: '2025',
  姓名: '陈示例',
  证件类型: '居民身份证',
  证件号码: '440199199003070013',
  结业证书编号: '结业2025-00001',
  校区: '示例校区',
  课程名称: '钳工基础',
  结业日期: '2025-12-20',
  证书状态: '有效',
  更新时间: '2026-11-22 23:05:00',
};

function read(mapping: typeof applicantMapping | typeof certificateMapping, cells: Readonly<Record<string, string>>) {
  const bound = mapping.bind(Object.keys(cells), CONTEXT);
  if (!bound.ok) throw new Error([...bound.missing, ...bound.repeated].join());
  const decoded = bound.decode(Object.values(cells));
  return decoded;
}

function enrolment(cells: Readonly<Record<string, string>> = {}) {
  return read(applicantMapping, { ...ENROLMENT, ...cells });
}
function completion(cells: Readonly<Record<string, string>> = {}) {
  return read(certificateMapping, { ...COMPLETION, ...cells });
}

test('an enrolment is of the courses’ own programme, in the year the file states, whatever year was asked for', () => {
  expect(enrolment()).toMatchObject({
    record: { programmeCode: 'GZ-ZGDX', programmeYear: 2025, regionCode: '440100', sex: '1', priorityTags: [] },
  });
});

test('the level is the one the trainee has: 大专 alone does not say whether it was finished', () => {
  expect(enrolment({ 文化程度: '高中' })).toMatchObject({ record: { educationLevel: '60' } });
  expect(enrolment({ 文化程度: '大专毕业' })).toMatchObject({ record: { educationLevel: '31' } });
  expect(enrolment({ 文化程度: '大专' })).toMatchObject({ problem: { code: 'code.unknown', field: '文化程度' } });
});

test('a completed course is no degree and has no skill level', () => {
  const decoded = completion({ 学时: '36学时' });
  expect(decoded).toMatchObject({
    record: { certificateType: 'COMPLETION', educationLevel: '90', learningHours: '36', verification: 'VERIFIED' },
  });
  expect(Object.keys(decoded.ok ? decoded.record : {})).not.toContain('skillLevel');
  expect(completion()).toMatchObject({ ok: true });
});

test('what is left out on purpose raises no question, what is new does', () => {
  const bound = certificateMapping.bind([...Object.keys(COMPLETION), '序号', '结业成绩', '班主任'], CONTEXT);
  expect(bound).toMatchObject({ ok: true, unknownColumns: ['班主任'] });
});

test('what an enrolment can’t say is told before it is lost', () => {
  const decoded = enrolment();
  if (!decoded.ok || !('mobile' in decoded.record)) throw new Error('the enrolment is refused');
  const { record } = decoded;
  expect(applicantMapping.uncarried(record)).toEqual([]);
  expect(
    applicantMapping.uncarried({ ...record, ethnic: '01', priorityTags: ['NEW_GEN'], sex: '9', status: 'PAYABLE' }),
  ).toEqual(['status', 'ethnic', 'priorityTags', 'sex']);
});
