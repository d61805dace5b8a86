import type { Progress } from './plan.ts';

/** What became of a line when its plan ran. */
export type Verdict = 'replayed' | keyof Omit<Progress, 'replayed'>;

/** As they are kept: a letter a line. */
export const VERDICT_LETTERS: Readonly<Record<Verdict, string>> = {
  replayed: 'r',
  changed: 'c',
  nothing: 'n',
  refused: 'x',
  failed: 'f',
};
const VERDICTS = new Map(Object.entries(VERDICT_LETTERS).map(([verdict, letter]) => [letter, verdict as Verdict]));

/** Throws RangeError where a letter is none of ours. */
export function verdictsIn(letters: string): readonly Verdict[] {
  return [...letters].map((letter) => {
    const verdict = VERDICTS.get(letter);
    if (verdict === undefined) throw new RangeError('not a verdict');
    return verdict;
  });
}

export function progressBy(before: Progress, verdicts: readonly Verdict[]): Progress {
  const after = { ...before };
  for (const verdict of verdicts) after[verdict] += 1;
  return after;
}

export function doneOf(progress: Progress): number {
  const { replayed, changed, nothing, refused, failed } = progress;
  return replayed + changed + nothing + refused + failed;
}
