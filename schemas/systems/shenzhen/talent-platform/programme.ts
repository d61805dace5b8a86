/** What this system's wire never says, because it is always the same. */
export const PROGRAMME_CODE = 'SZ-ZYPX';
export const REGION_CODE = '440300';

/** The programme can't be said on the wire, so a record of another one is not carried. */
export function uncarriedProgramme(record: { readonly programmeCode: string }): readonly string[] {
  return record.programmeCode === PROGRAMME_CODE ? [] : ['programmeCode'];
}
