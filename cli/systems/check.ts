import type { Kind } from '../../schemas/kind.ts';
import { type Conformance, conformanceOf } from '../conformance/conformance.ts';
import { findSystem } from '../conformance/find-system.ts';
import { goldenSamples, readGolden } from '../conformance/golden.ts';
import type { Language } from '../terminal.ts';
import { type SampleProblem, systemReport, verdictOf } from './report.ts';

export interface CheckedSystem {
  readonly conformance: Conformance;
  /** One sentence. */
  readonly verdict: (language: Language) => string;
  /** Markdown for the city's people. */
  readonly report: (language: Language, now: Date) => string;
  /** The same for programs. */
  readonly outline: () => unknown;
}

/** Tries every law of a system and gathers what its people should know. Throws CliError where there is no such system. */
export async function checkSystem(
  id: string,
  cases: number,
  onLaw?: (done: number, total: number) => void,
): Promise<CheckedSystem> {
  const { system, isRegistered } = await findSystem(id);
  const conformance = await conformanceOf(system, cases, undefined, onLaw);
  const problems = await sampleProblems(id);
  return {
    conformance,
    verdict: (language) => verdictOf(system, conformance, language),
    report: (language, now) => systemReport({ system, isRegistered, conformance, problems, language, now }),
    outline: () => ({
      system: system.id,
      registered: isRegistered,
      conformance: { passed: conformance.passed, laws: conformance.laws, cases },
      golden: conformance.golden,
      outcomes: conformance.outcomes.map(({ kind, id: law, result }) => ({
        kind,
        law,
        ok: result.ok,
        ...(result.ok ? { cases: result.cases } : result.counterexample),
      })),
    }),
  };
}

/** What is wrong with rows of the golden samples: the faults this system's files have shown. */
async function sampleProblems(id: string): Promise<ReadonlyMap<Kind, readonly SampleProblem[]>> {
  const { system } = await findSystem(id);
  const found = new Map<Kind, SampleProblem[]>();
  for (const sample of samplesOrNone(system)) {
    const reading = await readGolden(system, sample);
    const problems =
      'error' in reading
        ? [{ sample: sample.name, row: null, field: null, code: reading.error.code }]
        : reading.rows.flatMap((row) =>
            row.ok ? [] : [{ sample: sample.name, row: row.row, field: row.problem.field, code: row.problem.code }],
          );
    found.set(sample.kind, [...(found.get(sample.kind) ?? []), ...problems]);
  }
  return found;
}

function samplesOrNone(system: Parameters<typeof goldenSamples>[0]): ReturnType<typeof goldenSamples> {
  try {
    return goldenSamples(system);
  } catch {
    return [];
  }
}
