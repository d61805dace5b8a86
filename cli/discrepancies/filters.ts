import { CASE_STATES } from '../../schemas/case.ts';
import { DISCREPANCIES } from '../../schemas/discrepancy.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import { CliError } from '../cli-error.ts';
import { asOfDate } from '../local-date.ts';
import type { Bilingual } from '../terminal.ts';

/** Which discrepancies, or which nights, as the options name them. */
export interface FilterOptions {
  readonly code?: string;
  readonly programme?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly night?: string;
}

/** The options as a query, each checked here: a filter that can't be would find nothing and look clean. Throws CliError. */
export function queryOf(options: FilterOptions, now: Date): URLSearchParams {
  const query = new URLSearchParams();
  const { code, programme, kind, night } = options;
  const state = options.state?.toUpperCase();
  const known: readonly (readonly [string, string | undefined, readonly string[], Bilingual])[] = [
    ['code', code, DISCREPANCIES, { zh: '差异代码', en: 'code of a discrepancy' }],
    ['programme', programme, PROGRAMMES.map((each) => each.code), { zh: '项目', en: 'programme' }],
    ['kind', kind, KINDS, { zh: '记录种类', en: 'kind of record' }],
    ['state', state, CASE_STATES, { zh: '状态', en: 'state' }],
  ];
  for (const [name, value, values, title] of known) {
    if (value === undefined) continue;
    if (!values.includes(value)) throw unknownValue(name, value, values, title);
    query.set(name, value);
  }
  if (night !== undefined) query.set('night', asOfDate(night, now));
  return query;
}

function unknownValue(name: string, value: string, values: readonly string[], title: Bilingual): CliError {
  return new CliError(
    `usage.${name}-unknown`,
    { zh: `没有${title.zh} ${value}`, en: `there is no ${title.en} ${value}` },
    { zh: `可用：${values.join('、')}。`, en: `Known: ${values.join(', ')}.` },
  );
}
