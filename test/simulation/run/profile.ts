import type { Random } from '../../../local/nights/random.ts';
import { type FaultPlan, RANDOM_CALL_FAULTS, type RandomCallFault } from '../kernel/faults.ts';
import { type Mishap, MISHAPS, type Weather } from '../kernel/weather.ts';

/** What may go wrong in a run: drawn from its seed, or chosen by a test. */
export interface Profile {
  /** Share of the occasions at which each mishap happens; of a mishap that happens once, any share above 0 will do. */
  readonly mishaps: ReadonlyMap<Mishap, number>;
  /** Share of all calls that each fault befalls. */
  readonly callFaults: ReadonlyMap<RandomCallFault, number>;
  /** How long things go wrong, in virtual milliseconds. */
  readonly faultyMs: number;
}

export const CALM: Profile = { mishaps: new Map(), callFaults: new Map(), faultyMs: 0 };

const MISHAPS_MAX = 7;
const CALL_FAULTS_MAX = 4;
const MISHAP_SHARE_MAX = 0.35;
const CALL_SHARE_MAX = 0.06;
const FAULTY_MS_MAX = 5_400_000;
/** Of these even a few are too many for anything to come through. */
const RARE: ReadonlyMap<Mishap, number> = new Map([
  ['lost-webhook', 0.1],
  ['lambda-timeout', 0.1],
  ['batch-misreport', 0.2],
]);

/** One seed in twenty is calm: what goes wrong there is nobody's fault but ours. */
export function drawProfile(random: Random): Profile {
  if (random.below(20) === 0) return CALM;
  return {
    mishaps: draw(random, MISHAPS, MISHAPS_MAX, (mishap) => random.next() * (RARE.get(mishap) ?? MISHAP_SHARE_MAX)),
    callFaults: draw(random, RANDOM_CALL_FAULTS, CALL_FAULTS_MAX, () => random.next() * CALL_SHARE_MAX),
    faultyMs: 1 + random.below(FAULTY_MS_MAX),
  };
}

function draw<Name>(
  random: Random,
  names: readonly Name[],
  max: number,
  share: (name: Name) => number,
): ReadonlyMap<Name, number> {
  const chosen = new Map<Name, number>();
  for (let count = random.below(max + 1); count > 0; count--) {
    const name = random.pick(names);
    chosen.set(name, share(name));
  }
  return chosen;
}

/** Faults of calls as the profile has them, while the weather lasts. */
export function planOf({ callFaults }: Profile, weather: Weather, random: Random): FaultPlan {
  const faults = [...callFaults];
  if (faults.length === 0) return () => null;
  return () => {
    if (weather.isClear()) return null;
    let left = random.next();
    for (const [fault, share] of faults) {
      if (left < share) return fault;
      left -= share;
    }
    return null;
  };
}
