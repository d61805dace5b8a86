import { expect, test } from 'vitest';
import { paymentMapping } from '../../../schemas/systems/guangzhou/matching-grants/payment.ts';
import { matchingGrants } from '../../../schemas/systems/guangzhou/matching-grants/system.ts';

const CONTEXT = { today: '2026-11-23', programmeYear: 2026 };
const GRANT = {
  资助批次号: 'PT2025-01',
  资助年度: '2025',
  资助层级: '区级',
  市级申领编号: 'XL20250001',
  职工姓名: '陈示例',
  证件类型: '居民身份证',
  证件号码: '440199199003070013',
  收款户名: '陈示例',
  收款银行: '工商银行广州分行',
  收款账号: '6222021234567890128',
  '资助金额(元)': '500.00',
  发放日期: '2026-11-20',
  发放状态: '发放成功',
  未成功原因: '',
  更新时间: '2026-11-22 23:05:00',
};

function read(cells: Readonly<Record<string, string>> = {}) {
  const row = { ...GRANT, ...cells };
  const bound = paymentMapping.bind(Object.keys(row), CONTEXT);
  if (!bound.ok) throw new Error([...bound.missing, ...bound.repeated].join());
  return bound.decode(Object.values(row));
}
const problem = (code: string, field: string) => ({ ok: false, problem: { code, field } });

test('a matching grant is one of the degree subsidy at another level, and leaves through the bank', () => {
  const decoded = read();
  if (!decoded.ok) throw new Error(decoded.problem.code);
  expect(decoded.record).toMatchObject({ programmeCode: 'GZ-XLBZ', programmeYear: 2025, fundingLevel: 'DISTRICT' });
  expect(paymentMapping.encode(decoded.record)).toEqual(Object.values(GRANT));
  expect(matchingGrants.payout).toBe('bank/payout');
});

test('the city’s and the province’s grants are not matching grants', () => {
  for (const [word, fundingLevel] of [
    ['街道级', 'STREET'],
    ['镇街', 'STREET'],
    ['企业', 'ENTERPRISE'],
  ])
    expect(read({ 资助层级: word ?? '' })).toMatchObject({ record: { fundingLevel } });
  for (const word of ['市', '市级', '省'])
    expect(read({ 资助层级: word })).toMatchObject(problem('code.unknown', '资助层级'));
});

test('a column of money that does not state its unit is no column of yuan', () => {
  const { '资助金额(元)': amount, ...rest } = GRANT;
  expect(paymentMapping.bind(Object.keys({ ...rest, 资助金额: amount }), CONTEXT)).toMatchObject({
    ok: false,
    missing: ['资助金额(元)'],
  });
  expect(paymentMapping.bind(Object.keys({ ...rest, '资助金额（元）': amount }), CONTEXT)).toMatchObject({ ok: true });
  expect(read({ '资助金额(元)': '50000分' })).toMatchObject(problem('money.format', '资助金额(元)'));
});

test('no amount is the usual one, so none is worth a warning', () => {
  expect(read({ '资助金额(元)': '1,234.5' })).toMatchObject({ record: { amountFen: '123450' }, warnings: [] });
});

test('a grant goes to the worker, on a day that is not ahead once the bank has answered', () => {
  expect(read({ 收款户名: '李示例' })).toMatchObject(problem('payee.not-applicant', '收款户名'));
  expect(read({ 发放日期: '2026-12-01' })).toMatchObject(problem('date.future', '发放日期'));
  expect(read({ 发放日期: '2026-12-01', 发放状态: '待发放' })).toMatchObject({ record: { status: 'PLANNED' } });
});

test('the granting union is left out without a question', () => {
  const header = [...Object.keys(GRANT), '资助单位', '经办人', '序号', '复核人'];
  expect(paymentMapping.bind(header, CONTEXT)).toMatchObject({ ok: true, unknownColumns: ['复核人'] });
});

test('what a bank’s payment can’t say is told before it is lost', () => {
  const decoded = read();
  if (!decoded.ok) throw new Error(decoded.problem.code);
  const { record } = decoded;
  expect(paymentMapping.uncarried(record)).toEqual([]);
  expect(
    paymentMapping.uncarried({
      ...record,
      fundingLevel: 'PROVINCE',
      status: 'EXPIRED',
      payeeName: '示例学校',
      accountNo: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      programmeCode: 'GD-QXYM',
    }),
  ).toEqual(['fundingLevel', 'accountNo', 'status', 'programmeCode', 'payeeName']);
});
