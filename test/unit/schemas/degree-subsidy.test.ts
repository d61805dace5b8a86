import { expect, test } from 'vitest';
import type { DecodeContext } from '../../../schemas/systems/system.ts';
import { applicantMapping } from '../../../schemas/systems/guangzhou/degree-subsidy/applicant.ts';
import { certificateMapping } from '../../../schemas/systems/guangzhou/degree-subsidy/certificate.ts';
import { paymentMapping } from '../../../schemas/systems/guangzhou/degree-subsidy/payment.ts';

const CONTEXT: DecodeContext = { today: '2026-11-23' };

const APPLICANT = {
  申领编号: 'XL20250001',
  姓名: '张三',
  证件类型: '居民身份证',
  身份证号: '440199199003070013',
  手机号: '13800000001',
  性别: '男',
  民族: '汉',
  所属工会: '某某工会',
  工会统一社会信用代码: '81440100MC0000004Q',
  工作单位: '某某公司',
  单位统一社会信用代码: '91440199MA0000007A',
  是否一线职工: '是',
  优先类别: '无',
  学历层次: '大专',
  就读院校: '广东开放大学',
  专业: '机电',
  入学日期: '2023-03-01',
  申领日期: '2025-10-08',
  申领状态: '已提交',
  更新时间: '2026-11-22 23:05:00',
};
const CERTIFICATE = {
  申领编号: 'XL20250001',
  姓名: '张三',
  证件类型: '居民身份证',
  身份证号: '440199199003070013',
  证书类型: '成人高等教育',
  证书编号: '104765202505100001',
  毕业院校: '河南师范大学',
  专业: '汉语言文学',
  学历层次: '本科',
  毕业日期: '2025-06-30',
  核验状态: '已核验',
  更新时间: '2026-11-22 23:05:00',
};
const PAYMENT = {
  发放批次: 'B1',
  申领编号: 'XL20250001',
  姓名: '张三',
  证件类型: '居民身份证',
  身份证号: '440199199003070013',
  户名: '张三',
  开户行: '工商银行',
  银行账号: '6222021234567890128',
  '发放金额(元)': '1500.00',
  资助层级: '市',
  发放日期: '2026-11-20',
  发放状态: '发放成功',
  失败原因: '',
  更新时间: '2026-11-22 23:05:00',
};

function applicant(cells: Readonly<Record<string, string>>, context = CONTEXT): unknown {
  return decode(applicantMapping, { ...APPLICANT, ...cells }, context);
}
function certificate(cells: Readonly<Record<string, string>>, context = CONTEXT): unknown {
  return decode(certificateMapping, { ...CERTIFICATE, ...cells }, context);
}
function payment(cells: Readonly<Record<string, string>>, context = CONTEXT): unknown {
  return decode(paymentMapping, { ...PAYMENT, ...cells }, context);
}
function decode(
  mapping: typeof applicantMapping | typeof certificateMapping | typeof paymentMapping,
  cells: Readonly<Record<string, string>>,
  context: DecodeContext,
): unknown {
  const bound = mapping.bind(Object.keys(cells), context);
  if (!bound.ok) throw new Error(bound.missing.join());
  return bound.decode(Object.values(cells));
}
const problem = (code: string, field: string): object => ({ ok: false, problem: { code, field } });

test('a header says what it lacks and what it repeats, in any order, with synonyms', () => {
  const header = Object.keys(APPLICANT);
  const swapped = header
    .toReversed()
    .map((column) => ({ 身份证号: '证件号码', 手机号: '联系电话', 工作单位: '单位名称' })[column] ?? column);
  expect(applicantMapping.bind(swapped, CONTEXT)).toMatchObject({ ok: true, unknownColumns: [] });
  expect(
    applicantMapping.bind(
      header.filter((column) => !['姓名', '专业', '性别'].includes(column)),
      CONTEXT,
    ),
  ).toEqual({ ok: false, missing: ['姓名', '专业'], repeated: [] });
  expect(applicantMapping.bind([...header, '证件号码'], CONTEXT)).toEqual({
    ok: false,
    missing: [],
    repeated: ['身份证号'],
  });
  expect(applicantMapping.bind(['\uFEFF申领编号', ...header.slice(1), ' 备注 ', ''], CONTEXT)).toMatchObject({
    ok: true,
    unknownColumns: ['备注', ''],
  });
});

