import { sum } from '../../core/ledger/tally.ts';
import type { ReconciliationStatement, SideName } from '../../core/reconcile/statement.ts';
import { createTally } from '../../core/reconcile/totals.ts';
import type { Kind } from '../../schemas/kind.ts';
import { CliError } from '../cli-error.ts';
import type { ReconcileRequest } from './request.ts';
import { ROLE_NAMES } from './role-error.ts';
import type { Scope, SpooledFile } from './work.ts';

/** What is compared, once both files are read. */
export interface Settled {
  /** The year of every row; `null` where rows say their own. */
  readonly year: number | null;
  /** Whether nobody said the year, and the province's rows did. */
  readonly isFromProvince: boolean;
}

/** Throws CliError where the files can't be meant to be compared. */
export function settle(request: ReconcileRequest, scope: Scope, files: readonly SpooledFile[]): Settled {
  const [city, province] = (['city', 'province'] as const).map((role) => sideOf(files, role));
  if (city === undefined || province === undefined) throw new RangeError('two sides are compared');
  for (const file of files) refuseEmpty(file);
  for (const file of files) refuseForeign(file, scope);
  if (!scope.yearIsOpen) return { year: scope.year, isFromProvince: false };
  const years = [...province.accepted.keys()].toSorted((a, b) => a - b);
  const [only] = years;
  if (years.length === 1 && only !== undefined) return { year: only, isFromProvince: true };
  if (years.length === 0 || request.kind === 'certificate') return { year: null, isFromProvince: false };
  throw severalYears(years);
}

/** What both sides brought, as a part of the statement to which the comparison adds where it went. */
export function receivedOf(kind: Kind, files: readonly SpooledFile[], { year }: Settled): ReconciliationStatement {
  const tally = createTally({ kind });
  for (const side of ['city', 'province'] as const satisfies readonly SideName[]) {
    const file = sideOf(files, side);
    for (const { of, amount } of file?.totals ?? [])
      tally.addTotal(side, side === 'city' && year !== null ? { ...of, year } : of, amount);
    tally.addRejected(side, sum([...(file?.rejected.values() ?? [])]));
  }
  return tally.statement();
}

export function sideOf(files: readonly SpooledFile[], role: SpooledFile['role']): SpooledFile | undefined {
  return files.find((file) => file.role === role);
}

/** That nothing came back is good news; of anything else a file without rows is one that was not written to its end. */
function refuseEmpty({ role, rows }: SpooledFile): void {
  if (rows > 0 || role === 'returns') return;
  const name = ROLE_NAMES[role];
  throw new CliError(
    'reconcile.side-empty',
    { zh: `${name.zh}：一条记录也没有`, en: `${name.en} holds no record` },
    {
      zh: '没有可比对的内容。确认选对了文件、导出没有中断，再比对。',
      en: 'There is nothing to compare. See that it is the right file and that the export was complete.',
    },
  );
}

/** None of its rows is part of the comparison, and rows that are not are there: it is another's file. */
function refuseForeign(file: SpooledFile, { programme, year }: Scope): void {
  if (file.accepted.size > 0) return;
  const name = ROLE_NAMES[file.role];
  if (file.leftOut.programme.rows > 0)
    throw new CliError(
      'reconcile.other-programme',
      {
        zh: `${name.zh}：没有 ${programme} 项目的记录，${file.leftOut.programme.rows} 行都是别的项目`,
        en: `${name.en} holds nothing of programme ${programme}: ${file.leftOut.programme.rows} rows are of others`,
      },
      {
        zh: '确认选对了文件、导出的是这个项目，或更正 --city-system。',
        en: 'See that it is the right file and which programme was exported, or correct --city-system.',
      },
    );
  const years = [...file.leftOut.years.keys()].toSorted((a, b) => a - b);
  if (years.length > 0)
    throw new CliError(
      'reconcile.other-year',
      {
        zh: `${name.zh}：没有 ${year} 年度的记录，都是 ${years.join('、')} 年度`,
        en: `${name.en} holds nothing of ${year}: its rows are of ${years.join(', ')}`,
      },
      { zh: '更正 --year，或换成该年度的文件。', en: 'Correct --year, or take the file of that year.' },
    );
}

function severalYears(years: readonly number[]): CliError {
  return new CliError(
    'reconcile.year-unknown',
    {
      zh: `市方文件里没有年度，省方文件里有 ${years.join('、')} 几个年度`,
      en: `the city's file says no year, and the province's holds ${years.join(', ')}`,
    },
    { zh: '用 --year 指明比对哪个年度。', en: 'Say with --year which of them is compared.' },
  );
}
