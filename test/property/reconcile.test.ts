import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DISCREPANCIES, type Discrepancy } from '../../schemas/discrepancy.ts';
import { comparisonHash } from '../../core/reconcile/compared.ts';
import { historyOf } from '../../core/reconcile/attempts.ts';
import { judgeKey } from '../../core/reconcile/judge.ts';
import { lineOf } from '../../core/reconcile/line.ts';
import type { Comparison, Evidence, KeyRows, SideRow, Verdict } from '../../core/reconcile/sides.ts';
import { NO_EVIDENCE } from '../../core/reconcile/sides.ts';
import { isConserved, mergeStatements } from '../../core/reconcile/statement.ts';
import { createTally } from '../../core/reconcile/totals.ts';
import { FUNDING_LEVELS, PAYMENT_STATES, type Payment } from '../../schemas/canonical/payment.ts';

const CITY = 'guangzhou/degree-subsidy';
const PROVINCE = 'province/yuegonghui';
const comparison: Comparison = {
  kind: 'payment',
  provinceSystem: PROVINCE,
  asOf: '2026-11-22',
  awaitsCity: false,
};
const OLD = '2026-11-20T00:00:00+08:00';
const YOUNG = '2026-11-20T00:00:01+08:00';

/** Few values, so that they meet; amounts beyond what a float tells apart among them. */
const payments = fc.record({
  batchNo: fc.constantFrom('B1', 'B2', 'B3'),
  declarationNo: fc.constantFrom('GZ1', 'GZ2'),
  programmeCode: fc.constant('GZ-XLBZ'),
  programmeYear: fc.constantFrom(2024, 2025),
  name: fc.constantFrom('张三', '阿卜杜拉·买买提'),
  idType: fc.constant('01' as const),
  idNumber: fc.constant('440199199003070013'),
  payeeName: fc.constantFrom('张三', '李四'),
  bankName: fc.constantFrom('甲银行', '乙银行'),
  accountNo: fc.constantFrom('6222021234567890128', '6222021234567890999'),
  amountFen: fc.constantFrom('150000', '9', '9007199254740992', '9007199254740993', '9'.repeat(30)),
  fundingLevel: fc.constantFrom(...FUNDING_LEVELS),
  paidOn: fc.option(fc.constantFrom('2026-09-30', '2026-10-08'), { nil: undefined }),
  status: fc.constantFrom(...PAYMENT_STATES),
  updatedAt: fc.constantFrom(OLD, YOUNG, '2026-11-22T23:00:00+08:00', '2026-10-01T08:00:00+08:00'),
}) as fc.Arbitrary<Payment>;

const evidences: fc.Arbitrary<Evidence> = fc.record({
  approved: fc.constantFrom(true, false, null),
  verified: fc.constantFrom(true, false, null),
  returns: fc.array(
    payments.map((record) => row(record, 2, 'bank/payout')),
    { maxLength: 2 },
  ),
});

const keys: fc.Arbitrary<KeyRows> = fc
  .record({
    recordKey: fc.constant('k'),
    city: fc.array(payments, { maxLength: 3 }),
    province: fc.array(payments, { maxLength: 3 }),
  })
  .filter(({ city, province }) => city.length + province.length > 0)
  .map(({ recordKey, city, province }) => ({ recordKey, ...sidesOf(city, province) }));

function row(record: Payment, at: number, system: string): SideRow {
  return { row: at, batchId: '', system, record };
}

function sidesOf(city: readonly Payment[], province: readonly Payment[]): Pick<KeyRows, 'city' | 'province'> {
  return {
    city: city.map((record, at) => row(record, at + 2, CITY)),
    province: province.map((record, at) => row(record, at + 2, PROVINCE)),
  };
}

/** A key, and what it has to come to: its code and the fields that differ, or that it matches or waits. */
interface Planted {
  readonly rows: KeyRows;
  readonly evidence: Evidence;
  readonly expected: Discrepancy | 'matched' | 'suspense';
  readonly fields: readonly string[];
}

