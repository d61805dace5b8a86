import type { Discrepancy } from '../../schemas/discrepancy.ts';

/** What a discrepancy is, and what to do about it. Whole sentences without their full stop; no value of the data. */
export interface DiscrepancyText {
  readonly zh: string;
  readonly en: string;
  readonly todoZh: string;
  readonly todoEn: string;
}

/** The text of a code, for the console, the command line and the reports. */
export function explainCode(code: Discrepancy): DiscrepancyText {
  return TEXTS[code];
}

const TEXTS: Readonly<Record<Discrepancy, DiscrepancyText>> = {
  'paid-twice': {
    zh: '同一笔资助在一方有两条发放成功的记录，批次或账号不同',
    en: 'one side says of one grant twice that it was paid, in another batch or to another account',
    todoZh: '核对银行流水；确属重复发放的，启动追回',
    todoEn: 'compare the bank statement; if it was paid twice, have the second payment returned',
  },
  duplicate: {
    zh: '同一条记录在一方出现多次',
    en: 'one side has further rows of one record',
    todoZh: '确认以哪一条为准，请该方删除多余的行后重新报送',
    todoEn: 'find out which row holds, and have the side send the file again without the others',
  },
  'paid-without-approval': {
    zh: '资金已发出，但申领未审核通过或查无申领',
    en: 'money has left, and the application is not approved or not there',
    todoZh: '暂停后续发放，核对审核记录；不符合条件的，启动追回',
    todoEn: 'pay no more on it, compare the review; if the grant was not due, have the money returned',
  },
  'paid-without-certificate': {
    zh: '资金已发出，但证书未核验通过或查无证书',
    en: 'money has left, and the certificate is not verified or not there',
    todoZh: '补做证书核验；核验不通过的，启动追回',
    todoEn: 'have the certificate verified; if it is not good, have the money returned',
  },
  'wrong-payee': {
    zh: '两方的户名或账号不一致',
    en: 'the sides name another payee or another account',
    todoZh: '未发放的立即停付，核对申领人的账户；已付错人的，启动追回',
    todoEn:
      'stop it if it is not paid yet and check the account with the applicant; if it went to somebody else, have it returned',
  },
  'amount-over': {
    zh: '市方金额高于省方',
    en: "the city's amount is higher than the province's",
    todoZh: '核对批准的金额与银行流水；多付的，启动追回',
    todoEn: 'compare the approved amount and the bank statement; have what was overpaid returned',
  },
  'amount-under': {
    zh: '市方金额低于省方',
    en: "the city's amount is lower than the province's",
    todoZh: '核对批准的金额与银行流水；少付的补发，省方有误的更正',
    todoEn: 'compare the approved amount and the bank statement; pay what is missing, or correct the province',
  },
  'returned-after-success': {
    zh: '一方为发放成功，另一方或银行回盘为退票',
    en: 'one side says paid, and the other or the bank says that it came back',
    todoZh: '以银行回盘为准，更正状态；联系申领人更正账户后重新发放',
    todoEn: 'the bank is right: correct the state, have the applicant correct the account, and pay again',
  },
  'state-mismatch': {
    zh: '两方的状态不一致',
    en: 'the sides are in another state',
    todoZh: '发放记录由人工核对；其他记录由系统重新报送，次日复核',
    todoEn:
      'payments: compare by hand; anything else is sent again by itself, and the next run shows whether it helped',
  },
  'field-mismatch': {
    zh: '两方的字段内容不一致',
    en: 'fields differ between the sides',
    todoZh: '发放记录由人工核对；其他记录由系统重新报送，次日复核；证件号码不一致的须查明是否为同一人',
    todoEn:
      'payments: compare by hand; anything else is sent again by itself; where the ID number differs, find out whose record it is',
  },
  'missing-in-province': {
    zh: '市方有、省方没有',
    en: 'the city has it, the province does not',
    todoZh: '发放记录由人工核对；其他记录由系统重新报送，次日复核',
    todoEn:
      'payments: find out why by hand; anything else is sent again by itself, and the next run shows whether it helped',
  },
  'missing-in-city': {
    zh: '省方有、市方没有',
    en: 'the province has it, the city does not',
    todoZh: '请市方核对是否漏报；市方确无此记录的，请省方核实来源',
    todoEn: 'ask the city whether it left it out; if it never had it, ask the province where it comes from',
  },
};
