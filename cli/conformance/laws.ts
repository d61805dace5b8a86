import { type Kind, KINDS } from '../../schemas/kind.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { carriedRecords } from './carried-records.ts';
import { fileLaws } from './file-laws.ts';
import type { Law } from './law.ts';
import { type RecordSource, recordLaws } from './record-laws.ts';
import { tableLaws } from './table-laws.ts';

/** Every law a system keeps for one kind of record; none where it carries no such records. */
export function laws(system: System, kind: Kind): readonly Law[] {
  const mapping = mappingOf(system, kind);
  if (mapping === undefined) return [];
  const records = madeOnce((cases, seed) => carriedRecords(kind, mapping, cases, seed));
  return [
    ...tableLaws(kind, mapping, records),
    ...recordLaws(kind, mapping, records),
    ...fileLaws(system, kind, mapping, records),
  ];
}

/** The kinds of record a system carries, in their order. */
export function kindsOf(system: System): readonly Kind[] {
  return KINDS.filter((kind) => system.kinds[kind] !== undefined);
}

/** Making a record costs more than trying it, so the laws share theirs. */
function madeOnce(make: RecordSource): RecordSource {
  let made: { readonly seed: number; readonly records: readonly Canonical[]; readonly cases: number } | undefined;
  return (cases, seed) => {
    if (made === undefined || made.seed !== seed || made.cases < cases)
      made = { seed, cases, records: make(cases, seed) };
    return made.records.slice(0, cases);
  };
}
