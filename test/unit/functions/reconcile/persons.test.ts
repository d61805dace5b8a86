import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPersons } from '../../../../functions/reconcile/persons.ts';

const personOf = (number: number): string => createHash('sha256').update(String(number)).digest('base64url');

test('of ten thousand persons exactly those are marked who were, and nobody else is let in', () => {
  const persons = createPersons();
  for (let each = 0; each < 10_000; each += 1) persons.add(personOf(each), 2025);
  for (let each = 0; each < 20_000; each += 3) persons.mark(personOf(each), 2025);
  for (let each = 0; each < 10_000; each += 100) persons.add(personOf(each), 2025);
  expect(persons.size()).toBe(10_000);
  for (let each = 0; each < 20_000; each += 1)
    expect(persons.isMarked(personOf(each), 2025)).toBe(each < 10_000 && each % 3 === 0);
});

test('a person of another year is another one', () => {
  const persons = createPersons();
  persons.add(personOf(1), 2024);
  persons.add(personOf(1), 2025);
  persons.mark(personOf(1), 2025);
  expect([persons.size(), persons.isMarked(personOf(1), 2024), persons.isMarked(personOf(1), 2025)]).toEqual([
    2,
    false,
    true,
  ]);
});

test('what is no key of a person is refused', () => {
  expect(() => createPersons().add('', 2025)).toThrow(RangeError);
});
