import { expect, test } from 'vitest';
import { placedName, runPlaced, singlesOf } from './exhaustive/placed.ts';
import { code } from './kernel/code.ts';

Error.stackTraceLimit = 0;
const singles = await singlesOf(code);
const sites = [...new Set(singles.map(({ site }) => site))];

test('the night reaches the bank, both cities, the province, and every kind of item', () => {
  for (const part of [
    'http.PUT bank',
    'http.PUT guangzhou',
    'http.PUT shenzhen',
    'http.POST province',
    'TransactWriteItems M+P+R',
    'TransactWriteItems B/0+S',
    'insert A',
    'PutItem W',
    'PutItem I',
  ])
    expect(sites.filter((site) => site.includes(part)).length, part).toBeGreaterThan(0);
});

test.each(sites)(
  'each of the first calls of %s may crash before and after, lose its answer, be throttled, happen twice',
  async (site) => {
    for (const placed of singles.filter((each) => each.site === site)) {
      const { violations, faults } = await runPlaced(code, [placed]);
      expect({ placed: placedName(placed), violations, met: faults.size }).toEqual({
        placed: placedName(placed),
        violations: [],
        met: 1,
      });
    }
  },
  120_000,
);
