import type { Code } from '../kernel/code.ts';
import { runSeed } from '../run/run.ts';
import type { Bug } from './bug.ts';
import { loadVariant } from './variant.ts';

export interface Caught {
  /** The seed that shows the bug. */
  readonly seed: number;
  /** Runs until then, that one included. */
  readonly runs: number;
  readonly violations: readonly string[];
}

/** Runs the code with a bug in it on one seed after the other, until something is violated; `null` = it survived them all. */
export async function hunt(
  bug: Pick<Bug, 'name' | 'edits' | 'profile' | 'plan'>,
  seeds: Iterable<number>,
): Promise<Caught | null> {
  const code = await loadVariant(bug.name, bug.edits);
  let runs = 0;
  for (const seed of seeds) {
    runs += 1;
    const violations = await violationsOf(code, seed, bug);
    if (violations.length > 0) return { seed, runs, violations };
  }
  return null;
}

/** What one night violates, under the weather given or the seed's own. */
export async function violationsOf(
  code: Code,
  seed: number,
  { profile, plan }: Pick<Bug, 'profile' | 'plan'>,
): Promise<readonly string[]> {
  const { violations } = await runSeed({
    seed,
    code,
    ...(profile === undefined ? {} : { profile }),
    ...(plan === undefined ? {} : { plan }),
  });
  return violations;
}

/** The seeds that showed it before, then all from the first one on: as many as `max` in all. */
export function* seedsOf({ seeds = [] }: Pick<Bug, 'seeds'>, max: number): Generator<number> {
  yield* seeds;
  for (let seed = 1; seed <= max - seeds.length; seed++) yield seed;
}
