import type { Kind } from '../../schemas/kind.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { Bilingual } from '../terminal.ts';
import { goldenSamples, runGolden } from './golden.ts';
import { LawBroken, type LawResult, tried, USUAL_SEED } from './law.ts';
import { kindsOf, laws } from './laws.ts';

export interface LawOutcome {
  readonly kind: Kind;
  readonly id: string;
  readonly title: Bilingual;
  readonly result: LawResult;
}

/** What became of a system's laws. Its golden samples are one law more for each kind. */
export interface Conformance {
  readonly outcomes: readonly LawOutcome[];
  readonly passed: number;
  readonly laws: number;
  /** Made records asked for, for each kind. */
  readonly cases: number;
  /** Golden samples in the folder. */
  readonly golden: number;
}

/** Tries every law of a system. `onLaw` hears how many are done. */
export async function conformanceOf(
  system: System,
  cases: number,
  seed: number = USUAL_SEED,
  onLaw: (done: number, total: number) => void = () => {},
): Promise<Conformance> {
  const all = kindsOf(system).flatMap((kind) => [
    ...laws(system, kind).map(({ id, title, run }) => ({ kind, id, title, run: () => run(cases, seed) })),
    { kind, id: 'golden', title: GOLDEN, run: () => tried(() => mustReadGolden(system, kind)) },
  ]);
  const outcomes: LawOutcome[] = [];
  for (const { kind, id, title, run } of all) {
    outcomes.push({ kind, id, title, result: await run() });
    onLaw(outcomes.length, all.length);
  }
  const passed = outcomes.filter(({ result }) => result.ok).length;
  return { outcomes, passed, laws: outcomes.length, cases, golden: countGolden(system) };
}

const GOLDEN: Bilingual = { zh: '样例文件逐个读出预期的结果', en: 'each golden sample is read as expected' };

async function mustReadGolden(system: System, kind: Kind): Promise<number> {
  const samples = goldenSamples(system).filter((sample) => sample.kind === kind);
  if (samples.length === 0)
    throw new LawBroken({ zh: '没有样例文件', en: 'there is no golden sample' }, { folder: `${system.id}/golden` });
  for (const sample of samples) {
    const result = await runGolden(system, sample);
    if (!result.ok) throw new LawBroken(result.counterexample.says, result.counterexample.shown);
  }
  return samples.length;
}

/** A sample that belongs to no kind is told by the law of the kinds; here it counts for nothing. */
function countGolden(system: System): number {
  try {
    return goldenSamples(system).length;
  } catch {
    return 0;
  }
}
