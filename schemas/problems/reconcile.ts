import { held, refused, warning } from './problem-text.ts';

/** What can keep two sides from being compared, or from being compared whole. */
export const RECONCILE_PROBLEMS = {
  'reconcile.side-missing': refused(
    '对账缺少一方的数据',
    'one side is not there',
    '确认该方当晚已报送或已取得导出文件，再重新对账',
    'see that the side was sent or fetched, then compare again',
  ),
  'reconcile.side-empty': refused(
    '对账一方没有任何记录',
    'one side has no records at all',
    '多为文件未写完或导出失败；确认无误后重新对账',
    'most often a file that was not finished or an export that failed; compare again when it is right',
  ),
  'reconcile.side-old': warning(
    '对账一方不是当日的数据',
    'one side is not of this day',
    '按已有数据对账；补报当日数据后再对一次',
    'it is compared as it is; compare again when the day has come in',
  ),
  'reconcile.side-too-old': refused(
    '对账一方的数据已超过一天未更新，不再据此对账',
    'one side is more than a day old, and nothing is concluded from it',
    '查明该方为何没有报送或导出；补齐后当晚或次日早上会自动再对',
    'find out why it was not sent or exported; once it is in, the next look compares it by itself',
  ),
  'reconcile.side-unindexed': refused(
    '对账一方的快照由旧版本生成，没有索引',
    'the snapshot of one side is of an older version and has no index',
    '该方下一批次入库后会生成新快照，再重新对账',
    'the next batch of that side makes a new one; compare again then',
  ),
  'reconcile.other-programme': refused(
    '省方文件中没有该市项目的记录',
    "none of the province's records is of the city's programme",
    '确认选对了文件与系统',
    'check that it is the right file and the right system',
  ),
  'reconcile.other-year': refused(
    '文件中没有该项目年度的记录',
    'none of the records is of that programme year',
    '核对 --year 与文件的年度',
    'compare --year with the year of the file',
  ),
  'reconcile.same-side': refused(
    '两方是同一个系统或同一个文件',
    'both sides are the same system or the same file',
    '一方选市级系统，另一方选省平台',
    'name a city system on one side and the province on the other',
  ),
  'reconcile.return-unknown': warning(
    '回盘中的发放在两方都没有',
    'a return is of a payment that neither side has',
    '核对回盘的批次与项目；可能属于其他批次或其他市',
    'check the batch and programme of the return file; it may be of another batch or another city',
  ),
  'reconcile.return-unknown-batch': warning(
    '回盘的批次号两方都没有',
    'neither side knows the batch of a return',
    '向银行核实是哪一批的回盘，再选对文件重新对账',
    'ask the bank which batch it is of, then compare again with the right file',
  ),
  'reconcile.not-a-return': refused(
    '给作回盘的是代发指令',
    'what was given as returns is a file of instructions',
    '换成银行返回的回盘或退票文件',
    'take the file the bank sent back',
  ),
  'reconcile.year-unknown': refused(
    '不知道要比对哪个年度：市方文件里没有年度，省方文件里有几个年度',
    "it is not said which year is compared: the city's file names none, the province's several",
    '用 --year 指明年度',
    'say which with --year',
  ),
  'reconcile.not-conserved': held(
    '对账结果不守恒：收到的行数或金额与去向之和不一致',
    'the result is not conserved: what was received is not the sum of where it went, in rows or in money',
    '不要采用本次结果，请运维人员查明后重新对账',
    'do not rely on this result; have the operators find out why, then compare again',
  ),
  'reconcile.running': refused(
    '这一夜的对账正在进行，没有可以再对一次的',
    'the comparison of this night is still running: there is nothing to compare once more',
    '等它结束后再试（bridge reconciliations --night）',
    'try again when it has ended (bridge reconciliations --night)',
  ),
  'reconcile.unknown': refused(
    '没有这次对账或这条差异',
    'there is no such reconciliation or discrepancy',
    '核对编号，或用 bridge discrepancies 查找',
    'check the number, or look for it with bridge discrepancies',
  ),
} as const;
