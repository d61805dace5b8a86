import { wrong, type Fault } from './faults.ts';
import { withCreditCheck, withIdCheck, withOrganisationCheck } from './identifiers.ts';

/** Faults of applicant rows, each on a person of its own (CONTRACT §4, DOMAIN §3 and §4). */
export const APPLICANT_FAULTS: readonly Fault[] = [
  { code: 'row.columns', column: null, line: 'cut' },
  { code: 'row.columns', column: null, line: 'extra' },
  // Three characters make nine bytes: read as GB18030 the comma after them would be half a character.
  { code: 'row.encoding', column: null, line: 'utf8', change: () => ({ 姓名: '钟测试' }) },
  wrong('row.field-missing', '姓名', ''),
  wrong('row.field-missing', '身份证号', ' 　 '),
  wrong('row.field-missing', '申领状态', ''),
  wrong('citizen-id.excel-damaged', '身份证号', '4.40199E+17'),
  wrong('citizen-id.excel-damaged', '身份证号', excelZeros),
  wrong('citizen-id.length', '身份证号', (good) => good.slice(0, 17)),
  wrong('citizen-id.format', '身份证号', (good) => `${good.slice(0, 7)}O${good.slice(8)}`),
  wrong('citizen-id.date', '身份证号', '440199199002300014'),
  wrong('citizen-id.check-digit', '身份证号', otherLastCharacter),
  wrong('mobile.format', '手机号', '1400012'),
  wrong('mobile.format', '手机号', '020-00000000'),
  {
    code: 'uscc.format',
    column: '工会统一社会信用代码',
    change: () => ({ 工会统一社会信用代码: '81440100MC00000IOQ' }),
  },
  {
    code: 'uscc.check-digit',
    column: '工会统一社会信用代码',
    change: () => ({ 工会统一社会信用代码: '81440100MC0000004R' }),
  },
  {
    code: 'uscc.check-digit',
    column: '单位统一社会信用代码',
    change: () => ({ 单位统一社会信用代码: '91440199MA0000007B' }),
  },
  wrong('code.unknown', '证件类型', '护照'),
  wrong('code.unknown', '民族', '粤族'),
  wrong('code.unknown', '是否一线职工', '可能'),
  wrong('code.unknown', '优先类别', '新生代产业工人、退役军人'),
  wrong('code.unknown', '学历层次', '硕士'),
  wrong('code.unknown', '申领状态', '审核中'),
  wrong('date.invalid', '申领日期', '2026-02-30'),
  wrong('date.ambiguous', '申领日期', '2026.1'),
  wrong('date.future', '申领日期', '2099-01-01'),
  wrong('date.invalid', '更新时间', '2026-11-19 25:61:00'),
  wrong('date.future', '更新时间', '2099-01-01 08:00:00'),
  // The published example of GB 11643 for a county that no longer exists, born in 1880.
  {
    code: 'citizen-id.region-retired',
    column: '身份证号',
    outcome: 'warned',
    change: () => ({ 证件类型: '居民身份证', 身份证号: '440524188001010014', 性别: '男' }),
  },
  wrong('citizen-id.sex-mismatch', '性别', (good) => (good === '男' ? '女' : '男'), 'warned'),
  {
    code: 'uscc.pilot',
    column: '单位统一社会信用代码',
    outcome: 'warned',
    change: () => ({ 单位统一社会信用代码: pilotCode() }),
  },
];

