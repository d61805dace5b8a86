import type { Draft } from './record-rules.ts';
import type { DecodeContext } from './system.ts';

/** Both directions of a programme the wire never says, because all its records are of that one. */
export interface OwnProgramme {
  /** The programme and year of a record whose wire says neither; `ownYear` begins with the year the record itself points to. */
  readonly addProgramme: (
    draft: Draft<{ programmeCode: string; programmeYear: number }>,
    context: DecodeContext,
    ownYear: string,
  ) => void;
  /** A record of another programme is not carried. */
  readonly uncarriedProgramme: (record: { readonly programmeCode: string }) => readonly string[];
}

export function ownProgramme(code: string): OwnProgramme {
  return {
    addProgramme: (draft, context, ownYear) => {
      draft.programmeCode = code;
      draft.programmeYear = context.programmeYear ?? Number(ownYear.slice(0, 4));
    },
    uncarriedProgramme: ({ programmeCode }) => (programmeCode === code ? [] : ['programmeCode']),
  };
}
