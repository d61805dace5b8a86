import type { Answer } from '../../core/delivery.ts';
import type { Destination } from './destinations.ts';
import type { Calling } from './gate.ts';
import { type Fates, laterBy, type Parcel } from './parcel.ts';

/** Questions in one invocation, each a call of its own: the others are due again at once. */
const ASKED_MAX = 60;
const ASKED_AT_ONCE = 10;

export interface Asked {
  readonly known: readonly (readonly [Parcel, Answer])[];
  /** The destination never had these, or a repeat does no harm. */
  readonly notThere: readonly Parcel[];
}

/** Asks what became of attempts in doubt, as far as calls may be made; the others stay in doubt and come again. */
export async function askAll(
  destination: Destination,
  calling: Calling,
  parcels: readonly Parcel[],
  fates: Fates,
): Promise<Asked> {
  const { questions, ask } = destination;
  if (questions === null) return { known: [], notThere: parcels };
  const all = questions(parcels);
  for (const { line } of all.slice(ASKED_MAX).flat()) fates.set(line, laterBy(0));
  const known: (readonly [Parcel, Answer])[] = [];
  const notThere: Parcel[] = [];
  let unasked = all.slice(0, ASKED_MAX);
  for (let waitMs = 0; waitMs === 0 && unasked.length > 0;) {
    const admitted: (readonly Parcel[])[] = [];
    for (const question of unasked.slice(0, ASKED_AT_ONCE)) {
      waitMs = await calling.enter(unasked.length - admitted.length);
      if (waitMs > 0) break;
      admitted.push(question);
    }
    unasked = unasked.slice(admitted.length);
    if (waitMs > 0) for (const { line } of unasked.flat()) fates.set(line, laterBy(waitMs));
    const answers = await Promise.all(admitted.map(async (question) => [question, await ask(question)] as const));
    for (const [question, answer] of answers) {
      calling.leave([answer === 'not-there' ? THERE : answer]);
      if (answer === 'not-there') notThere.push(...question);
      else known.push(...question.map((parcel) => [parcel, answer] as const));
    }
  }
  return { known, notThere };
}

/** "I have no such attempt" is an answer. */
const THERE: Answer = { kind: 'answered', outcome: 'unchanged', code: null };
