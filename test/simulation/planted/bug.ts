import type { FaultPlan, RandomCallFault } from '../kernel/faults.ts';
import type { Mishap } from '../kernel/weather.ts';
import type { Profile } from '../run/profile.ts';
import type { Edit } from './variant.ts';

/** A mistake somebody might have made: the production code with one thought left out. */
export interface Bug {
  /** `claim-by-city` */
  readonly name: string;
  /** What the programmer got wrong, in a sentence. */
  readonly says: string;
  readonly edits: readonly Edit[];
  /** The weather the bug needs to show. @default as each seed draws it */
  readonly profile?: Profile;
  /** Faults at places the bug needs, in place of the profile's. */
  readonly plan?: FaultPlan;
  /** Seeds that were found to show it, tried first by the test; the report begins at seed 1. */
  readonly seeds?: readonly number[];
}

/** Weather in which these happen at so many of their occasions, for an hour and a half: for bugs that need two rare things at once. */
export function weatherOf(
  mishaps: Readonly<Partial<Record<Mishap, number>>>,
  callFaults: Readonly<Partial<Record<RandomCallFault, number>>> = {},
): Profile {
  return {
    mishaps: new Map(Object.entries(mishaps) as [Mishap, number][]),
    callFaults: new Map(Object.entries(callFaults) as [RandomCallFault, number][]),
    faultyMs: 5_400_000,
  };
}
