import { systems } from '../schemas/systems/registry.ts';

/** A system records are delivered to: it gets a queue and a function of its own, so a slow one holds up nobody else. */
export interface Destination {
  /** As in the registry: `guangzhou/degree-subsidy`. */
  readonly system: string;
  /** The same as a name in a template: `GuangzhouDegreeSubsidy`. */
  readonly name: string;
  /** Template parameter that holds the base URL of its tenant's API: `GuangzhouUrl`. */
  readonly urlParameter: string;
  /** What it takes from all execution environments of its function together. */
  readonly limits: Limits;
}

interface Limits {
  readonly callsPerSecond: number;
  /** Calls at once after a rest. */
  readonly callsBurst: number;
  /** Execution environments at the same time. */
  readonly concurrencyMax: number;
}

/**
 * By who is called; ours, as none of them has published its own, and what to change once one has (decision 0029). An environment's share
 * is at least one call a second.
 */
const DELIVERY_LIMITS: Readonly<Record<'province' | 'city' | 'rail', Limits>> = {
  /** 100 records a call: 10,000 records a second. */
  province: { callsPerSecond: 100, callsBurst: 100, concurrencyMax: 5 },
  /** A file of up to 500 records a call. */
  city: { callsPerSecond: 50, callsBurst: 50, concurrencyMax: 5 },
  /** A file of up to 500 payments a call. */
  rail: { callsPerSecond: 4, callsBurst: 8, concurrencyMax: 2 },
};

export const destinations: readonly Destination[] = systems
  .filter(({ receives }) => receives)
  .map(({ id, tenant, side }) => ({
    system: id,
    name: pascalCase(id),
    urlParameter: `${pascalCase(tenant)}Url`,
    limits: DELIVERY_LIMITS[side],
  }));

function pascalCase(id: string): string {
  return id
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
