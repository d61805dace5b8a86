import { expect, test } from 'vitest';
import { createKeySet, partOf } from '../../cli/check/key-set.ts';

const keys = Array.from({ length: 20_000 }, (_, at) => `${(at * 2_654_435_761).toString(36)}.p.GZ-XLBZ.2026.CITY.1`);

test('remembers each of many keys once, and no other', () => {
  const set = createKeySet();
  expect(keys.filter((key) => set.add(key))).toEqual([]);
  expect(set.size()).toBe(keys.length);
  expect(keys.every((key) => set.has(key) && set.add(key))).toBe(true);
  expect(keys.some((key) => set.has(`${key}x`))).toBe(false);
});

test('parts share the keys about evenly', () => {
  const counts = [0, 0, 0, 0];
  for (const key of keys) counts[partOf(key, 4)] = (counts[partOf(key, 4)] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(4500);
});
