import { systems } from '../schemas/systems/registry.ts';
import { maySee, type Operator } from './access.ts';

/** Programmes whose city systems are all of this tenant: what is known of one is the tenant's to know. */
export function programmesOf(tenant: string): readonly string[] {
  const cities = systems.filter(({ side, programme }) => side === 'city' && programme !== undefined);
  const codes = [...new Set(cities.flatMap(({ programme }) => programme ?? []))];
  return codes.filter((code) => cities.every((system) => system.programme !== code || system.tenant === tenant));
}

/** Whether every city of a programme is the person's to see: what is said of the whole is said of each of them. */
export function maySeeProgramme(operator: Operator, programme: string): boolean {
  if (operator.tenants === 'all') return true;
  const cities = systems.filter((system) => system.side === 'city' && system.programme === programme);
  return cities.length > 0 && cities.every(({ tenant }) => maySee(operator, tenant));
}

/** The tenants there are that the person may see; undefined = all, also one that is new tomorrow. */
export function tenantsSeen(operator: Operator): readonly string[] | undefined {
  if (operator.tenants === 'all') return undefined;
  return [...new Set(systems.map(({ tenant }) => tenant))].filter((tenant) => maySee(operator, tenant));
}
