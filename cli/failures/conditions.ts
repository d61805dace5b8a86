import type { operations } from '../../schemas/api/client.gen.ts';
import { FAILURE_STATES } from '../../schemas/api/failures.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { CliError } from '../cli-error.ts';
import { asOfDate } from '../local-date.ts';
import { oneOf } from '../one-of.ts';
import type { Bilingual } from '../terminal.ts';

/** What a list of failures is narrowed by, as the options name it. */
export interface FailureOptions {
  readonly tenant?: string;
  readonly system?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly code?: string;
  readonly batch?: string;
  readonly programme?: string;
  readonly from?: string;
  readonly to?: string;
  readonly min?: string;
  readonly max?: string;
}

/** The API's conditions, without the page. */
export type Conditions = Omit<NonNullable<operations['listFailures']['parameters']['query']>, 'cursor' | 'limit'>;

/** The options as the API's conditions, each checked here: one that can't be would find nothing and look clean. Throws CliError. */
export function conditionsOf(options: FailureOptions, now: Date): Conditions {
  const state = options.state?.toUpperCase().replaceAll('-', '_');
  const cities = [...new Set(systems.map(({ tenant }) => tenant))];
  const conditions: Record<string, string> = {};
  const known: readonly (readonly [string, string, string | undefined, readonly string[], Bilingual])[] = [
    ['tenant', 'tenant', options.tenant, cities, { zh: '市', en: 'city' }],
    ['system', 'system', options.system, systems.map(({ id }) => id), { zh: '系统', en: 'system' }],
    ['kind', 'kind', options.kind, KINDS, { zh: '记录种类', en: 'kind of record' }],
    ['state', 'state', state, FAILURE_STATES, { zh: '状态', en: 'state' }],
    ['programme', 'programme', options.programme, PROGRAMMES.map(({ code }) => code), { zh: '项目', en: 'programme' }],
  ];
  for (const [name, option, value, values, title] of known) {
    if (value === undefined) continue;
    conditions[name] = oneOf(option, value, values, title);
  }
  if (options.code !== undefined) conditions['code'] = options.code;
  if (options.batch !== undefined) conditions['batch'] = options.batch;
  if (options.from !== undefined) conditions['from'] = asOfDate(options.from, now);
  if (options.to !== undefined) conditions['to'] = asOfDate(options.to, now);
  if (options.min !== undefined) conditions['minFen'] = fenOf('min', options.min);
  if (options.max !== undefined) conditions['maxFen'] = fenOf('max', options.max);
  return conditions;
}

/** Yuan as a clerk writes them, as 分. */
function fenOf(option: string, yuan: string): string {
  const [, whole = '', cents = ''] = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(yuan.replaceAll(',', '')) ?? [];
  if (whole === '')
    throw new CliError(
      'usage.amount',
      { zh: `--${option} ${yuan} 不是金额`, en: `--${option} ${yuan} is no amount` },
      { zh: '单位元，例如 1500 或 1,500.00。', en: 'In yuan, such as 1500 or 1,500.00.' },
    );
  return BigInt(`${whole}${cents.padEnd(2, '0')}`).toString();
}
