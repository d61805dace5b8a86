import { held, refused, reject } from './problem-text.ts';

/** What can be wrong with the payments a city made before go-live, and with what waits for them. */
export const HISTORY_PROBLEMS = {
  'history.not-settled': reject(
    '上线前发放记录的状态不是发放成功或退票',
    'a payment of before go-live that was neither made nor returned',
    '未了结的发放不导入，上线后随日常批次报送',
    'leave it out; what was not settled comes with the nightly batches after go-live',
  ),
  'history.differs': held(
    '与已导入的同一笔发放内容不一致',
    'it tells an imported payment otherwise',
    '核对银行流水，确认金额、批次与状态；同一人可能被重复发放',
    'compare amount, batch and state with the bank statement: the person may have been paid twice',
  ),
  'history.not-signed-off': held(
    '本市上线前的发放尚未导入并经两人签认，新的发放暂不处理',
    'the payments made before go-live are not yet imported and signed off, so new payments wait',
    '导入历史发放（bridge import-settled），由两人签认；没有历史则由两人声明为零。签认后自动继续',
    'import them (bridge import-settled) and have two persons sign them off, or declare that there are none; it goes on by itself then',
  ),
  'history.closed': refused(
    '上线前的发放已签认，不能再导入',
    'the payments made before go-live are signed off; nothing more is imported',
    '遗漏的发放随日常批次报送，并告知运维人员',
    'report what was left out with the nightly batches, and tell the operators',
  ),
  'history.unfinished': refused(
    '还有导入批次没有处理完',
    'an import is still under way',
    '等它处理完再签认',
    'sign off when it has settled',
  ),
  'history.total-mismatch': refused(
    '签认的行数或金额与已导入的不一致',
    'the rows or the amount signed off differ from what was imported',
    '核对账目与各导入批次，补导遗漏的，再按实际导入的总数签认',
    'compare the books with the imports, import what is missing, then sign what was imported',
  ),
} as const;