type Plant = (
  base: Payment,
) => Omit<Planted, 'rows'> & { readonly city: readonly Payment[]; readonly province: readonly Payment[] };

function plant(
  expected: Planted['expected'],
  city: readonly Payment[],
  province: readonly Payment[],
  fields: readonly string[] = [],
  evidence: Partial<Evidence> = {},
): ReturnType<Plant> {
  return { expected, city, province, fields, evidence: { ...NO_EVIDENCE, ...evidence } };
}

const more = (fen: string): string => (BigInt(fen) + 1n).toString();

/** Each way two sides can differ, done to any payment. */
const PLANTS: readonly Plant[] = [
  (base) => plant('matched', [base], [base], [], { approved: true, verified: true }),
  (base) =>
    plant(
      'matched',
      [
        { ...base, status: 'FAILED' },
        { ...base, batchNo: 'B9' },
      ],
      [{ ...base, batchNo: 'B9' }],
    ),
  (base) => plant('suspense', [{ ...base, updatedAt: YOUNG }], []),
  (base) => plant('suspense', [], [{ ...base, updatedAt: YOUNG }]),
  (base) => plant('missing-in-province', [{ ...base, updatedAt: OLD }], []),
  (base) => plant('missing-in-city', [], [{ ...base, updatedAt: OLD }]),
  (base) => plant('paid-twice', [base, { ...base, batchNo: 'B9' }], [base], ['batchNo']),
  (base) => plant('duplicate', [base], [base, base]),
  (base) => plant('paid-without-approval', [base], [base], [], { approved: false, verified: false }),
  (base) => plant('paid-without-certificate', [base], [{ ...base, bankName: '丙' }], ['bankName'], { verified: false }),
  (base) =>
    plant(
      'wrong-payee',
      [{ ...base, accountNo: '1', amountFen: more(base.amountFen) }],
      [base],
      ['accountNo', 'amountFen'],
    ),
  (base) => plant('amount-over', [{ ...base, amountFen: more(base.amountFen) }], [base], ['amountFen']),
  (base) =>
    plant('amount-under', [base], [{ ...base, amountFen: more(base.amountFen), name: '丁' }], ['name', 'amountFen']),
  (base) => plant('returned-after-success', [base], [{ ...base, status: 'RETURNED' }], ['state']),
  (base) =>
    plant('returned-after-success', [base], [base], [], {
      returns: [row({ ...base, status: 'RETURNED' }, 2, 'bank/payout')],
    }),
  (base) =>
    plant('state-mismatch', [{ ...base, status: 'UNKNOWN' }], [{ ...base, bankName: '丙' }], ['bankName', 'state']),
  (base) => plant('field-mismatch', [base], [{ ...base, name: '丁' }], ['name']),
];

const planted: fc.Arbitrary<readonly Planted[]> = fc
  .array(fc.tuple(payments, fc.integer({ min: 0, max: PLANTS.length - 1 })), { minLength: 1, maxLength: 30 })
  .map((all) =>
    all.flatMap(([payment, which], at) => {
      const made = PLANTS[which]?.({ ...payment, status: 'SUCCESS' });
      if (made === undefined) return [];
      const { city, province, ...rest } = made;
      return [{ ...rest, rows: { recordKey: `key-${at}`, ...sidesOf(city, province) } }];
    }),
  );

function statementOf(all: readonly Planted[]) {
  const tally = createTally(comparison);
  for (const { rows, evidence } of all) {
    for (const side of ['city', 'province'] as const) for (const each of rows[side]) tally.addAccepted(side, each);
    tally.addVerdict(rows, judgeKey(rows, evidence, comparison));
  }
  return tally.statement();
}

