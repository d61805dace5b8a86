import { expect, test } from 'vitest';
import { addConstants, type Constants, uncarriedConstants } from '../../../schemas/systems/constants.ts';

interface Course {
  readonly code: string;
  readonly tags: readonly string[];
  readonly level?: string;
  readonly name: string;
}
const ALWAYS: Constants<Course> = { code: 'A', tags: [], level: undefined };

test('a draft gets what its wire never says, and no field that none of its records has', () => {
  const draft: { name: string; code?: string } = { name: 'x' };
  addConstants(draft, ALWAYS);
  expect(draft).toStrictEqual({ name: 'x', code: 'A', tags: [] });
});

test('a record is carried as far as it has those values', () => {
  expect(uncarriedConstants<Course>({ code: 'A', tags: [], name: 'y' }, ALWAYS)).toEqual([]);
  expect(uncarriedConstants<Course>({ code: 'B', tags: ['t'], level: '1', name: 'y' }, ALWAYS)).toEqual([
    'code',
    'tags',
    'level',
  ]);
});