test('optional columns may be absent altogether', () => {
  const bound = applicantMapping.bind(['申领编号'], CONTEXT);
  expect(bound).toMatchObject({
    ok: false,
    missing: [
      '姓名',
      '证件类型',
      '身份证号',
      '手机号',
      '所属工会',
      '工作单位',
      '是否一线职工',
      '学历层次',
      '就读院校',
      '专业',
      '申领日期',
      '申领状态',
      '更新时间',
    ],
  });
});

test('a problem is told at the column as the file wrote it', () => {
  const { 身份证号: _, ...rest } = APPLICANT;
  expect(decode(applicantMapping, { ...rest, 证件号码: 'x' }, CONTEXT)).toMatchObject(
    problem('citizen-id.length', '证件号码'),
  );
  const { '发放金额(元)': __, ...paid } = PAYMENT;
  expect(decode(paymentMapping, { ...paid, 发放金额: '0' }, CONTEXT)).toMatchObject(problem('money.zero', '发放金额'));
});

test('what is missing comes before what is wrong, then the order of the columns decides, whatever the file', () => {
  expect(applicant({ 证件类型: '护照', 专业: '\u3000 ' })).toMatchObject(problem('row.field-missing', '专业'));
  expect(applicant({ 手机号: '1', 身份证号: '1' })).toMatchObject(problem('citizen-id.length', '身份证号'));
  const reversed = Object.fromEntries(Object.entries({ ...APPLICANT, 手机号: '1', 身份证号: '1' }).toReversed());
  expect(decode(applicantMapping, reversed, CONTEXT)).toMatchObject(problem('citizen-id.length', '身份证号'));
  expect(applicant({ 姓名: '', 申领编号: '' })).toMatchObject(problem('row.field-missing', '申领编号'));
  expect(applicant({ 申领编号: "'", 手机号: '' })).toMatchObject(problem('row.field-missing', '申领编号'));
});

test('a rule between two columns is told at its own column, in its place', () => {
  expect(payment({ 户名: '李四', 银行账号: '1' })).toMatchObject(problem('payee.not-applicant', '户名'));
  expect(payment({ 户名: '李四', 身份证号: '1' })).toMatchObject(problem('citizen-id.length', '身份证号'));
  expect(payment({ 户名: '李 四' })).toMatchObject(problem('payee.not-applicant', '户名'));
  expect(certificate({ 学历层次: '大专' })).toMatchObject(problem('certificate.level-mismatch', '证书编号'));
  expect(certificate({ 学历层次: '大专', 毕业日期: 'x' })).toMatchObject(
    problem('certificate.level-mismatch', '证书编号'),
  );
  expect(certificate({ 学历层次: '硕士' })).toMatchObject(problem('code.unknown', '学历层次'));
  expect(certificate({ 证书编号: '104765202502100001' })).toMatchObject(
    problem('certificate.level-mismatch', '证书编号'),
  );
  expect(certificate({ 证书编号: '104765202504100001' })).toMatchObject({ ok: true });
});

test('dates of facts end today; a payment still to be made may have its day ahead', () => {
  expect(applicant({ 入学日期: '2026-11-24' })).toMatchObject(problem('date.future', '入学日期'));
  expect(applicant({ 申领日期: '2026-11-24' })).toMatchObject(problem('date.future', '申领日期'));
  expect(certificate({ 毕业日期: '2026-11-24' })).toMatchObject(problem('date.future', '毕业日期'));
  for (const status of ['发放成功', '发放失败', '退票']) {
    expect(payment({ 发放日期: '2026-11-24', 发放状态: status })).toMatchObject(problem('date.future', '发放日期'));
  }
  for (const status of ['待发放', '已提交银行', '银行处理中', '结果未知', '已取消']) {
    expect(payment({ 发放日期: '2026-11-24', 发放状态: status })).toMatchObject({ ok: true });
  }
  expect(payment({ 发放日期: '2026-11-24', 更新时间: '2026-11-25 00:00:01' })).toMatchObject(
    problem('date.future', '发放日期'),
  );
});

