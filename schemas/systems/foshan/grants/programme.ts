import type { Programme } from '../../../programmes.ts';
import type { Draft } from '../../record-rules.ts';
import type { DecodeContext } from '../../system.ts';

/** What this system's wire never says, because it is always the same. */
export const PROGRAMME_CODE = 'FS-XLBZ';
export const REGION_CODE = '440600';

/** Paid after the diploma, as Guangzhou's. A city's grant shares one claim group with the other cities'. */
export const programme: Programme = {
  code: PROGRAMME_CODE,
  name: { zh: '佛山市总工会求学圆梦资助', en: 'Foshan study grants' },
  model: 'POST_DIPLOMA_REIMBURSE',
  claimGroup: 'city-education',
};

/** The programme and year of a record; `ownYear` is the year the record itself points to. */
export function addProgramme(
  draft: Draft<{ programmeCode: string; programmeYear: number }>,
  context: DecodeContext,
  ownYear: string,
): void {
  draft.programmeCode = PROGRAMME_CODE;
  draft.programmeYear ??= context.programmeYear ?? Number(ownYear.slice(0, 4));
}

/** The programme can't be said on the wire, so a record of another one is not carried. */
export function uncarriedProgramme(record: { readonly programmeCode: string }): readonly string[] {
  return record.programmeCode === PROGRAMME_CODE ? [] : ['programmeCode'];
}
