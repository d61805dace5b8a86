import type { Applicant } from '../../schemas/canonical/applicant.ts';
import type { GrantModel } from '../../schemas/programmes.ts';
import type { Machine } from './machine.ts';

type State = Applicant['status'];

/** Ways out of any review; an application that has ended stays ended. */
const EXITS = ['REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED', 'DISQUALIFIED'] as const;
const ENDED: Machine<State> = {
  REJECTED: [],
  QUOTA_EXHAUSTED: [],
  DUPLICATE_CLAIM: [],
  WITHDRAWN: [],
  EXPIRED: [],
  DISQUALIFIED: [],
};

/** From registration to the province's review: the same wherever the province reviews. */
const REVIEWED: Machine<State> = {
  PRE_REGISTERED: ['SUBMITTED', 'WITHDRAWN', 'EXPIRED', 'DISQUALIFIED'],
  SUBMITTED: ['SYSTEM_CHECK', ...EXITS],
  SYSTEM_CHECK: ['SYSTEM_REJECTED', 'UNIT_REVIEW', ...EXITS],
  // May be put right and handed in again before the cutoff.
  SYSTEM_REJECTED: ['SUBMITTED', ...EXITS],
  UNIT_REVIEW: ['CITY_REVIEW', ...EXITS],
  CITY_REVIEW: ['PROVINCE_REVIEW', ...EXITS],
};

/** 公示 and what comes after it: an objection is rechecked, and the recheck puts it on the way again or ends it. */
const NOTICED: Machine<State> = {
  PUBLIC_NOTICE: ['OBJECTION', 'PAYABLE', ...EXITS],
  OBJECTION: ['RECHECK', ...EXITS],
  RECHECK: ['PUBLIC_NOTICE', 'PAYABLE', ...EXITS],
  PAYABLE: ['CLOSED', ...EXITS],
  CLOSED: [],
};

/**
 * How an application moves in each model (DOMAIN §7). Where the domain says nothing (from where an exit may be taken, what a
 * recheck leads to, all of TRAINING) the table is ours.
 */
export const APPLICATIONS: Readonly<Record<GrantModel, Machine<State>>> = {
  /** More pass than there is money for: a notarised lottery decides. */
  LOTTERY_GRANT: {
    ...REVIEWED,
    PROVINCE_REVIEW: ['APPROVED', ...EXITS],
    // Where fewer pass than the quota there is no draw.
    APPROVED: ['LOTTERY_WON', 'LOTTERY_LOST', 'PUBLIC_NOTICE', ...EXITS],
    LOTTERY_WON: ['PUBLIC_NOTICE', ...EXITS],
    LOTTERY_LOST: [],
    ...NOTICED,
    ...ENDED,
  },
  /** First come, first served: nothing is drawn; the quota is met or it is not. */
  POST_DIPLOMA_REIMBURSE: {
    ...REVIEWED,
    PROVINCE_REVIEW: ['APPROVED', ...EXITS],
    APPROVED: ['PUBLIC_NOTICE', ...EXITS],
    ...NOTICED,
    ...ENDED,
  },
  /** Shenzhen pays tuition for a seat: who is struck off has dropped out, so DISQUALIFIED is no word of it. */
  TUITION_SPONSORSHIP: {
    PRE_REGISTERED: ['SUBMITTED', 'WITHDRAWN', 'EXPIRED'],
    SUBMITTED: ['DOC_REVIEW', 'REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'],
    DOC_REVIEW: ['ADMISSION_NOTICE', 'REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'],
    ADMISSION_NOTICE: ['ENROLLED', 'REJECTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'],
    ENROLLED: ['GRADUATED', 'DROPPED_OUT'],
    GRADUATED: [],
    DROPPED_OUT: [],
    REJECTED: [],
    QUOTA_EXHAUSTED: [],
    DUPLICATE_CLAIM: [],
    WITHDRAWN: [],
    EXPIRED: [],
  },
  /** A course pays nobody: who applies is admitted, studies, and ends it or leaves. */
  TRAINING: {
    PRE_REGISTERED: ['SUBMITTED', 'WITHDRAWN', 'EXPIRED'],
    SUBMITTED: ['DOC_REVIEW', 'REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'],
    DOC_REVIEW: ['APPROVED', 'REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'],
    APPROVED: ['ADMISSION_NOTICE', 'WITHDRAWN', 'EXPIRED'],
    ADMISSION_NOTICE: ['ENROLLED', 'WITHDRAWN', 'EXPIRED'],
    ENROLLED: ['GRADUATED', 'DROPPED_OUT', 'WITHDRAWN'],
    GRADUATED: [],
    DROPPED_OUT: [],
    REJECTED: [],
    QUOTA_EXHAUSTED: [],
    DUPLICATE_CLAIM: [],
    WITHDRAWN: [],
    EXPIRED: [],
  },
};
