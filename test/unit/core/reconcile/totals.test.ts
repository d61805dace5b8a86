import { describe, expect, test } from 'vitest';
import { explainCode } from '../../../../core/reconcile/explain.ts';
import { DISCREPANCIES } from '../../../../schemas/discrepancy.ts';
import { fenOf, totalKeyOf } from '../../../../core/reconcile/control-total.ts';
import { lineOf } from '../../../../core/reconcile/line.ts';
import type { KeyRows, Verdict } from '../../../../core/reconcile/sides.ts';
import { isConserved, mergeStatements } from '../../../../core/reconcile/statement.ts';
import { openSum } from '../../../../core/reconcile/sums.ts';
import { createTally } from '../../../../core/reconcile/totals.ts';
import { applicant, CITY, judge, keyRows, paid, payment, PROVINCE } from './rows.ts';

const matched: Verdict = { outcome: 'matched' };
const over: Verdict = { outcome: 'discrepant', code: 'amount-over', differs: [] };
const waiting: Verdict = { outcome: 'suspense', side: 'city', ageDays: 1 };

function tallied(of: readonly (readonly [KeyRows, Verdict])[]) {
  const tally = createTally({ kind: 'payment' });
  for (const [rows, verdict] of of) {
    for (const row of rows.city) tally.addAccepted('city', row);
    for (const row of rows.province) tally.addAccepted('province', row);
    tally.addVerdict(rows, verdict);
  }
  return tally;
}

describe('what a comparison adds up', () => {
  test('rows and 分 of each side, each in one place', () => {
    const tally = tallied([
      [keyRows([payment], [payment]), matched],
      [keyRows([paid({ amountFen: '200000' })], [payment]), over],
      [keyRows([paid({ amountFen: '7' })], []), waiting],
      [keyRows([paid({ status: 'FAILED' }), paid({ batchNo: 'B2' })], [paid({ batchNo: 'B2' })]), matched],
    ]);
    tally.addRejected('city', { rows: 2, fen: '11' });
    tally.addRejected('province', { rows: 1, fen: '0' });
    const statement = tally.statement();
    expect(statement).toMatchObject({
      kind: 'payment',
      // Earlier attempts that one side alone has are rows of that side, and no match more.
      matched: 2,
      suspense: 1,
      city: {
        received: { rows: 7, fen: '650018' },
        matched: { rows: 3, fen: '450000' },
        discrepant: { rows: 1, fen: '200000' },
        suspense: { rows: 1, fen: '7' },
        rejected: { rows: 2, fen: '11' },
        held: { rows: 0, fen: '0' },
      },
      province: {
        received: { rows: 4, fen: '450000' },
        matched: { rows: 2, fen: '300000' },
        discrepant: { rows: 1, fen: '150000' },
        suspense: { rows: 0, fen: '0' },
        rejected: { rows: 1, fen: '0' },
      },
      discrepancies: [
        { code: 'amount-over', count: 1, ofCity: { rows: 1, fen: '200000' }, ofProvince: { rows: 1, fen: '150000' } },
      ],
      suspenseAges: [{ side: 'city', ageDays: 1, amount: { rows: 1, fen: '7' } }],
    });
    expect(isConserved(statement)).toBe(true);
  });

  test('rows that were matched unseen, and what the ledger holds', () => {
    const tally = createTally({ kind: 'payment' });
    const of = totalKeyOf(CITY, payment);
    tally.addTotal('city', of, { rows: 5, fen: '750000' });
    tally.addTotal('province', of, { rows: 3, fen: '450000' });
    tally.addMatched({ city: { rows: 4, fen: '600000' }, province: { rows: 3, fen: '450000' } });
    expect(isConserved(tally.statement())).toBe(false);
    tally.addHeld([{ system: CITY, record: payment }]);
    const statement = tally.statement();
    expect(isConserved(statement)).toBe(true);
    expect(statement).toMatchObject({
      matched: 3,
      city: { held: { rows: 1, fen: '150000' } },
      totals: [{ ofCity: { rows: 5 }, ofProvince: { rows: 3 }, ofHeld: { rows: 1, fen: '150000' } }],
    });
  });

  test('a grant that took two attempts counts once in its control total, and both rows in what was received', () => {
    const failed = { ...payment, status: 'FAILED', batchNo: 'B0' } as const;
    const rows = keyRows([failed, payment], [payment]);
    const tally = createTally({ kind: 'payment' });
    for (const side of ['city', 'province'] as const) for (const row of rows[side]) tally.addAccepted(side, row);
    tally.addVerdict(rows, { outcome: 'matched' });
    const statement = tally.statement();
    expect(statement.city.received).toEqual({ rows: 2, fen: '300000' });
    const once = { rows: 1, fen: '150000' };
    expect(statement.totals.map(({ ofCity }) => ofCity)).toContainEqual(once);
    expect(statement.totals.reduce((sum, { ofCity }) => sum + ofCity.rows, 0)).toBe(1);
    expect(isConserved(statement)).toBe(true);
  });

  test('the gravest first, and only what occurs', () => {
    const verdicts = (['missing-in-city', 'duplicate', 'amount-under', 'paid-twice'] as const).map(
      (code) => [keyRows([payment], []), { outcome: 'discrepant', code, differs: [] }] as const,
    );
    expect(
      tallied(verdicts)
        .statement()
        .discrepancies.map(({ code }) => code),
    ).toEqual(['paid-twice', 'duplicate', 'amount-under', 'missing-in-city']);
  });

  test('ages side by side, the youngest first', () => {
    const aged = ([2, 0, 1] as const).flatMap((ageDays) =>
      (['province', 'city'] as const).map(
        (side) =>
          [
            side === 'city' ? keyRows([payment], []) : keyRows([], [payment]),
            { outcome: 'suspense', side, ageDays },
          ] as const,
      ),
    );
    expect(
      tallied(aged)
        .statement()
        .suspenseAges.map(({ side, ageDays }) => `${side} ${ageDays}`),
    ).toEqual(['city 0', 'city 1', 'city 2', 'province 0', 'province 1', 'province 2']);
  });

  test('both sides of a difference that waits are in suspense, and of one age', () => {
    const province: Verdict = { outcome: 'suspense', side: 'province', ageDays: 2 };
    const statement = tallied([[keyRows([payment], [payment]), province]]).statement();
    expect(statement.suspense).toBe(1);
    expect(statement.suspenseAges.map(({ side, ageDays }) => [side, ageDays])).toEqual([
      ['city', 2],
      ['province', 2],
    ]);
    expect(isConserved(statement)).toBe(true);
  });
});

