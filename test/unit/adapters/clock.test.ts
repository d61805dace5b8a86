import { expect, test } from 'vitest';

import { businessDate, businessTime } from '../../../adapters/clock/business-date.ts';

test.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22', '2026-11-22T23:59:59+08:00'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23', '2026-11-23T00:00:00+08:00'],
  ['2025-12-31T16:30:00.000Z', '2026-01-01', '2026-01-01T00:30:00+08:00'],
])('%s is %s in China', (instant, date, time) => {
  expect(businessDate(new Date(instant))).toBe(date);
  expect(businessTime(new Date(instant))).toBe(time);
});
