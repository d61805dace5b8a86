import { CASE_STATES, type CaseState } from '../../schemas/case.ts';
import { DISCREPANCIES, type Discrepancy } from '../../schemas/discrepancy.ts';
import { type Kind, KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import type { components } from '../../schemas/api/client.gen.ts';
import { asOfDate } from '../local-date.ts';
import { oneOf } from '../one-of.ts';

/** Which discrepancies, or which nights, as the options name them. */
export interface FilterOptions {
  readonly code?: string;
  readonly programme?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly night?: string;
}

type Programme = components['schemas']['Programme'];
/** The client knows them by the same list, as text of its own. */
const CODES = PROGRAMMES.map(({ code }) => code as Programme);

export interface NightQuery {
  readonly programme?: Programme;
  readonly kind?: Kind;
  readonly night?: string;
}

export interface CaseQuery extends NightQuery {
  readonly code?: Discrepancy;
  readonly state?: CaseState;
}

/** The options as a query, each checked here: a filter that can't be would find nothing and look clean. Throws CliError. */
export function queryOf({ code, state, ...others }: FilterOptions, now: Date): CaseQuery {
  return {
    ...(code === undefined
      ? {}
      : { code: oneOf('code', code, DISCREPANCIES, { zh: '差异代码', en: 'code of a discrepancy' }) }),
    ...(state === undefined
      ? {}
      : { state: oneOf('state', state.toUpperCase(), CASE_STATES, { zh: '状态', en: 'state' }) }),
    ...nightQueryOf(others, now),
  };
}

/** The same of nights. Throws CliError. */
export function nightQueryOf({ programme, kind, night }: Omit<FilterOptions, 'code' | 'state'>, now: Date): NightQuery {
  return {
    ...(programme === undefined
      ? {}
      : { programme: oneOf('programme', programme, CODES, { zh: '项目', en: 'programme' }) }),
    ...(kind === undefined ? {} : { kind: oneOf('kind', kind, KINDS, { zh: '记录种类', en: 'kind of record' }) }),
    ...(night === undefined ? {} : { night: asOfDate(night, now) }),
  };
}
