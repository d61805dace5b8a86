import { describe, expect, test } from 'vitest';
import { code } from './kernel/code.ts';
import { RANDOM_CALL_FAULTS } from './kernel/faults.ts';
import { MISHAPS } from './kernel/weather.ts';
import { addFigures, addOutcome, noFigures } from './run/figures.ts';
import { loadNewCode } from './run/new-code.ts';
import { runSeed } from './run/run.ts';

const PER_TEST = 250;

/** Runs a range of seeds as tests; files of ranges run side by side. */
export async function testSeeds(first: number, count: number): Promise<void> {
  // A refusal is everyday life here: what it costs is its stack.
  Error.stackTraceLimit = 0;
  const otherCode = await loadNewCode();
  const all = noFigures();
  const starts = Array.from({ length: count / PER_TEST }, (_, index) => first + index * PER_TEST);

  describe('a night under whatever its seed brings: nothing lost, nobody paid twice', () => {
    test.each(starts)(
      'seeds from %i on',
      async (from) => {
        const figures = noFigures();
        for (let seed = from; seed < from + PER_TEST; seed++)
          addOutcome(figures, await runSeed({ seed, code, otherCode }));
        addFigures(all, figures);
        // `npm run simulate -- --seeds 1 --seed S --trace` tells such a night call by call.
        expect(figures.violated).toEqual([]);
        expect(figures.seeds).toBe(PER_TEST);
      },
      300_000,
    );
  });

  test('they met every mishap and every fault of calls there is', () => {
    const met = new Set([...all.faults.keys()].map((name) => name.slice(name.indexOf('\n') + 1)));
    expect(all.seeds).toBe(count);
    expect(RANDOM_CALL_FAULTS.filter((fault) => !met.has(fault))).toEqual([]);
    expect(MISHAPS.filter((mishap) => !all.mishaps.has(mishap))).toEqual([]);
  });
}