/** Faults of certificate rows; their applicants are good. */
export const CERTIFICATE_FAULTS: readonly Fault[] = [
  { code: 'row.columns', column: null, line: 'cut' },
  wrong('row.field-missing', '证书编号', ''),
  wrong('certificate.format', '证书编号', (good) => good.slice(0, 15)),
  wrong('certificate.format', '证书编号', '1.99051E+17'),
  {
    code: 'certificate.level-mismatch',
    column: '证书编号',
    change: (cells) => ({ 学历层次: cells['学历层次'] === '本科' ? '大专' : '本科' }),
  },
  wrong('code.unknown', '证书类型', '党校教育'),
  wrong('code.unknown', '学历层次', '中专'),
  wrong('code.unknown', '核验状态', '待定'),
  wrong('date.invalid', '毕业日期', '2026年13月1日'),
  wrong('date.ambiguous', '毕业日期', '2026.1'),
  wrong('date.future', '毕业日期', '2099-06-30'),
  wrong('citizen-id.check-digit', '身份证号', otherLastCharacter),
];

/** Faults of payment rows; their applicants and certificates are good. */
export const PAYMENT_FAULTS: readonly Fault[] = [
  wrong('row.field-missing', '户名', ''),
  wrong('citizen-id.check-digit', '身份证号', otherLastCharacter),
  wrong('payee.not-applicant', '户名', '代领人样例'),
  wrong('payee.not-applicant', '户名', (good) => `${good}之妻`),
  wrong('bank-card.format', '银行账号', (good) => good.slice(0, 12)),
  wrong('bank-card.format', '银行账号', '6.22199E+18'),
  wrong('money.format', '发放金额(元)', '壹仟伍佰元'),
  wrong('money.negative', '发放金额(元)', '-1500.00'),
  wrong('money.precision', '发放金额(元)', '1500.005'),
  wrong('money.zero', '发放金额(元)', '0.00'),
  wrong('code.unknown', '资助层级', '镇'),
  wrong('code.unknown', '发放状态', '已发'),
  { code: 'date.invalid', column: '发放日期', change: () => ({ 发放日期: '2026-11-31' }) },
  wrong('date.future', '更新时间', '2099-01-01 08:00:00'),
  wrong('bank-card.luhn', '银行账号', otherLastDigit, 'warned'),
  wrong('payment.amount-standard', '发放金额(元)', '1200.00', 'warned'),
];

/** Unusual, but good: the normal form of each is what its neighbours write. */
export const ODD_BUT_GOOD_APPLICANTS: readonly ((
  cells: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>)[] = [
  (cells) => ({ 身份证号: fullWidth(cells['身份证号'] ?? '') }),
  (cells) => ({ 身份证号: `'${cells['身份证号'] ?? ''}`, 手机号: ` ${cells['手机号'] ?? ''} ` }),
  () => ({ 申领日期: '2026年9月5日' }),
  () => ({ 申领日期: '20260905', 入学日期: '2023/9/1' }),
  () => ({ 申领日期: '2026.9.5', 入学日期: '' }),
  () => ({ 更新时间: '2026-11-20T22:05:00+08:00' }),
  () => ({ 性别: '' }),
  () => ({ 工作单位: '广州"虚构,样例"餐饮有限公司' }),
];

export const ODD_BUT_GOOD_AMOUNTS = ['1,500.00', '１５００元', '1500', '¥1,500.00'] as const;

function otherLastCharacter(good: string): string {
  return good.slice(0, -1) + (good.endsWith('0') ? '1' : '0');
}

function otherLastDigit(good: string): string {
  return good.slice(0, -1) + String((Number(good.slice(-1)) + 1) % 10);
}

/** What a spreadsheet's numeric cell leaves of an ID number. Where 0 happens to be the right check digit the damage would not show. */
function excelZeros(good: string): string {
  const damaged = `${good.slice(0, 15)}000`;
  return withIdCheck(damaged.slice(0, 17)) === damaged ? '440199199003070000' : damaged;
}

function fullWidth(text: string): string {
  return text.replaceAll(/[0-9X]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));
}

/** An early pilot code: the organisation's own check holds, the total's does not. */
function pilotCode(): string {
  const first17 = `91440199${withOrganisationCheck('M0000001')}`;
  const right = withCreditCheck(first17).slice(-1);
  return first17 + (right === 'N' ? 'P' : 'N');
}
