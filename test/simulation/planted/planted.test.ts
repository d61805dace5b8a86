import { expect, test } from 'vitest';
import { code } from '../kernel/code.ts';
import { BUGS } from './bugs.ts';
import { hunt, seedsOf, violationsOf } from './hunt.ts';
import { loadVariant } from './variant.ts';

// Refusals are everyday life here: what they cost is their stack.
Error.stackTraceLimit = 0;

/** Seeds each bug is given here; docs/planted-bugs.md says how many each needs from the first on. */
const SEEDS_MAX = 150;
const TIMEOUT_MS = 120_000;

test.each(BUGS)(
  '$name is caught, and the code without it is not',
  async (bug) => {
    const caught = await hunt(bug, seedsOf(bug, SEEDS_MAX));
    if (caught === null) return expect.unreachable(`${bug.name} survives ${SEEDS_MAX} seeds: ${bug.says}`);
    expect(caught.violations).not.toEqual([]);
    expect(await violationsOf(code, caught.seed, bug)).toEqual([]);
  },
  TIMEOUT_MS,
);

test('each bug has a name of its own, and says what is wrong', () => {
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  for (const { name, says } of BUGS) {
    expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(says).toMatch(/^[A-Z].*\.$/);
  }
});

test('a variant without a change survives', async () => {
  expect(await hunt({ name: 'no-change', edits: [] }, [1, 2, 3, 4, 5])).toBeNull();
});

test('an edit that no longer fits is an error', async () => {
  const file = 'core/payout.ts';
  await expect(loadVariant('gone', [{ file, from: 'no such text', to: '' }])).rejects.toThrow('0 times');
  await expect(loadVariant('unclear', [{ file, from: 'return', to: '' }])).rejects.toThrow('times: return');
  await expect(loadVariant('elsewhere', [{ file: 'core/gone.ts', from: 'a', to: 'b' }])).rejects.toThrow(
    'is not part of the code',
  );
});
