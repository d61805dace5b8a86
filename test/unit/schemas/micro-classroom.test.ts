import { expect, test } from 'vitest';
import { certificateMapping } from '../../../schemas/systems/guangzhou/micro-classroom/certificate.ts';

const CONTEXT = { today: '2026-11-23', programmeYear: 2026 };
const LEARNING = {
  学习记录号: 'WXT20250000001',
  年度: '2025',
  姓名: '陈示例',
  证件类型: '居民身份证',
  身份证号: '440199199003070013',
  学习证明编号: 'WXTZM-2025-000001',
  课程提供单位: '示例教育中心',
  课程名称: '职场沟通',
  学时: '2',
  完成日期: '2025-10-08',
  记录状态: '有效',
  更新时间: '2026-11-22 23:05:00',
};

function read(cells: Readonly<Record<string, string>> = {}) {
  const row = { ...LEARNING, ...cells };
  const bound = certificateMapping.bind(Object.keys(row), CONTEXT);
  if (!bound.ok) throw new Error([...bound.missing, ...bound.repeated].join());
  return bound.decode(Object.values(row));
}

test('a learning record is of the year it states, and is written as it was read', () => {
  const decoded = read();
  if (!decoded.ok) throw new Error(decoded.problem.code);
  expect(decoded.record).toMatchObject({ programmeCode: 'GZ-WXT', programmeYear: 2025, certificateType: 'LEARNING' });
  expect(certificateMapping.encode(decoded.record)).toEqual(Object.values(LEARNING));
});

test('marks, shelves and phone numbers stay out of the record without a question', () => {
  const header = [...Object.keys(LEARNING), '课程分类', '测验得分', '手机号', '分享次数'];
  expect(certificateMapping.bind(header, CONTEXT)).toMatchObject({ ok: true, unknownColumns: ['分享次数'] });
});

test('only the issuer’s own answers have a word', () => {
  expect(read({ 记录状态: '已作废' })).toMatchObject({ record: { verification: 'REVOKED' } });
  expect(read({ 记录状态: '未查到' })).toMatchObject({ problem: { code: 'code.unknown', field: '记录状态' } });
});

test('a record without hours is not this system’s', () => {
  const decoded = read();
  if (!decoded.ok) throw new Error(decoded.problem.code);
  const { learningHours: _, ...without } = decoded.record;
  expect(certificateMapping.uncarried(without)).toEqual(['learningHours']);
  expect(certificateMapping.uncarried({ ...decoded.record, programmeCode: 'GZ-SGXT' })).toEqual(['programmeCode']);
});
