import { describe, expect, test } from 'vitest';
import { DISCREPANCIES } from '../../../../schemas/discrepancy.ts';
import { decideRepairOf, type Found, REPAIRS_MAX, sourcesOf } from '../../../../core/reconcile/repair.ts';

const NIGHT = '2026-11-23';
const found = (change: Partial<Found> = {}): Found => ({
  kind: 'applicant',
  programme: 'GZ-XLBZ',
  code: 'missing-in-province',
  fields: [],
  state: 'OPEN',
  lastNight: NIGHT,
  repairs: null,
  ...change,
});
const decided = (change: Partial<Found> = {}) => decideRepairOf(found(change), NIGHT);
const left = (why: string) => ({ kind: 'leave', why });

describe('what is put right by sending the city’s record again', () => {
  test.each(['applicant', 'certificate'] as const)('is an %s the province lacks', (kind) => {
    expect(decided({ kind })).toEqual({ kind: 'repair', counted: false });
  });

  test.each<[Partial<Found>]>([
    [{ code: 'field-mismatch', fields: ['mobile'] }],
    [{ code: 'field-mismatch', fields: ['status', 'schoolName'] }],
    [{ code: 'state-mismatch', fields: ['status', 'major'] }],
    [{ kind: 'certificate', code: 'field-mismatch', fields: ['graduatedOn'] }],
  ])('is a field the city owns: %o', (change) => {
    expect(decided(change)).toMatchObject({ kind: 'repair' });
  });

  test.each<[Partial<Found>]>([
    [{ code: 'field-mismatch', fields: ['status'] }],
    [{ code: 'state-mismatch', fields: ['status'] }],
    [{ kind: 'certificate', code: 'state-mismatch', fields: ['verification'] }],
  ])('is not what the province owns alone: %o', (change) => {
    expect(decided(change)).toEqual(left('of-the-province'));
  });

  test('is not another ID number: whose record it is has to be found out first', () => {
    expect(decided({ kind: 'certificate', code: 'field-mismatch', fields: ['idNumber', 'major'] })).toEqual(
      left('not-repairable'),
    );
  });

  test('is none of the other differences', () => {
    const repaired = DISCREPANCIES.filter((code) => decided({ code, fields: ['mobile'] }).kind === 'repair');
    expect(repaired).toEqual(['state-mismatch', 'field-mismatch', 'missing-in-province']);
  });

  test('is never money, whatever differs and however it stands', () => {
    for (const code of DISCREPANCIES)
      for (const state of ['OPEN', 'REPAIRING'] as const)
        expect(decided({ kind: 'payment', code, state, fields: ['bankName'] })).toEqual(left('money'));
  });

  test('is nothing that is closed, or that tonight’s run did not find', () => {
    expect(decided({ state: 'CLOSED' })).toEqual(left('closed'));
    expect(decided({ lastNight: '2026-11-22' })).toEqual(left('not-found'));
  });
});

test('a repair counts once a night, and after the last one in vain it is a person’s', () => {
  const state = 'REPAIRING' as const;
  const after = (times: number, night: string) => decided({ state, repairs: { times, night } });
  expect(after(1, NIGHT)).toEqual({ kind: 'repair', counted: true });
  expect(after(REPAIRS_MAX, NIGHT)).toEqual({ kind: 'repair', counted: true });
  expect(after(REPAIRS_MAX - 1, '2026-11-22')).toEqual({ kind: 'repair', counted: false });
  expect(after(REPAIRS_MAX, '2026-11-22')).toEqual({ kind: 'give-up' });
  expect(decided({ repairs: { times: REPAIRS_MAX, night: '2026-11-22' } })).toEqual(left('given-up'));
});

test('what was being repaired and has become another difference is a person’s', () => {
  const repairs = { times: 1, night: '2026-11-22' };
  expect(decided({ state: 'REPAIRING', repairs, code: 'duplicate' })).toEqual({ kind: 'give-up' });
  expect(decided({ repairs, code: 'duplicate' })).toEqual(left('not-repairable'));
});

test('the sources are the city systems of the programme that carry the kind', () => {
  expect(sourcesOf('GZ-XLBZ', 'applicant').map(({ id }) => id)).toContain('guangzhou/degree-subsidy');
  expect(sourcesOf('GZ-XLBZ', 'applicant').every(({ side }) => side === 'city')).toBe(true);
  expect(sourcesOf('NOBODY', 'applicant')).toEqual([]);
});
