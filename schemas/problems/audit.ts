import { refused } from './problem-text.ts';

/** Why an act is not carried out for want of its record, or the record itself can't be shown. */
export const AUDIT_PROBLEMS = {
  'audit.unavailable': refused(
    '操作记录暂时写不进审计链，所以这项操作没有执行',
    'the act could not be written into the audit chain, so it was not carried out',
    '稍后重试；持续出现时告知运维人员查看账本是否可写',
    'try again in a moment; if it goes on, have the operations team see whether the ledger can be written',
  ),
  'audit.tenant-unknown': refused(
    '没有这个单位的审计链，或无权查看',
    'there is no audit chain of this tenant, or it is not yours to see',
    '用 bridge audit list 查看有哪些单位',
    'see the tenants there are with bridge audit list',
  ),
  'audit.chain-differs': refused(
    '审计链与原样不符：有记录被改动、删除、调换、截断或分叉',
    'the audit chain is not as it was: an entry was changed, taken out, moved, cut off or replaced',
    '不要清理现场；按 docs/runbooks/audit.md 核对锚点并上报',
    'leave everything as it is; follow docs/runbooks/audit.md: compare with the anchors, and report it',
  ),
  'audit.journal-differs': refused(
    '资金流水与封存时不符：当日有流水被改动、删除或补入',
    'the money journal is not as it was sealed: an entry of that day was changed, taken out or put in',
    '暂停该市资金回放；按 docs/runbooks/audit.md 与银行回单核对后上报',
    'pause replays of that city’s money; follow docs/runbooks/audit.md, compare with the bank’s receipts, and report it',
  ),
  'audit.anchor-differs': refused(
    '锚点之间前后对不上：有锚点被替换或缺失',
    'the anchors do not name each other: one was replaced or is missing',
    '从 Anchors 存储桶取该对象的最早版本重新核对',
    'fetch the oldest version of that object from the bucket of anchors and check again',
  ),
} as const;
