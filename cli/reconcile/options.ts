import { CliError } from '../cli-error.ts';
import { systemAndKind } from '../system-option.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { ReconcileRequest } from './request.ts';

/** The options of `bridge reconcile` as they are given. */
export interface ReconcileOptions {
  readonly kind: string;
  readonly city: string;
  readonly citySystem: string;
  readonly province: string;
  readonly provinceSystem: string;
  readonly year?: string;
  readonly applicants?: string;
  readonly certificates?: string;
  readonly returns?: string;
  readonly returnsSystem?: string;
  readonly asOf?: string;
  readonly report?: string;
  readonly html?: string;
  readonly discrepancies?: string;
  readonly unmask?: boolean;
}

/** Throws CliError where the options do not go together. */
export function requestOf(
  options: ReconcileOptions,
  told: Pick<ReconcileRequest, 'asOf' | 'today' | 'year'>,
): ReconcileRequest {
  const { kind } = systemAndKind(options.citySystem, options.kind);
  wantSide('--city-system', options.citySystem, kind, 'city');
  wantSide('--province-system', options.provinceSystem, kind, 'province');
  const { applicants, certificates, returns, returnsSystem } = options;
  const evidence = { '--applicants': applicants, '--certificates': certificates, '--returns': returns };
  const [given] = Object.entries(evidence).find(([, path]) => path !== undefined) ?? [];
  if (given !== undefined && kind !== 'payment') throw evidenceOfOtherKind(given);
  if ((returns === undefined) !== (returnsSystem === undefined))
    throw incomplete(returns === undefined ? '--returns' : '--returns-system');
  if (returnsSystem !== undefined) wantSide('--returns-system', returnsSystem, kind, 'rail');
  return {
    kind,
    city: { path: options.city, system: options.citySystem },
    province: { path: options.province, system: options.provinceSystem },
    applicants,
    certificates,
    returns:
      returns === undefined || returnsSystem === undefined ? undefined : { path: returns, system: returnsSystem },
    ...told,
    // What was read today is not ahead of time because an earlier day is asked about.
    today: told.asOf > told.today ? told.asOf : told.today,
  };
}

function wantSide(option: string, id: string, kind: string, side: System['side']): void {
  if (systemAndKind(id, kind).system.side === side) return;
  const name = SIDES[side];
  throw new CliError(
    'usage.system-side',
    { zh: `${option} 要${name.zh}，${id} 不是`, en: `${option} wants ${name.en}, and ${id} is none` },
    { zh: '用 bridge systems 查看各系统。', en: 'See bridge systems.' },
  );
}

const SIDES: Readonly<Record<System['side'], { readonly zh: string; readonly en: string }>> = {
  city: { zh: '市级系统', en: "a city's system" },
  province: { zh: '省平台', en: 'the provincial platform' },
  rail: { zh: '银行或微信渠道', en: 'a payment rail' },
};

function evidenceOfOtherKind(option: string): CliError {
  return new CliError(
    'usage.option-kind',
    { zh: `${option} 只用于 --kind payment`, en: `${option} goes with --kind payment only` },
    { zh: '去掉这个选项，或比对发放。', en: 'Leave it out, or compare payments.' },
  );
}

function incomplete(option: string): CliError {
  return new CliError(
    'usage.option-missing',
    { zh: `缺少选项 ${option}`, en: `option ${option} is missing` },
    {
      zh: '--returns 和 --returns-system 一起给。',
      en: '--returns and --returns-system go together.',
    },
  );
}
