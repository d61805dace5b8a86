import type { FileRow } from '../../adapters/files/open-records.ts';
import type { Kind } from '../../schemas/kind.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { mappingOf, systemById, systems } from '../../schemas/systems/registry.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import type { InputFile, Role, SpoolTask } from './work.ts';

/** What is to be done with a row. `year`: which one it is of, `null` where that can't be read. */
export type Place =
  | { readonly as: 'accepted'; readonly year: number }
  | { readonly as: 'rejected'; readonly year: number | null }
  | { readonly as: 'other-programme' | 'other-level' }
  | { readonly as: 'other-year'; readonly year: number };

/** Whether a row is part of the comparison: one of another programme, year or payer is none, even where it is bad. */
export function createScopeFilter({ input, scope }: SpoolTask): (row: FileRow) => Place {
  const { programme, otherLevels } = scope;
  const year = HAS_A_YEAR.has(input.role) ? scope.year : null;
  const readsObjects = systemById(input.system)?.file.form === 'jsonl' && input.system.startsWith('province/');
  return (row) => {
    const said = row.result.ok ? saidBy(row.result.record) : readsObjects ? saidByObject(row) : NOTHING_SAID;
    if (said.programme !== null && said.programme !== programme) return { as: 'other-programme' };
    if (year !== null && said.year !== null && said.year !== year) return { as: 'other-year', year: said.year };
    if (input.role === 'province' && said.level !== null && otherLevels.includes(said.level))
      return { as: 'other-level' };
    return row.result.ok
      ? { as: 'accepted', year: row.result.record.programmeYear }
      : { as: 'rejected', year: said.year };
  };
}

/** Whether the form of a file says of which year its records are. */
export function saysYear({ system, kind }: Pick<InputFile, 'system' | 'kind'>): boolean {
  const known = systemById(system);
  const mapping = known === undefined ? undefined : mappingOf(known, kind);
  return mapping?.fields.some(({ field }) => field === 'programmeYear') ?? false;
}

/**
 * Funding levels that another system of the city's programme pays and this one's form has no word for: the province's payments of these
 * levels are in that system's file.
 */
export function levelsOfOthers(city: System, kind: Kind): readonly string[] {
  const unsayable = kind === 'payment' ? (mappingOf(city, kind)?.unmappable['fundingLevel'] ?? []) : [];
  const others = systems.filter(({ id, programme }) => id !== city.id && programme === city.programme);
  const paid = new Set<string>(others.flatMap(({ pays }) => pays ?? []));
  return unsayable.filter((level) => paid.has(level));
}

/** A certificate is a person's for good: in which year it counted does not matter to a payment. */
const HAS_A_YEAR: ReadonlySet<Role> = new Set(['city', 'province', 'applicants', 'returns']);

interface Said {
  readonly programme: string | null;
  readonly year: number | null;
  readonly level: string | null;
}

const NOTHING_SAID: Said = { programme: null, year: null, level: null };

function saidBy(record: Canonical): Said {
  const { programmeCode, programmeYear } = record;
  return {
    programme: programmeCode,
    year: programmeYear,
    level: 'fundingLevel' in record ? record.fundingLevel : null,
  };
}

/** Of a bad line of 粤工惠's: what it is about may be readable all the same. */
function saidByObject({ original: [text = ''] }: FileRow): Said {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const { programmeCode, programmeYear, fundingLevel } = value ?? {};
    return {
      programme: typeof programmeCode === 'string' && programmeByCode(programmeCode) ? programmeCode : null,
      year: typeof programmeYear === 'number' && Number.isInteger(programmeYear) ? programmeYear : null,
      level: typeof fundingLevel === 'string' ? fundingLevel : null,
    };
  } catch {
    return NOTHING_SAID;
  }
}
