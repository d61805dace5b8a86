import type { Person } from '../../../local/nights/people.ts';
import type { Random } from '../../../local/nights/random.ts';
import { PROGRAMME_YEAR } from './people.ts';
import { type Cells, plan, type PlannedRow, type SystemForm } from './rows.ts';

/** Records pushed at once instead of in a file: the body of `POST /v1/records`, and when it is sent. */
export interface Push {
  readonly tenant: string;
  readonly body: {
    readonly system: string;
    readonly kind: 'payment';
    readonly programmeYear: number;
    readonly sequence: number;
    readonly records: readonly Cells[];
  };
  readonly sendAtMs: number;
  readonly planned: readonly PlannedRow[];
}

/** Matching grants of districts, streets and enterprises, each through the bank. */
const MATCHING: SystemForm = {
  system: 'guangzhou/matching-grants',
  tenant: 'guangzhou',
  programmeCode: 'GZ-XLBZ',
  columns: { applicant: [], certificate: [], payment: [] },
  updatedAtColumn: '更新时间',
  stateColumn: '发放状态',
  levelColumn: '资助层级',
  grantFen: 80_000n,
  row: (_, person) => ({
    资助批次号: 'PT-2025-01',
    资助年度: String(PROGRAMME_YEAR),
    资助层级: '区级',
    市级申领编号: person.declarationNo,
    职工姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    收款户名: person.name,
    收款银行: person.bankName,
    收款账号: person.accountNo,
    '资助金额(元)': '800.00',
    发放日期: '',
    发放状态: '待发放',
    未成功原因: '',
    更新时间: person.updatedAt,
  }),
};
const LEVELS = ['区级', '街道级', '企业级'] as const;

export interface MatchingTimes {
  readonly firstMs: number;
  readonly secondMs: number;
  /** 更新时间 of what is said the second time. */
  readonly updatedAt: string;
}

/**
 * Grants of some of the people, and sometimes each once more under another 资助批次号: the next attempt where the bank has failed,
 * else an instruction that may not leave.
 */
export function drawPushes(random: Random, people: readonly Person[], times: MatchingTimes): readonly Push[] {
  const granted = people.filter(() => random.next() < 0.5).map((person) => ({ person, level: random.pick(LEVELS) }));
  if (granted.length === 0) return [];
  const push = (sequence: number, sendAtMs: number, changes: Cells): Push => {
    const planned = granted.map(({ person, level }) =>
      plan(MATCHING, 'payment', person, { 资助层级: level, ...changes }),
    );
    const records = planned.map(({ cells }) => cells);
    const { system, tenant } = MATCHING;
    return {
      tenant,
      body: { system, kind: 'payment', programmeYear: PROGRAMME_YEAR, sequence, records },
      sendAtMs,
      planned,
    };
  };
  const first = push(1, times.firstMs, {});
  if (random.next() < 0.5) return [first];
  return [first, push(2, times.secondMs, { 资助批次号: 'PT-2025-02', 更新时间: times.updatedAt })];
}
