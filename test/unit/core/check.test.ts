import { expect, test } from 'vitest';
import { createObjectChecker, createRowChecker } from '../../../core/check.ts';
import { degreeSubsidy } from '../../../schemas/systems/guangzhou/degree-subsidy/system.ts';
import { yuegonghui } from '../../../schemas/systems/province/yuegonghui/system.ts';

const context = { today: '2026-11-23' };
const header = [
  '申领编号',
  '姓名',
  '证件类型',
  '身份证号',
  '证书类型',
  '证书编号',
  '毕业院校',
  '专业',
  '学历层次',
  '毕业日期',
  '核验状态',
  '更新时间',
];
const cells = [
  'XL1',
  '张三',
  '居民身份证',
  '440199199003070013',
  '自学考试',
  '104766202505100001',
  '大学',
  '法学',
  '本科',
  '2025-06-30',
  '待核验',
  '2026-11-22 23:05:00',
];

test('a bound header checks rows under their own numbers', () => {
  const bound = createRowChecker({ system: degreeSubsidy, kind: 'certificate', header, context });
  if (!bound.ok) throw new Error('the header is refused');
  expect(bound.warnings).toEqual([]);
  expect(bound.checker.row(17, cells)).toMatchObject({
    ok: true,
    row: 17,
    record: { certificateNo: '104766202505100001' },
    warnings: [],
  });
  expect(bound.checker.row(18, cells.with(1, ''))).toEqual({
    ok: false,
    row: 18,
    problem: { code: 'row.field-missing', field: '姓名' },
    warnings: [],
  });
});

test('what the reader could not decode is told before the number of cells', () => {
  const bound = createRowChecker({ system: degreeSubsidy, kind: 'certificate', header, context });
  if (!bound.ok) throw new Error('the header is refused');
  expect(bound.checker.row(3, ['?'], 'row.encoding')).toMatchObject({
    ok: false,
    problem: { code: 'row.encoding', field: null },
  });
  expect(bound.checker.row(3, ['?'])).toMatchObject({ ok: false, problem: { code: 'row.columns', field: null } });
});

test('unknown columns are one warning for the file and stay out of the record', () => {
  const bound = createRowChecker({
    system: degreeSubsidy,
    kind: 'certificate',
    header: [...header, '备注', '经办人'],
    context,
  });
  if (!bound.ok) throw new Error('the header is refused');
  expect(bound.warnings).toEqual([{ code: 'file.column-unknown', field: '备注、经办人' }]);
  const plain = createRowChecker({ system: degreeSubsidy, kind: 'certificate', header, context });
  expect(bound.checker.row(2, [...cells, 'x', 'y'])).toEqual(plain.ok ? plain.checker.row(2, cells) : null);
});

test('a header that lacks a column is a problem of the file', () => {
  expect(createRowChecker({ system: degreeSubsidy, kind: 'certificate', header: header.slice(2), context })).toEqual({
    ok: false,
    problem: { code: 'file.header', field: '申领编号', missing: ['申领编号', '姓名'], repeated: [] },
  });
  expect(
    createRowChecker({ system: degreeSubsidy, kind: 'certificate', header: [...header, '姓名'], context }),
  ).toMatchObject({ ok: false, problem: { field: '姓名', missing: [], repeated: ['姓名'] } });
});

test('objects are checked by their own form only', () => {
  expect(
    createObjectChecker({ system: yuegonghui, kind: 'payment', context }).row(1, {}, 'row.malformed'),
  ).toMatchObject({ ok: false, row: 1, problem: { code: 'row.malformed' } });
  expect(createObjectChecker({ system: yuegonghui, kind: 'payment', context }).row(2, {})).toMatchObject({
    problem: { code: 'row.field-missing', field: 'paymentNo' },
  });
  expect(() => createObjectChecker({ system: degreeSubsidy, kind: 'payment', context })).toThrow(RangeError);
  expect(() => createRowChecker({ system: yuegonghui, kind: 'payment', header: [], context })).toThrow(RangeError);
});