test('planted differences are found, each by its code and with its fields, and nothing else is', () => {
  fc.assert(
    fc.property(planted, (all) => {
      for (const { rows, evidence, expected, fields } of all) {
        const verdict = judgeKey(rows, evidence, comparison);
        expect(verdict.outcome === 'discrepant' ? verdict.code : verdict.outcome).toBe(expected);
        if (verdict.outcome === 'discrepant') {
          expect(verdict.differs.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
          expect(lineOf(rows, verdict).differs).toBe(verdict.differs);
        }
      }
      const counts = Object.fromEntries(statementOf(all).discrepancies.map(({ code, count }) => [code, count]));
      const found = Map.groupBy(all, ({ expected }) => expected);
      expect(counts).toEqual(
        Object.fromEntries(
          DISCREPANCIES.map((code) => [code, found.get(code)?.length ?? 0]).filter(([, count]) => count !== 0),
        ),
      );
    }),
  );
});

test('the statement is the same in any order and however the keys are cut into parts, and each part is conserved', () => {
  const cuts = fc.array(fc.nat({ max: 5 }), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(planted, cuts, fc.boolean(), (all, partOf, reversed) => {
      const whole = statementOf(all);
      const cut = [...Map.groupBy(all, (_, at) => partOf[at] ?? 0).values()].map((part) =>
        statementOf(reversed ? part.toReversed() : part),
      );
      expect(mergeStatements(reversed ? cut.toReversed() : cut)).toEqual(whole);
      expect([whole, ...cut].every(isConserved)).toBe(true);
    }),
  );
});

test('whatever the rows are, every row and every 分 is somewhere, and once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, evidences), { minLength: 1, maxLength: 8 }), (all) => {
      const tally = createTally(comparison);
      let fen = 0n;
      let rows = 0;
      for (const [each, evidence] of all) {
        for (const { record } of each.city) fen += 'amountFen' in record ? BigInt(record.amountFen) : 0n;
        rows += each.city.length;
        for (const side of ['city', 'province'] as const) for (const one of each[side]) tally.addAccepted(side, one);
        tally.addVerdict(each, judgeKey(each, evidence, comparison));
      }
      const statement = tally.statement();
      expect(isConserved(statement)).toBe(true);
      expect(statement.city.received).toEqual({ rows, fen: fen.toString() });
      const history = all.flatMap(([{ city }]) => historyOf(city)).map(({ record }) => record);
      const again = history.reduce((sum, record) => sum + ('amountFen' in record ? BigInt(record.amountFen) : 0n), 0n);
      expect(statement.totals.reduce((sum, { ofCity }) => sum + BigInt(ofCity.fen), 0n)).toBe(fen - again);
      expect(statement.suspenseAges.reduce((sum, { amount }) => sum + amount.rows, 0)).toBe(
        statement.city.suspense.rows + statement.province.suspense.rows,
      );
    }),
  );
});

test('what becomes of a key does not hang on the order of its rows', () => {
  fc.assert(
    fc.property(keys, evidences, ({ city, province, recordKey }, evidence) => {
      const verdict = judgeKey({ recordKey, city, province }, evidence, comparison);
      const turned = { recordKey, city: city.toReversed(), province: province.toReversed() };
      expect(judgeKey(turned, evidence, comparison)).toEqual(verdict);
    }),
    { numRuns: 1000 },
  );
});

const MIRRORED: Readonly<Partial<Record<Discrepancy, Discrepancy>>> = {
  'amount-over': 'amount-under',
  'missing-in-province': 'missing-in-city',
};

