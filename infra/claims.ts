import { type Programme, PROGRAMMES } from '../schemas/programmes.ts';

/** What a deployment decides about claims. */
export interface ClaimPolicy {
  /**
   * Whether one person may have the province's grant beside a city's (DOMAIN §1). Two cities' grants collide whatever it says;
   * matching grants of district, street and enterprise are claims of their own. To be decided before the first payment: a claim
   * taken under one answer is not found under the other.
   */
  readonly stacking: 'allow' | 'deny';
}

export const claimPolicy: ClaimPolicy = { stacking: 'allow' };

/**
 * Programme → claim group: one person gets one grant per group, across cities and years. `deny` puts all in one group. A programme that
 * pays and names no group is a city's, so that a city registered tomorrow collides with the others unless somebody says otherwise.
 */
export function claimGroupsOf(
  { stacking }: ClaimPolicy,
  programmes: readonly Programme[] = PROGRAMMES,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    programmes.flatMap(({ code, model, claimGroup }) => {
      const group = claimGroup ?? (model === 'TRAINING' ? undefined : 'city-education');
      return group === undefined ? [] : [[code, stacking === 'deny' ? 'any-education' : group]];
    }),
  );
}
