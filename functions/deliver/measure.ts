import type { Clock } from '../../adapters/clock/clock.ts';
import type { Answer } from '../../core/delivery.ts';
import type { Destination } from './destinations.ts';

/** A destination, and what its calls came to so far. */
export interface Measuring {
  readonly destination: Destination;
  /** How long each call took, ms. */
  readonly tookMs: readonly number[];
  /** Records by what was answered for them. */
  readonly answers: ReadonlyMap<string, number>;
}

/** The same destination, with its calls timed and its answers counted. */
export function measured(destination: Destination, { now }: Clock): Measuring {
  const tookMs: number[] = [];
  const answers = new Map<string, number>();
  const count = (answer: Answer | 'not-there'): void => {
    const word = wordOf(answer);
    answers.set(word, (answers.get(word) ?? 0) + 1);
  };
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    const began = now().getTime();
    const said = await call();
    tookMs.push(now().getTime() - began);
    return said;
  };
  return {
    tookMs,
    answers,
    destination: {
      ...destination,
      send: async (group) => {
        const said = await timed(() => destination.send(group));
        // What can't be said in the destination's form is not sent.
        if (said.every(([, { kind }]) => kind === 'unsayable')) tookMs.pop();
        for (const [, answer] of said) count(answer);
        return said;
      },
      ask: async (question) => {
        const said = await timed(() => destination.ask(question));
        count(said);
        return said;
      },
    },
  };
}

/** One of a dozen words: as a metric's dimension each costs. */
export function wordOf(answer: Answer | 'not-there'): string {
  if (answer === 'not-there') return answer;
  switch (answer.kind) {
    case 'answered':
      return answer.outcome;
    case 'status':
      return answer.status === 429 ? 'http-429' : `http-${Math.floor(answer.status / 100)}xx`;
    case 'never-reached':
    case 'no-answer':
    case 'unsayable':
    case 'not-called':
      return answer.kind;
  }
}