test('seen from the other side, it is the same the other way round', () => {
  const other = { city: 'province', province: 'city' } as const;
  const mirrored = (verdict: Verdict): Verdict => {
    if (verdict.outcome === 'matched') return verdict;
    if (verdict.outcome === 'suspense') return { ...verdict, side: other[verdict.side] };
    const back = Object.entries(MIRRORED).find(([, code]) => code === verdict.code)?.[0] as Discrepancy | undefined;
    return {
      outcome: 'discrepant',
      code: MIRRORED[verdict.code] ?? back ?? verdict.code,
      differs: verdict.differs.map(({ field, city, province }) => ({ field, city: province, province: city })),
    };
  };
  const recordsOf = (rows: readonly SideRow[]): readonly Payment[] => rows.map(({ record }) => record as Payment);
  fc.assert(
    fc.property(keys, evidences, (rows, evidence) => {
      const verdict = judgeKey(rows, evidence, comparison);
      const turned = { recordKey: 'k', ...sidesOf(recordsOf(rows.province), recordsOf(rows.city)) };
      const mirror = judgeKey(turned, evidence, comparison);
      // Of several pairs one may be over and the other under: over is the graver on both sides.
      const both = (one: Verdict): boolean => one.outcome === 'discrepant' && one.code === 'amount-over';
      if (both(verdict) && both(mirror)) expect(rows.city.length + rows.province.length).toBeGreaterThan(2);
      else expect(mirror).toEqual(mirrored(verdict));
    }),
    { numRuns: 1000 },
  );
});

/** Those that are compared, and two that are not. */
const FIELDS_OF_PAYMENT = [
  'batchNo',
  'name',
  'payeeName',
  'bankName',
  'accountNo',
  'amountFen',
  'fundingLevel',
  'paidOn',
  'status',
  'declarationNo',
  'updatedAt',
] as const;

/** The contract's sentence, read aloud, for one row on either side. */
function sentence(city: Payment, province: Payment, evidence: Evidence): Discrepancy | 'matched' {
  const sides = [city, province];
  const states = sides.map(({ status }) => status);
  const paid = states.some((status) =>
    ['SUBMITTED', 'ACCEPTED', 'PROCESSING', 'WAIT_USER_CONFIRM', 'SUCCESS', 'UNKNOWN'].includes(status),
  );
  const cameBack = evidence.returns.some(({ record }) =>
    sides.some(
      (side) =>
        side.status === 'SUCCESS' &&
        'batchNo' in record &&
        record.batchNo === side.batchNo &&
        record.status === 'RETURNED',
    ),
  );
  const [own, other] = sides.map(({ amountFen }) => BigInt(amountFen));
  if (paid && evidence.approved === false) return 'paid-without-approval';
  if (paid && evidence.verified === false) return 'paid-without-certificate';
  if (city.payeeName !== province.payeeName || city.accountNo !== province.accountNo) return 'wrong-payee';
  if (own !== other) return (own ?? 0n) > (other ?? 0n) ? 'amount-over' : 'amount-under';
  if (cameBack || (states.includes('SUCCESS') && states.includes('RETURNED'))) return 'returned-after-success';
  if (city.status !== province.status) return 'state-mismatch';
  const dated = city.paidOn !== undefined && province.paidOn !== undefined && city.paidOn !== province.paidOn;
  const fields = ['batchNo', 'name', 'bankName', 'fundingLevel'] as const;
  return dated || fields.some((field) => city[field] !== province[field]) ? 'field-mismatch' : 'matched';
}

test('one row on either side comes to what the contract says', () => {
  fc.assert(
    fc.property(
      payments,
      payments,
      fc.subarray([...FIELDS_OF_PAYMENT]),
      evidences,
      (city, other, differing, evidence) => {
        const province = { ...city, ...Object.fromEntries(differing.map((field) => [field, other[field]])) } as Payment;
        const verdict = judgeKey({ recordKey: 'k', ...sidesOf([city], [province]) }, evidence, comparison);
        expect(verdict.outcome === 'discrepant' ? verdict.code : verdict.outcome).toBe(
          sentence(city, province, evidence),
        );
        const alike = comparisonHash(city, CITY) === comparisonHash(province, PROVINCE);
        const plain = judgeKey({ recordKey: 'k', ...sidesOf([city], [province]) }, NO_EVIDENCE, comparison);
        if (alike) expect(plain).toEqual({ outcome: 'matched' });
        else if (plain.outcome === 'matched')
          expect(city.paidOn === undefined || province.paidOn === undefined).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});
