import { byGravity } from '../../../../core/reconcile/codes.ts';
import type { Discrepancy } from '../../../../schemas/discrepancy.ts';
import type { ReportSource } from '../../../../core/reconcile/report.ts';
import type { DiscrepancyLine } from '../../../../core/reconcile/sides.ts';
import type { ControlTotal, ReconciliationStatement, SideTally } from '../../../../core/reconcile/statement.ts';
import { type Amount, add, NOTHING, sum } from '../../../../core/ledger/tally.ts';

/** Values no masked report may show. */
export const CANARIES = ['44019919900307001X', '6222021234567890123', '13812345678', '欧阳小明', '张小三'];

export const PERSON = {
  declarationNo: 'GZ20250000017',
  programmeCode: 'GZ-XLBZ',
  programmeYear: '2025',
  name: '张小三',
  idType: '01',
  idNumber: '44019919900307001X',
};

export const PAYMENT = {
  batchNo: 'GZFF2025-01',
  ...PERSON,
  payeeName: '张小三',
  bankName: '中国工商银行广州天河支行',
  accountNo: '6222021234567890123',
  amountFen: '150000',
  fundingLevel: 'CITY',
  paidOn: '2025-11-18',
  state: 'SUCCESS',
  updatedAt: '2025-11-18T23:05:00+08:00',
};

/** A line of both sides in which these fields of the province are others. */
export function lineOf(
  code: Discrepancy,
  row: number,
  province: Readonly<Record<string, string>> = {},
  both: Readonly<Record<string, string>> = {},
): DiscrepancyLine {
  const own: Readonly<Record<string, string>> = {
    ...PAYMENT,
    declarationNo: `GZ2025${String(row).padStart(7, '0')}`,
    ...both,
  };
  return {
    code,
    recordKey: `${String(row).padStart(43, 'k')}.p`,
    programme: 'GZ-XLBZ',
    city: code === 'missing-in-city' ? null : { row, fields: own },
    province: code === 'missing-in-province' ? null : { row: row + 3, fields: { ...own, ...province } },
    differs: Object.entries(province).map(([field, value]) => ({ field, city: own[field] ?? '', province: value })),
  };
}

/** Money paid in a night in which much went wrong. */
export const LINES: readonly DiscrepancyLine[] = [
  lineOf('paid-twice', 12, { batchNo: 'GZFF2025-02' }),
  lineOf('wrong-payee', 31, { accountNo: '6222021234567899123' }),
  lineOf('wrong-payee', 47, { payeeName: '欧阳小明', accountNo: '6217001234567890' }),
  lineOf('amount-over', 102, { amountFen: '100000' }),
  lineOf('amount-under', 110, { amountFen: '500000' }, { fundingLevel: 'DISTRICT', amountFen: '50000' }),
  lineOf('returned-after-success', 230, { state: 'RETURNED' }),
  lineOf('field-mismatch', 300, { bankName: '中国建设银行股份有限公司广州市番禺区大石支行', paidOn: '2025-11-19' }),
  lineOf('missing-in-province', 401),
  lineOf('missing-in-province', 402),
  lineOf('missing-in-province', 403),
  lineOf('missing-in-city', 404),
];

export function sourceOf(lines: readonly DiscrepancyLine[], changes: Partial<ReportSource> = {}): ReportSource {
  return {
    reconciliationId: null,
    programme: 'GZ-XLBZ',
    asOf: '2025-11-21',
    city: {
      name: { zh: '求学圆梦行动学历教育补助', en: 'Guangzhou degree subsidy' },
      files: [{ name: '发放_2025-11-20.csv', sha256: 'ab'.repeat(32), businessDate: '2025-11-20' }],
    },
    province: {
      name: { zh: '粤工惠', en: 'Yuegonghui' },
      files: [{ name: 'payment-2025-11-20.jsonl', sha256: 'cd'.repeat(32), businessDate: null }],
    },
    evidence: [],
    statement: statementOf(lines),
    masked: true,
    notes: [{ zh: '省方文件中另有 2 行属于其他项目，未纳入核对。', en: '2 rows of other programmes were left out.' }],
    lines: async function* () {
      yield* lines;
    },
    ...changes,
  };
}

/** Books that balance around the lines: 4,390 matched of ¥1,500 each, and what waits. */
export function statementOf(lines: readonly DiscrepancyLine[]): ReconciliationStatement {
  const codes = [...new Set(lines.map(({ code }) => code))].toSorted(byGravity);
  const matched: Amount = lines.length === 0 ? NOTHING : { rows: 4390, fen: '658500000' };
  const waiting: Amount = lines.length === 0 ? NOTHING : { rows: 5, fen: '750000' };
  const tally = (side: 'city' | 'province', suspense: Amount, rejected: Amount): SideTally => {
    const discrepant = amountOf(lines, side);
    return {
      received: sum([matched, discrepant, suspense, rejected]),
      matched,
      discrepant,
      suspense,
      rejected,
      held: NOTHING,
    };
  };
  return {
    kind: 'payment',
    matched: matched.rows,
    suspense: waiting.rows,
    city: tally('city', waiting, NOTHING),
    province: tally('province', NOTHING, lines.length === 0 ? NOTHING : { rows: 1, fen: '150000' }),
    discrepancies: codes.map((code) => {
      const those = lines.filter((line) => line.code === code);
      return { code, count: those.length, ofCity: amountOf(those, 'city'), ofProvince: amountOf(those, 'province') };
    }),
    suspenseAges: lines.length === 0 ? [] : [age(0, 2), age(1, 2), age(2, 1)],
    totals: lines.length === 0 ? [] : [...totals()],
  };
}

function amountOf(lines: readonly DiscrepancyLine[], side: 'city' | 'province'): Amount {
  return lines.reduce((all, line) => {
    const own = line[side];
    return own === null ? all : add(all, { rows: 1, fen: own.fields['amountFen'] ?? '0' });
  }, NOTHING);
}

function age(ageDays: number, rows: number): ReconciliationStatement['suspenseAges'][number] {
  return { side: 'city', ageDays, amount: { rows, fen: String(rows * 150000) } };
}

function* totals(): Generator<ControlTotal> {
  const days = [
    ['CITY', '2025-11-17', 1200, 1200],
    ['CITY', '2025-11-18', 2000, 1997],
    ['CITY', '2025-11-19', 1193, 1193],
    ['DISTRICT', '2025-11-18', 7, 8],
    ['STREET', null, 3, 3],
  ] as const;
  for (const [fundingLevel, day, city, province] of days) {
    const amount = (rows: number): Amount => ({ rows, fen: String(rows * 150000) });
    const at = { city: 'guangzhou', programme: 'GZ-XLBZ', year: 2025, fundingLevel, day };
    yield { ...at, ofCity: amount(city), ofProvince: amount(province), ofHeld: NOTHING };
  }
}
