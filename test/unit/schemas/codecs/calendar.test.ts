import { expect, test } from 'vitest';
import {
  dayAfter,
  dayExists,
  dayNumber,
  dayNumberOf,
  digits,
  isoDay,
  two,
} from '../../../../schemas/codecs/calendar.ts';

test('every day of a leap year and of another exists, and the day after its month does not', () => {
  const lengths = (february: number): readonly number[] => [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  for (const [year, february] of [
    [2024, 29],
    [2023, 28],
    [1900, 28],
    [2000, 29],
    [2100, 28],
  ] as const) {
    for (const [at, length] of lengths(february).entries()) {
      expect(dayExists(year, at + 1, 1), `${year}-${at + 1}`).toBe(true);
      expect(dayExists(year, at + 1, length), `${year}-${at + 1}`).toBe(true);
      expect(dayExists(year, at + 1, length + 1), `${year}-${at + 1}`).toBe(false);
      expect(dayExists(year, at + 1, 0), `${year}-${at + 1}`).toBe(false);
    }
    expect(dayExists(year, 0, 1)).toBe(false);
    expect(dayExists(year, 13, 1)).toBe(false);
  }
});

test('days are written and ordered as numbers', () => {
  expect(isoDay(2024, 3, 5)).toBe('2024-03-05');
  expect(isoDay(824, 12, 31)).toBe('0824-12-31');
  expect(dayNumber(2024, 3, 5)).toBe(20_240_305);
  expect(dayNumberOf('2024-03-05')).toBe(20_240_305);
  expect([two(9), two(10), two(0)]).toEqual(['09', '10', '00']);
});

test('digits are read in their places, and anything else is not a number', () => {
  expect(digits('x2024', 1, 5)).toBe(2024);
  expect(digits('0098', 0, 4)).toBe(98);
  for (const wrong of ['1/3', '1:3', '1 3', '12']) expect(digits(wrong, 0, 3)).toBeNaN();
});

test('the day after goes over the ends of months and years', () => {
  expect(['2024-02-28', '2024-02-29', '2024-12-31'].map(dayAfter)).toEqual(['2024-02-29', '2024-03-01', '2025-01-01']);
});