describe('conservation', () => {
  const statement = tallied([[keyRows([payment], [payment]), matched]]).statement();
  const one = { rows: 1, fen: '0' };

  test('fails by a row or by a 分 of either side', () => {
    const { city, province } = statement;
    const received = { rows: 1, fen: '150001' };
    expect(isConserved(statement)).toBe(true);
    expect(isConserved({ ...statement, city: { ...city, received } })).toBe(false);
    expect(isConserved({ ...statement, province: { ...province, received } })).toBe(false);
    for (const outcome of ['matched', 'discrepant', 'suspense', 'rejected', 'held'] as const) {
      const more = { rows: city[outcome].rows + 1, fen: city[outcome].fen };
      expect(isConserved({ ...statement, city: { ...city, [outcome]: more } }), outcome).toBe(false);
      expect(isConserved({ ...statement, province: { ...province, [outcome]: more } }), outcome).toBe(false);
    }
  });

  test('a row that was read and never judged is seen', () => {
    const tally = tallied([[keyRows([payment], [payment]), matched]]);
    tally.addAccepted('city', { system: CITY, record: paid({ amountFen: '0' }) });
    expect(isConserved(tally.statement())).toBe(false);
    tally.addMatched({ city: one, province: { rows: 0, fen: '0' } });
    expect(isConserved(tally.statement())).toBe(true);
  });
});

