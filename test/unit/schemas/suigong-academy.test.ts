import { expect, test } from 'vitest';
import { certificateMapping } from '../../../schemas/systems/guangzhou/suigong-academy/certificate.ts';
import type { Certificate } from '../../../schemas/canonical/certificate.ts';

const CONTEXT = { today: '2026-11-23' };
const LEARNING = {
  learnId: 'SG2025000001',
  learnYear: 2025,
  userName: '陈示例',
  cardType: 'CITIZEN',
  cardNo: '440199199003070013',
  proofNo: 'SGZM2025000001',
  provider: '示例讲师团',
  courseName: '劳动法入门',
  classHours: 4,
  finishDate: '2025-10-08',
  recordState: 'VALID',
  updateTime: Date.parse('2026-11-22T23:05:00+08:00'),
};

const read = (members: Readonly<Record<string, unknown>> = {}) =>
  certificateMapping.decode({ ...LEARNING, ...members }, CONTEXT);
const problem = (code: string, field: string) => ({ ok: false, problem: { code, field } });

function record(): Certificate {
  const decoded = read();
  if (!decoded.ok) throw new Error(decoded.problem.code);
  return decoded.record;
}

test('a learning record says the same both ways', () => {
  expect(record()).toMatchObject({
    programmeCode: 'GZ-SGXT',
    certificateType: 'LEARNING',
    educationLevel: '90',
    learningHours: '4',
    updatedAt: '2026-11-22T23:05:00+08:00',
  });
  expect(certificateMapping.encode(record())).toEqual(LEARNING);
});

test('what the mini program alone knows stays out of the record', () => {
  expect(read({ courseType: 'LIVE', openid: 'o1', phone: '13800000001' })).toEqual(read());
});

test('times are milliseconds: what looks like seconds is not guessed at', () => {
  expect(read({ updateTime: 1_795_359_900_250 })).toMatchObject({
    record: { updatedAt: '2026-11-22T23:05:00.25+08:00' },
  });
  for (const updateTime of [1_795_359_900, -1, 1e13, 1_795_359_900_000.5])
    expect(read({ updateTime })).toMatchObject(problem('date.invalid', 'updateTime'));
  expect(read({ updateTime: '1795359900000' })).toMatchObject(problem('row.field-type', 'updateTime'));
  expect(read({ updateTime: Date.parse('2026-11-25T00:00:01+08:00') })).toMatchObject(
    problem('date.future', 'updateTime'),
  );
});

test('a time finer than a millisecond, or without thirteen digits, is told before it is lost', () => {
  const times = ['2026-11-22T23:05:00.123+08:00', '2001-09-09T09:46:40+08:00', '2286-11-21T01:46:39.999+08:00'];
  for (const updatedAt of times) expect(certificateMapping.uncarried({ ...record(), updatedAt })).toEqual([]);
  const lost = ['2026-11-22T23:05:00.1234+08:00', '2001-09-09T09:46:39+08:00', '2286-11-21T01:46:40+08:00'];
  for (const updatedAt of lost) expect(certificateMapping.uncarried({ ...record(), updatedAt })).toEqual(['updatedAt']);
});

test('hours are whole numbers from 1 to 99999', () => {
  expect(read({ classHours: 99_999 })).toMatchObject({ record: { learningHours: '99999' } });
  for (const classHours of [0, -4, 1.5, 100_000])
    expect(read({ classHours })).toMatchObject(problem('hours.format', 'classHours'));
  expect(read({ classHours: '4' })).toMatchObject(problem('row.field-type', 'classHours'));
});

test('a record without hours, or of a skill, is not this system’s', () => {
  const { learningHours: _, ...without } = record();
  expect(certificateMapping.uncarried(without)).toEqual(['learningHours']);
  expect(certificateMapping.uncarried({ ...record(), certificateType: 'SKILL_LEVEL', skillLevel: '3' })).toEqual([
    'certificateType',
    'skillLevel',
  ]);
});
