import { ownProgramme } from '../../own-programme.ts';

/** What this system's wire never says, because it is always the same. */
export const PROGRAMME_CODE = 'GZ-XLBZ';
export const REGION_CODE = '440100';
/** The grant at level 市: ¥1,500. Any other amount there is worth a look. */
export const CITY_GRANT_FEN = '150000';

export const { addProgramme, uncarriedProgramme } = ownProgramme(PROGRAMME_CODE);