describe('control totals', () => {
  test('of payments are by the day they were made, and none where they were not', () => {
    expect(totalKeyOf(CITY, payment)).toEqual({
      city: 'guangzhou',
      programme: 'GZ-XLBZ',
      year: 2025,
      fundingLevel: 'CITY',
      day: '2026-09-30',
    });
    const { paidOn: _, ...planned } = payment;
    expect(totalKeyOf(CITY, planned).day).toBeNull();
  });

  test('of the others are by the day of the last change in China', () => {
    expect(totalKeyOf(CITY, { ...applicant, updatedAt: '2026-11-21T16:00:00Z' })).toMatchObject({
      fundingLevel: null,
      day: '2026-11-22',
    });
    expect(totalKeyOf(CITY, { ...applicant, updatedAt: '2026-11-21T00:00:00+08:00' }).day).toBe('2026-11-21');
    expect(fenOf(applicant)).toBe('0');
  });

  test("a row of the province counts with the city whose programme it is, and with the province's own", () => {
    expect(totalKeyOf(PROVINCE, payment).city).toBe('guangzhou');
    expect(totalKeyOf(PROVINCE, { ...payment, programmeCode: 'SZ-YMJH' }).city).toBe('shenzhen');
    expect(totalKeyOf(PROVINCE, { ...payment, programmeCode: 'GD-QXYM' }).city).toBe('province');
  });

  test('stand apart by city, programme, year, level and day, in this order', () => {
    const district = paid({ fundingLevel: 'DISTRICT' });
    const later = paid({ paidOn: '2026-10-01' });
    const other = paid({ programmeYear: 2024 });
    const rows = keyRows([later, district, payment, payment, other], [payment]);
    const { totals } = tallied([[rows, over]]).statement();
    expect(
      totals.map(({ year, fundingLevel, day, ofCity, ofProvince }) => [
        year,
        fundingLevel,
        day,
        ofCity.rows,
        ofProvince.fen,
      ]),
    ).toEqual([
      [2024, 'CITY', '2026-09-30', 1, '0'],
      [2025, 'CITY', '2026-09-30', 2, '150000'],
      [2025, 'CITY', '2026-10-01', 1, '0'],
      [2025, 'DISTRICT', '2026-09-30', 1, '0'],
    ]);
  });
});

describe('sums', () => {
  test('are exact however large or many', () => {
    const sum = openSum();
    const large = '9'.repeat(40);
    for (const fen of [large, '9007199254740993', '1', large]) sum.add(1, fen);
    expect(sum.amount()).toEqual({ rows: 4, fen: (2n * BigInt(large) + 9_007_199_254_740_994n).toString() });
    for (const sign of ['', '-']) {
      const many = openSum();
      let whole = 0n;
      for (let at = 0; at < 1000; at++) {
        const fen = `${sign}${99_999_999_999_999 - at * 37}`;
        whole += BigInt(fen);
        many.add(1, fen);
      }
      expect(many.amount()).toEqual({ rows: 1000, fen: whole.toString() });
    }
  });
});

