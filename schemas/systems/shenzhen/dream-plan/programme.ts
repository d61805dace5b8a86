import type { DecodeContext } from '../../system.ts';
import type { Draft } from '../../record-rules.ts';

/** What this system's wire never says, because it is always the same. */
export const PROGRAMME_CODE = 'SZ-YMJH';
export const REGION_CODE = '440300';

/** The programme and year of a record whose wire says neither; `ownYear` is the year the record itself points to. */
export function addProgramme(
  draft: Draft<{ programmeCode: string; programmeYear: number }>,
  context: DecodeContext,
  ownYear: string,
): void {
  draft.programmeCode = PROGRAMME_CODE;
  draft.programmeYear = context.programmeYear ?? Number(ownYear.slice(0, 4));
}

/** The programme can't be said on the wire, so a record of another one is not carried. */
export function uncarriedProgramme(record: { readonly programmeCode: string }): readonly string[] {
  return record.programmeCode === PROGRAMME_CODE ? [] : ['programmeCode'];
}