test('sex comes from the cell, else from the number, else is 9', () => {
  expect(applicant({ 性别: '' })).toMatchObject({ record: { sex: '1' }, warnings: [] });
  expect(applicant({ 性别: '', 身份证号: '440199199003070021' })).toMatchObject({ record: { sex: '2' }, warnings: [] });
  expect(applicant({ 性别: '', 身份证号: 'FRA110190010155' })).toMatchObject({ record: { sex: '9' }, warnings: [] });
  expect(applicant({ 性别: '女' })).toMatchObject({
    record: { sex: '2' },
    warnings: [{ code: 'citizen-id.sex-mismatch', field: '性别' }],
  });
  expect(applicant({ 性别: '女', 身份证号: 'FRA110190010155' })).toMatchObject({ record: { sex: '2' }, warnings: [] });
});

test('the year is the one given, else of the application, else of today', () => {
  expect(applicant({})).toMatchObject({
    record: { programmeCode: 'GZ-XLBZ', programmeYear: 2025, regionCode: '440100' },
  });
  expect(applicant({}, { ...CONTEXT, programmeYear: 2024 })).toMatchObject({ record: { programmeYear: 2024 } });
  expect(certificate({})).toMatchObject({ record: { programmeYear: 2026 } });
  expect(payment({}, { ...CONTEXT, programmeYear: 2025 })).toMatchObject({ record: { programmeYear: 2025 } });
});

test('priority is a set: 无 and nothing are none, order and repeats do not count', () => {
  expect(applicant({ 优先类别: '' })).toMatchObject({ record: { priorityTags: [] } });
  expect(applicant({ 优先类别: '无' })).toMatchObject({ record: { priorityTags: [] } });
  expect(applicant({ 优先类别: '市以上劳模、新生代产业工人、市以上劳模' })).toMatchObject({
    record: { priorityTags: ['NEW_GEN', 'MODEL_WORKER'] },
  });
  for (const cell of ['市以上劳模、', '无、市以上劳模', '市以上劳模,新生代产业工人', '、']) {
    expect(applicant({ 优先类别: cell })).toMatchObject(problem('code.unknown', '优先类别'));
  }
});

test('warnings let the row go on', () => {
  expect(payment({ '发放金额(元)': '1,499.99', 银行账号: '6221558812340000' })).toMatchObject({
    ok: true,
    record: { amountFen: '149999' },
    warnings: [
      { code: 'bank-card.luhn', field: '银行账号' },
      { code: 'payment.amount-standard', field: '发放金额(元)' },
    ],
  });
  expect(payment({ '发放金额(元)': '800', 资助层级: '区' })).toMatchObject({ ok: true, warnings: [] });
  expect(
    applicant({ 身份证号: '440524188001010014', 性别: '', 单位统一社会信用代码: '91350211M00013FA1N' }),
  ).toMatchObject({
    warnings: [
      { code: 'citizen-id.region-retired', field: '身份证号' },
      { code: 'uscc.pilot', field: '单位统一社会信用代码' },
    ],
  });
});

test('a row of another width is no row of this table', () => {
  const bound = applicantMapping.bind(Object.keys(APPLICANT), CONTEXT);
  if (!bound.ok) throw new Error('the header is refused');
  for (const cells of [[], Object.values(APPLICANT).slice(1), [...Object.values(APPLICANT), '']]) {
    expect(bound.decode(cells)).toMatchObject({ ok: false, problem: { code: 'row.columns', field: null } });
  }
});

test('a row leaves no trace in the next', () => {
  const bound = applicantMapping.bind(Object.keys(APPLICANT), CONTEXT);
  if (!bound.ok) throw new Error('the header is refused');
  const first = bound.decode(Object.values(APPLICANT));
  const second = bound.decode(Object.values({ ...APPLICANT, 民族: '', 入学日期: '' }));
  expect(first).toMatchObject({ record: { ethnic: '01', enrolledOn: '2023-03-01' } });
  expect(Object.keys(second.ok ? second.record : {})).not.toContain('ethnic');
});

test('what the columns have no word for is told before it is lost', () => {
  const decoded = payment({});
  expect(decoded).toMatchObject({ ok: true });
  const record = (decoded as { record: Parameters<typeof paymentMapping.encode>[0] }).record;
  expect(paymentMapping.uncarried(record)).toEqual([]);
  expect(paymentMapping.uncarried({ ...record, fundingLevel: 'PROVINCE', programmeCode: 'GD-QXYM' })).toEqual([
    'fundingLevel',
    'programmeCode',
  ]);
  expect(() => paymentMapping.encode({ ...record, fundingLevel: 'PROVINCE' })).toThrow(RangeError);
});
