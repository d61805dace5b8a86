import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take on a machine that does other things as well. */
export const PATIENCE_MS = 120_000;
const INTERVAL_MS = 100;

/** Asks until the answer satisfies; throws with the last answer after `patienceMs`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: still ${JSON.stringify(answer)} after ${patienceMs} ms`);
    await pause(INTERVAL_MS);
  }
}
