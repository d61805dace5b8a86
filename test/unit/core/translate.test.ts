import { expect, test } from 'vitest';
import { translateRecord } from '../../../core/translate.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { degreeSubsidy } from '../../../schemas/systems/guangzhou/degree-subsidy/system.ts';
import { yuegonghui } from '../../../schemas/systems/province/yuegonghui/system.ts';
import type { System } from '../../../schemas/systems/system.ts';
import { applicantOf, certificateOf, newPerson, paymentOf } from '../../integration/ledger/records.ts';

/** A city that says everything the province can write. */
const seats: System = { ...yuegonghui, id: 'shenzhen/seats', side: 'city', tenant: 'shenzhen', programme: 'SZ-YMJH' };

const ofGuangzhou = (more: Partial<Applicant>) => applicantOf(newPerson(), more);
const ofShenzhen = (status: Applicant['status']) => ofGuangzhou({ programmeCode: 'SZ-YMJH', status });

test('a model whose words are the city’s own leaves the record as it is', () => {
  const record = ofGuangzhou({ status: 'PROVINCE_REVIEW' });
  expect(translateRecord(record, degreeSubsidy, yuegonghui)).toEqual({ ok: true, record, lost: [] });
});

test('a seat’s states change their words on the way, and back', () => {
  const there = translateRecord(ofShenzhen('DOC_REVIEW'), seats, yuegonghui);
  expect(there).toMatchObject({ ok: true, record: { status: 'CITY_REVIEW' } });
  expect(translateRecord(ofShenzhen('CITY_REVIEW'), yuegonghui, seats)).toMatchObject({
    ok: true,
    record: { status: 'DOC_REVIEW' },
  });
  expect(translateRecord(ofShenzhen('UNIT_REVIEW'), yuegonghui, seats)).toMatchObject({
    ok: true,
    record: { status: 'DOC_REVIEW' },
  });
});

test('a state the other side has no word for is a problem, whether its model or its wire form lacks it', () => {
  const problem = { ok: false, problem: { code: 'state.unmappable', field: 'status' } };
  expect(translateRecord(ofShenzhen('LOTTERY_WON'), yuegonghui, seats)).toEqual(problem);
  expect(translateRecord(ofShenzhen('APPROVED'), seats, yuegonghui)).toEqual(problem);
  expect(translateRecord(ofGuangzhou({ status: 'OBJECTION' }), yuegonghui, degreeSubsidy)).toEqual(problem);
});

test('a programme nobody knows has no words at all', () => {
  const record = ofGuangzhou({ programmeCode: 'XX-NONE' });
  expect(translateRecord(record, degreeSubsidy, yuegonghui)).toMatchObject({ problem: { code: 'state.unmappable' } });
});

test('another programme’s record would become one of the destination’s, so it is refused', () => {
  expect(translateRecord(paymentOf(newPerson(), { programmeCode: 'SZ-YMJH' }), yuegonghui, degreeSubsidy)).toEqual({
    ok: false,
    problem: { code: 'programme.other', field: 'programmeCode' },
  });
});

test('a code without a word there is refused; what there is no place for is lost, and told', () => {
  const certificate = certificateOf(newPerson());
  expect(translateRecord({ ...certificate, certificateType: 'LEARNING' }, yuegonghui, degreeSubsidy)).toEqual({
    ok: false,
    problem: { code: 'value.unmappable', field: 'certificateType' },
  });
  const learnt = { ...certificate, learningHours: '36' };
  expect(translateRecord(learnt, yuegonghui, degreeSubsidy)).toEqual({
    ok: true,
    record: learnt,
    lost: ['learningHours'],
  });
});

test('a system without such records is asked for none', () => {
  const bare: System = { ...degreeSubsidy, kinds: {} };
  expect(() => translateRecord(ofGuangzhou({}), yuegonghui, bare)).toThrow(RangeError);
});
