import { expect, test } from 'vitest';

import { businessDate } from '../../../adapters/clock/business-date.ts';

test.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23'],
  ['2025-12-31T16:30:00.000Z', '2026-01-01'],
])('%s is %s in China', (instant, date) => {
  expect(businessDate(new Date(instant))).toBe(date);
});
