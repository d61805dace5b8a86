import { ownProgramme } from '../../own-programme.ts';

/** What this system's wire never says, because it is always the same. */
export const PROGRAMME_CODE = 'SZ-YMJH';
export const REGION_CODE = '440300';

export const { addProgramme, uncarriedProgramme } = ownProgramme(PROGRAMME_CODE);
