import { systems } from '../schemas/systems/registry.ts';

/** A system records are delivered to: it gets a queue and a function of its own, so a slow one holds up nobody else. */
export interface Destination {
  /** As in the registry: `guangzhou/degree-subsidy`. */
  readonly system: string;
  /** The same as a name in a template: `GuangzhouDegreeSubsidy`. */
  readonly name: string;
  /** Template parameter that holds the base URL of its tenant's API: `GuangzhouUrl`. */
  readonly urlParameter: string;
}

export const destinations: readonly Destination[] = systems
  .filter(({ receives }) => receives)
  .map(({ id, tenant }) => ({
    system: id,
    name: pascalCase(id),
    urlParameter: `${pascalCase(tenant)}Url`,
  }));

/**
 * Programme → claim group. One person gets one payment per group, funding level and instalment, across cities and years.
 * The province's grant may be had besides a city's; two cities' grants may not (DOMAIN §1, `stacking`).
 */
export const claimGroups: Readonly<Record<string, string>> = {
  'GD-QXYM': 'province',
  'GZ-XLBZ': 'city-education',
  'SZ-YMJH': 'city-education',
};

function pascalCase(id: string): string {
  return id
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
