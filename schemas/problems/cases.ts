import { refused } from './problem-text.ts';

/** Why an operator's act on a discrepancy is refused. */
export const CASE_PROBLEMS = {
  'case.unknown': refused(
    '没有这个编号的差异',
    'there is no discrepancy with this id',
    '用 bridge discrepancies 查找编号',
    'find its id with bridge discrepancies',
  ),
  'case.invalid': refused(
    '内容不合约定：字段缺失或格式不对；备注 1 至 500 字，凭证 4 至 200 字，不得写证件号、卡号、手机号',
    'not as agreed: a field is missing or malformed; a note is 1 to 500 characters, evidence 4 to 200, without ID, card or phone numbers',
    '按提示的字段改正；号码只写末四位',
    'correct the fields it names; of a number write the last four digits',
  ),
  'case.closed': refused(
    '该差异已经了结',
    'the discrepancy is closed',
    '如需补充说明，可以继续添加备注',
    'a note may still be added to it',
  ),
  'case.second-person': refused(
    '资金差异须由经办人以外的另一人了结，并且先要有人经办',
    'a money case is closed by another person than the one who has it in hand, and somebody has to have it in hand first',
    '由经办人先认领（bridge discrepancies own），再由另一名操作员复核了结',
    'let one operator own it (bridge discrepancies own) and another one resolve it',
  ),
  'case.not-money': refused(
    '这不是资金差异，没有可追回的款项',
    'no money is involved, so none can be recovered',
    '改用 corrected、explained 或 accepted',
    'resolve it as corrected, explained or accepted',
  ),
  'case.amount-beyond': refused(
    '追回金额超过错付的金额',
    'more is said to be recovered than was paid wrongly',
    '核对银行回单上的金额',
    'compare it with the bank’s receipt',
  ),
  'case.notes-full': refused(
    '备注已达上限',
    'it has as many notes as it may have',
    '合并要点后写在处理系统之外的台账里',
    'keep what is more in a file of your own',
  ),
} as const;
