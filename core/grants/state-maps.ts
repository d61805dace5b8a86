import type { Applicant } from '../../schemas/canonical/applicant.ts';
import type { GrantModel } from '../../schemas/programmes.ts';

type State = Applicant['status'];

/** A model's application states in the words of its city and of the province. Each state stands once for each direction. */
export interface StateMap {
  /** Both say it with the same word. */
  readonly same: readonly State[];
  /** City's word, province's word, in both directions. */
  readonly pairs: readonly (readonly [city: State, province: State])[];
  /** Province's word, city's word: the city has one word where the province has several. */
  readonly toCityOnly: readonly (readonly [province: State, city: State])[];
  /** What can't be said on the other side: a problem, not somebody else's word. */
  readonly unmappable: { readonly toProvince: readonly State[]; readonly toCity: readonly State[] };
}

/** Words of Shenzhen's plan and of courses, which the province does not have. */
const CITY_WORDS = ['DOC_REVIEW', 'ADMISSION_NOTICE', 'ENROLLED', 'GRADUATED', 'DROPPED_OUT'] as const;
const DRAWN = ['LOTTERY_WON', 'LOTTERY_LOST'] as const;
const REVIEW_AND_AFTER = [
  'PRE_REGISTERED',
  'SUBMITTED',
  'SYSTEM_CHECK',
  'SYSTEM_REJECTED',
  'UNIT_REVIEW',
  'CITY_REVIEW',
  'PROVINCE_REVIEW',
  'APPROVED',
  'PUBLIC_NOTICE',
  'OBJECTION',
  'RECHECK',
  'PAYABLE',
  'CLOSED',
  'REJECTED',
  'QUOTA_EXHAUSTED',
  'DUPLICATE_CLAIM',
  'WITHDRAWN',
  'EXPIRED',
  'DISQUALIFIED',
] as const;

/** One word at the city, another at the province, in both directions. */
const SEAT_PAIRS = [
  ['DOC_REVIEW', 'CITY_REVIEW'],
  ['ADMISSION_NOTICE', 'PUBLIC_NOTICE'],
  ['ENROLLED', 'PAYABLE'],
  ['GRADUATED', 'CLOSED'],
  ['DROPPED_OUT', 'DISQUALIFIED'],
] as const;
const SEAT_ENDS = ['REJECTED', 'QUOTA_EXHAUSTED', 'DUPLICATE_CLAIM', 'WITHDRAWN', 'EXPIRED'] as const;
/** Words of the province's review that cities granting seats do not use themselves. */
const REVIEW_WORDS = [
  'SYSTEM_CHECK',
  'SYSTEM_REJECTED',
  'UNIT_REVIEW',
  'CITY_REVIEW',
  'PROVINCE_REVIEW',
  'PUBLIC_NOTICE',
  'OBJECTION',
  'RECHECK',
  'PAYABLE',
  'CLOSED',
  'DISQUALIFIED',
] as const;
/** May be put right, which REJECTED may not there; an objection is neither a notice nor its end. */
const NO_WORD_FOR_A_SEAT = ['SYSTEM_REJECTED', 'OBJECTION', 'RECHECK'] as const;

export const STATE_MAPS: Readonly<Record<GrantModel, StateMap>> = {
  LOTTERY_GRANT: {
    same: [...REVIEW_AND_AFTER, ...DRAWN],
    pairs: [],
    toCityOnly: [],
    unmappable: { toProvince: CITY_WORDS, toCity: CITY_WORDS },
  },
  POST_DIPLOMA_REIMBURSE: {
    same: REVIEW_AND_AFTER,
    pairs: [],
    toCityOnly: [],
    unmappable: { toProvince: [...CITY_WORDS, ...DRAWN], toCity: [...CITY_WORDS, ...DRAWN] },
  },
  TUITION_SPONSORSHIP: {
    same: ['PRE_REGISTERED', 'SUBMITTED', ...SEAT_ENDS],
    pairs: SEAT_PAIRS,
    toCityOnly: [
      ['SYSTEM_CHECK', 'DOC_REVIEW'],
      ['UNIT_REVIEW', 'DOC_REVIEW'],
      ['PROVINCE_REVIEW', 'DOC_REVIEW'],
      ['APPROVED', 'ADMISSION_NOTICE'],
    ],
    unmappable: {
      toProvince: [...REVIEW_WORDS, 'APPROVED', ...DRAWN],
      toCity: [...NO_WORD_FOR_A_SEAT, ...DRAWN, ...CITY_WORDS],
    },
  },
  /** As with tuition: PAYABLE is a place that is taken, though no course pays anybody. A pairing of ours, the same both ways. */
  TRAINING: {
    same: ['PRE_REGISTERED', 'SUBMITTED', 'APPROVED', ...SEAT_ENDS],
    pairs: SEAT_PAIRS,
    toCityOnly: [
      ['SYSTEM_CHECK', 'DOC_REVIEW'],
      ['UNIT_REVIEW', 'DOC_REVIEW'],
      ['PROVINCE_REVIEW', 'DOC_REVIEW'],
    ],
    unmappable: {
      toProvince: [...REVIEW_WORDS, ...DRAWN],
      toCity: [...NO_WORD_FOR_A_SEAT, ...DRAWN, ...CITY_WORDS],
    },
  },
};

/** The province's word for a city's state; undefined where it has none. */
export function toProvince(model: GrantModel, state: State): State | undefined {
  return TO_PROVINCE[model].get(state);
}

/** The city's word for a state of the province; undefined where it has none. */
export function toCity(model: GrantModel, state: State): State | undefined {
  return TO_CITY[model].get(state);
}

type Words = ReadonlyMap<State, State>;

const TO_PROVINCE = wordsOf(({ same, pairs }) => [...same.map(itself), ...pairs]);
const TO_CITY = wordsOf(({ same, pairs, toCityOnly }) => [
  ...same.map(itself),
  ...pairs.map(([city, province]) => [province, city] as const),
  ...toCityOnly,
]);

function wordsOf(words: (map: StateMap) => readonly (readonly [State, State])[]): Readonly<Record<GrantModel, Words>> {
  return {
    LOTTERY_GRANT: new Map(words(STATE_MAPS.LOTTERY_GRANT)),
    POST_DIPLOMA_REIMBURSE: new Map(words(STATE_MAPS.POST_DIPLOMA_REIMBURSE)),
    TUITION_SPONSORSHIP: new Map(words(STATE_MAPS.TUITION_SPONSORSHIP)),
    TRAINING: new Map(words(STATE_MAPS.TRAINING)),
  };
}

function itself(state: State): readonly [State, State] {
  return [state, state];
}
