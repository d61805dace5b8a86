import { expect, test } from 'vitest';
import { claimGroupsOf } from '../../infra/claims.ts';

test("Foshan's grant collides with the other cities', and with the province's only where stacking is denied", () => {
  const allowed = claimGroupsOf({ stacking: 'allow' });
  expect(allowed['FS-XLBZ']).toBe(allowed['GZ-XLBZ']);
  expect(allowed['FS-XLBZ']).not.toBe(allowed['GD-QXYM']);
  const denied = claimGroupsOf({ stacking: 'deny' });
  expect(denied['FS-XLBZ']).toBe(denied['GD-QXYM']);
});

test("a grant that names no group is one of the cities'; a training is none", () => {
  const name = { zh: '某市资助', en: 'some grant' };
  const groups = claimGroupsOf({ stacking: 'allow' }, [
    { code: 'ZH-XLBZ', name, model: 'LOTTERY_GRANT' },
    { code: 'ZH-PX', name, model: 'TRAINING' },
  ]);
  expect(groups).toEqual({ 'ZH-XLBZ': 'city-education' });
});
