import { expect, test } from 'vitest';
import { isApproved, isVerified } from '../../../../core/reconcile/three-way.ts';
import { statesOf } from '../../../../core/grants/machine.ts';
import { APPLICATIONS } from '../../../../core/grants/applications.ts';
import { STATE_MAPS } from '../../../../core/grants/state-maps.ts';
import { APPLICATION_STATES } from '../../../../schemas/canonical/applicant.ts';
import { VERIFICATION_STATES } from '../../../../schemas/canonical/certificate.ts';
import { GRANT_MODELS } from '../../../../schemas/programmes.ts';

test('an application is approved from its approval to its end, in the words of every model', () => {
  expect(APPLICATION_STATES.filter((status) => isApproved({ status }))).toEqual([
    'APPROVED',
    'LOTTERY_WON',
    'PUBLIC_NOTICE',
    'PAYABLE',
    'CLOSED',
    'ADMISSION_NOTICE',
    'ENROLLED',
    'GRADUATED',
  ]);
  for (const model of GRANT_MODELS)
    expect(
      statesOf(APPLICATIONS[model]).some((status) => isApproved({ status })),
      model,
    ).toBe(true);
});

test('it is approved whichever side says it', () => {
  for (const model of GRANT_MODELS)
    for (const [city, province] of STATE_MAPS[model].pairs)
      expect(isApproved({ status: city }), `${city} ${province}`).toBe(isApproved({ status: province }));
});

test('a certificate is verified when it was found right, and stays so when it is claimed', () => {
  expect(VERIFICATION_STATES.filter((verification) => isVerified({ verification }))).toEqual(['VERIFIED', 'CLAIMED']);
});
