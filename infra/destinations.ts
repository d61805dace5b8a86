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

function pascalCase(id: string): string {
  return id
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