describe('the statement of the whole', () => {
  const parts = [
    tallied([[keyRows([payment], [payment]), matched]]).statement(),
    tallied([[keyRows([paid({ amountFen: '200000' })], [payment]), over]]).statement(),
    tallied([[keyRows([paid({ amountFen: '300000' })], [payment]), over]]).statement(),
    tallied([[keyRows([payment], []), waiting]]).statement(),
    tallied([[keyRows([payment], []), waiting]]).statement(),
  ];

  test('is the sum of its parts', () => {
    expect(mergeStatements(parts)).toMatchObject({
      matched: 1,
      suspense: 2,
      city: { received: { rows: 5, fen: '950000' }, discrepant: { rows: 2, fen: '500000' } },
      discrepancies: [{ code: 'amount-over', count: 2, ofCity: { rows: 2, fen: '500000' } }],
      suspenseAges: [{ side: 'city', ageDays: 1, amount: { rows: 2, fen: '300000' } }],
      totals: [{ ofCity: { rows: 5, fen: '950000' }, ofProvince: { rows: 3, fen: '450000' } }],
    });
  });

  test('in any order', () => {
    expect(mergeStatements(parts.toReversed())).toEqual(mergeStatements(parts));
  });

  test('knows what of each control total is held', () => {
    const held = (change: object) => {
      const tally = createTally({ kind: 'payment' });
      tally.addHeld([{ system: CITY, record: paid(change) }]);
      return tally.statement();
    };
    const whole = mergeStatements([held({}), held({}), held({ fundingLevel: 'DISTRICT', amountFen: '7' }), ...parts]);
    expect(whole.totals.map(({ fundingLevel, ofCity, ofHeld }) => [fundingLevel, ofCity.rows, ofHeld])).toEqual([
      ['CITY', 5, { rows: 2, fen: '300000' }],
      ['DISTRICT', 0, { rows: 1, fen: '7' }],
    ]);
    expect(whole.city.held).toEqual({ rows: 3, fen: '300007' });
  });

  test('leaves nothing of what was taken back', () => {
    const tally = createTally({ kind: 'payment' });
    tally.addTotal('city', totalKeyOf(CITY, payment), { rows: -1, fen: '-150000' });
    expect(tally.statement().totals).toHaveLength(1);
    const whole = mergeStatements([tallied([[keyRows([payment], []), waiting]]).statement(), tally.statement()]);
    expect(whole.totals).toEqual([]);
    expect(whole.city.received).toEqual({ rows: 0, fen: '0' });
  });

  test('is of one kind, and of something', () => {
    expect(() => mergeStatements([])).toThrow(RangeError);
    expect(() =>
      mergeStatements([createTally({ kind: 'payment' }).statement(), createTally({ kind: 'applicant' }).statement()]),
    ).toThrow(RangeError);
  });
});

describe('the line of a discrepancy', () => {
  const lineOfRows = (rows: KeyRows) => {
    const verdict = judge(
      rows.city.map(({ record }) => record),
      rows.province.map(({ record }) => record),
    );
    if (verdict.outcome !== 'discrepant') throw new Error(verdict.outcome);
    return lineOf(rows, verdict);
  };

  test('says which rows, with all they say, and a state by that name', () => {
    const { status, programmeYear, ...same } = payment;
    expect(lineOfRows(keyRows([paid({ bankName: '乙' })], [payment]))).toEqual({
      code: 'field-mismatch',
      recordKey: 'k',
      programme: 'GZ-XLBZ',
      city: { row: 2, fields: { ...same, programmeYear: String(programmeYear), bankName: '乙', state: status } },
      province: { row: 1, fields: { ...same, programmeYear: String(programmeYear), state: status } },
      differs: [{ field: 'bankName', city: '乙', province: '样例银行' }],
    });
  });

  test('has no side that has no row', () => {
    expect(lineOfRows(keyRows([payment], []))).toMatchObject({ code: 'missing-in-province', province: null });
    expect(lineOfRows(keyRows([], [payment]))).toMatchObject({ city: null, province: { row: 1 } });
    expect(() => lineOf(keyRows([], []), { outcome: 'discrepant', code: 'duplicate', differs: [] })).toThrow(
      RangeError,
    );
  });

  test('shows the row that counts, and those fields alone that are asked for', () => {
    const newer = paid({ updatedAt: '2026-10-09T08:00:00+08:00', bankName: '乙' });
    const rows = keyRows([payment, newer], [payment]);
    expect(lineOf(rows, { outcome: 'discrepant', code: 'duplicate', differs: [] }, ['bankName', 'reasonCode'])).toEqual(
      expect.objectContaining({ city: { row: 3, fields: { bankName: '乙' } } }),
    );
  });
});

test('every code is explained in both languages, with what to do', () => {
  const texts = DISCREPANCIES.map(explainCode);
  for (const { zh, en, todoZh, todoEn } of texts) {
    expect(zh + todoZh).toMatch(/\p{Script=Han}/u);
    expect(en + todoEn).toMatch(/^[\x20-\x7e]+$/);
    expect(zh.endsWith('。') || todoZh.endsWith('。') || en.endsWith('.') || todoEn.endsWith('.')).toBe(false);
  }
  expect(new Set(texts.map(({ zh }) => zh)).size).toBe(DISCREPANCIES.length);
});
