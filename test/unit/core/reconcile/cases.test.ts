import { describe, expect, test } from 'vitest';
import { type Case, caseAfter, caseIdOf, type Found, type Judged } from '../../../../core/reconcile/cases.ts';

const FOUND: Found = {
  recordKey: 'k.p.GZ-XLBZ.2025.CITY.1',
  code: 'wrong-payee',
  tenant: 'guangzhou',
  fenCity: '150000',
  fenProvince: '150000',
  fields: ['accountNo'],
  line: 'reconciliations/a#0#1#2#0',
  unmasked: 'unmasked/a#0#1#2#0',
  differenceHash: 'h1',
};

const on = (night: string, run = 1) => ({
  reconciliationId: `${night}.GZ-XLBZ.payment.${run}`,
  night,
  run,
  programme: 'GZ-XLBZ',
  kind: 'payment' as const,
  at: `${night}T20:00:00.000Z`,
});

function after(before: Case | undefined, judged: Judged, night: string, run = 1): Case {
  const found = caseAfter(before, judged, on(night, run));
  if (found === null) throw new Error('nothing to write');
  return found;
}

const opened = after(undefined, FOUND, '2026-11-01');

describe('a case', () => {
  test('is opened by the first night that finds it', () => {
    expect(opened).toMatchObject({ state: 'OPEN', firstNight: '2026-11-01', lastNight: '2026-11-01', fence: 1 });
    expect(caseAfter(undefined, null, on('2026-11-01'))).toBeNull();
    expect(caseIdOf(opened)).toBe('GZ-XLBZ.payment.k.p.GZ-XLBZ.2025.CITY.1');
  });

  test('stays one case, with what people said of it, however often it is found', () => {
    const noted: Case = { ...opened, owner: '甲', notes: [{ by: '甲', at: 'now', text: '问银行' }], fence: 2 };
    const again = after(noted, { ...FOUND, code: 'paid-twice' }, '2026-11-02');
    expect(again).toMatchObject({ code: 'paid-twice', owner: '甲', firstNight: '2026-11-01', lastNight: '2026-11-02' });
    expect(again.notes).toHaveLength(1);
    expect(again.fence).toBe(3);
  });

  test('closes by itself when both sides agree, and opens again when they do not', () => {
    const closed = after(opened, null, '2026-11-02');
    expect(closed).toMatchObject({ state: 'CLOSED', closedBy: 'run', lastNight: '2026-11-01' });
    expect(caseAfter(closed, null, on('2026-11-03'))).toBeNull();
    const again = after(closed, FOUND, '2026-11-04');
    expect(again).toMatchObject({ state: 'OPEN', closedBy: null, firstNight: '2026-11-04', repairs: null });
  });

  test('is left alone while nothing can be concluded', () => {
    expect(caseAfter(opened, 'waits', on('2026-11-02'))).toBeNull();
    expect(caseAfter(undefined, 'waits', on('2026-11-02'))).toBeNull();
  });

  test('hears nothing from an earlier night, or an earlier run of the same', () => {
    const seen = after(opened, FOUND, '2026-11-05', 2);
    expect(caseAfter(seen, null, on('2026-11-04'))).toBeNull();
    expect(caseAfter(seen, null, on('2026-11-05', 1))).toBeNull();
    expect(after(seen, null, '2026-11-05', 3).state).toBe('CLOSED');
  });

  test('is the same after the same run said the same twice', () => {
    const { fence: _first, ...once } = after(opened, FOUND, '2026-11-02');
    const { fence: _second, ...twice } = after({ ...opened, ...once, fence: 2 }, FOUND, '2026-11-02');
    expect(twice).toEqual(once);
  });

  test('that is being repaired stays so until it is found no more', () => {
    const repairing: Case = { ...opened, state: 'REPAIRING', repairs: { times: 1, night: '2026-11-01' }, fence: 2 };
    expect(after(repairing, FOUND, '2026-11-02')).toMatchObject({ state: 'REPAIRING', repairs: { times: 1 } });
    expect(after(repairing, null, '2026-11-02')).toMatchObject({ state: 'CLOSED', closedBy: 'run' });
  });

  test('an operator has closed stays closed while exactly the same is found', () => {
    const resolution = { what: 'accepted', by: '乙', at: 'now' } as unknown as NonNullable<Case['resolution']>;
    const resolved: Case = { ...opened, state: 'CLOSED', closedBy: 'operator', resolution, fence: 2 };
    expect(after(resolved, FOUND, '2026-11-02')).toMatchObject({
      state: 'CLOSED',
      lastNight: '2026-11-02',
      resolution,
    });
    const other = after(resolved, { ...FOUND, differenceHash: 'h2' }, '2026-11-02');
    expect(other).toMatchObject({ state: 'OPEN', closedBy: null, resolution: null });
  });
});
