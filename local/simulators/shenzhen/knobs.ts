import { NO_FAULTS, type Faults } from '../faults.ts';

/** What can be changed at the platform while it runs: the faults of any system, and its own. Shares in [0, 1]. */
export interface Knobs extends Faults {
  /** Calls of the platform's API within `rateWindowMs`; one more is 429. */
  readonly rateMax: number;
  readonly rateWindowMs: number;
  /** How long a token is good. */
  readonly tokenS: number;
  /** A page ends in the middle. */
  readonly cutOff: number;
  /** A gateway's own page comes instead of the platform's. */
  readonly notJson: number;
  /** A page names itself as the next one. */
  readonly repeatCursor: number;
  /** A page that is not the last one holds nothing. */
  readonly emptyPage: number;
}

export const USUAL_KNOBS: Knobs = {
  ...NO_FAULTS,
  rateMax: 10,
  rateWindowMs: 1_000,
  tokenS: 600,
  cutOff: 0,
  notJson: 0,
  repeatCursor: 0,
  emptyPage: 0,
};
