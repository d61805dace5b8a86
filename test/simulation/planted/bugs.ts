import type { Bug } from './bug.ts';
import { ANSWER_BUGS } from './bugs/answers.ts';
import { ATTEMPT_BUGS } from './bugs/attempts.ts';
import { BATCH_BUGS } from './bugs/batches.ts';
import { CLAIM_BUGS } from './bugs/claims.ts';
import { EVENT_BUGS } from './bugs/events.ts';
import { PRIVACY_BUGS } from './bugs/privacy.ts';
import { RAIL_BUGS } from './bugs/rails.ts';
import { WORK_BUGS } from './bugs/work.ts';
import { WRITE_BUGS } from './bugs/writes.ts';

/** Every planted bug, by area. */
export const AREAS: readonly (readonly [area: string, bugs: readonly Bug[]])[] = [
  ['attempts', ATTEMPT_BUGS],
  ['claims', CLAIM_BUGS],
  ['writes', WRITE_BUGS],
  ['answers', ANSWER_BUGS],
  ['events', EVENT_BUGS],
  ['batches', BATCH_BUGS],
  ['work', WORK_BUGS],
  ['rails', RAIL_BUGS],
  ['privacy', PRIVACY_BUGS],
];

export const BUGS: readonly Bug[] = AREAS.flatMap(([, bugs]) => bugs);
