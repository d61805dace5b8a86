import { expect, test } from 'vitest';
import { cursorOf, placeOf } from '../../../functions/operators/page.ts';

const QUERY = { programme: 'GZ-XLBZ', state: 'OPEN', code: undefined };

test('a cursor leads back to its place, whatever the order of the conditions', () => {
  const cursor = cursorOf(QUERY, 'k1');
  expect(placeOf({ state: 'OPEN', code: undefined, programme: 'GZ-XLBZ' }, cursor)).toBe('k1');
  expect(placeOf(QUERY, undefined)).toBe('');
});

test.each([
  ['of another query', cursorOf({ ...QUERY, state: 'CLOSED' }, 'k1')],
  ['that is none', 'abc'],
  ['of nothing', Buffer.from('[]').toString('base64url')],
  ['with no place', cursorOf(QUERY, '')],
])('a cursor %s is refused', (_what, cursor) => {
  expect(placeOf(QUERY, cursor)).toBeNull();
});
