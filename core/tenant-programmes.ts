import { systems } from '../schemas/systems/registry.ts';

/** Programmes whose city systems are all of this tenant: what is known of one is the tenant's to know. */
export function programmesOf(tenant: string): readonly string[] {
  const cities = systems.filter(({ side, programme }) => side === 'city' && programme !== undefined);
  const codes = [...new Set(cities.flatMap(({ programme }) => programme ?? []))];
  return codes.filter((code) => cities.every((system) => system.programme !== code || system.tenant === tenant));
}
