import type { Bilingual } from '../terminal.ts';

/** Something every system must keep to, for one kind of record it carries. */
export interface Law {
  readonly id: string;
  readonly title: Bilingual;
  /** `cases` made records at most; the same seed makes the same ones. */
  readonly run: (cases: number, seed?: number) => Promise<LawResult>;
}

export type LawResult =
  /** `cases`: how many were tried; laws that try every value of a list count those. */
  { readonly ok: true; readonly cases: number } | { readonly ok: false; readonly counterexample: Counterexample };

/** What was found, in words, and the made-up values it was found with. */
export interface Counterexample {
  readonly says: Bilingual;
  readonly shown: unknown;
}

/** The first thing that speaks against a law, as it is thrown while cases are tried. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
  readonly counterexample: Counterexample;

  constructor(says: Bilingual, shown: unknown) {
    super(`${says.en}: ${JSON.stringify(shown)}`);
    this.counterexample = { says, shown };
  }
}

/** Tries a law: what `attempt` throws is its counterexample, an error of the mapping's own code included. */
export async function tried(attempt: () => number | Promise<number>): Promise<LawResult> {
  try {
    return { ok: true, cases: await attempt() };
  } catch (error) {
    if (error instanceof LawBroken) return { ok: false, counterexample: error.counterexample };
    return {
      ok: false,
      counterexample: {
        says: { zh: '映射本身抛出了错误', en: 'the mapping itself throws' },
        shown: error instanceof Error ? error.message : String(error),
      },
    };
  }
}

/** The seed where none is asked for: a report printed twice is the same report. */
export const USUAL_SEED = 20_261_123;
