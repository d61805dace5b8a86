import { createRandom } from '../../../local/nights/random.ts';
import type { Code } from '../kernel/code.ts';
import { CALL_FAULTS, type CallFault, type FaultPlan } from '../kernel/faults.ts';
import { CALM } from '../run/profile.ts';
import { type Outcome, runSeed } from '../run/run.ts';
import { drawNights } from '../scenario/nights.ts';

/** One fault at one moment: the `nth` call of its site, from 0. */
export interface Placed {
  readonly site: string;
  readonly nth: number;
  readonly fault: CallFault;
}

/** Of a site that is called again and again the first calls stand for the others. */
const CALLS_PER_SITE = 2;
/** What moves money, and what says that it has moved: these faults are tried in pairs as well. */
const PAYMENT_PATH =
  /TransactWriteItems|http\.(?:POST \S+ \S*payments|GET \S+ \S*(?:attempts|payouts)|PUT \S+ \/(?:payouts|outbox\/payment))|UpdateItem [BE]\/?D?$|SendMessageBatch deliver/;

/** Every site of the night without faults, with the first of its calls, under each of the five faults. */
export async function singlesOf(code: Code): Promise<readonly Placed[]> {
  const { sites, violations } = await runPlaced(code, []);
  if (violations.length > 0) throw new Error(`the night without faults: ${violations.join('; ')}`);
  return [...sites].flatMap(([site, calls]) =>
    Array.from({ length: Math.min(calls, CALLS_PER_SITE) }, (_, nth) =>
      CALL_FAULTS.map((fault): Placed => ({ site, nth, fault })),
    ).flat(),
  );
}

/** Pairs of first calls on the way of a payment, each under each fault. */
export function pairsOf(singles: readonly Placed[]): readonly (readonly [Placed, Placed])[] {
  const first = singles.filter(({ site, nth }) => nth === 0 && PAYMENT_PATH.test(site));
  return first.flatMap((one, index) => [
    // The call after a fault is often the same one again.
    [one, { ...one, nth: 1 }] as const,
    ...first.slice(index + 1).flatMap((other) => (other.site === one.site ? [] : [[one, other] as const])),
  ]);
}

/** Two persons, a city's night, another city's, and matching grants through the bank. */
const SCENARIO = drawNights(createRandom(4), {
  people: 2,
  nights: 1,
  systems: ['shenzhen/dream-plan', 'guangzhou/matching-grants'],
});

export async function runPlaced(code: Code, placed: readonly Placed[], traced = false): Promise<Outcome> {
  const plan: FaultPlan = (site, nth) => placed.find((each) => each.site === site && each.nth === nth)?.fault ?? null;
  return await runSeed({ seed: 1, code, profile: CALM, plan, scenario: SCENARIO, traced });
}

export function placedName({ site, nth, fault }: Placed): string {
  return `${fault} at call ${nth + 1} of ${site}`;
}
