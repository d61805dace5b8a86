import { writeXlsx } from 'hucre/xlsx';
import { canariesOf } from './canaries.ts';
import { grantedInFaultyNight } from './faulty-night.ts';
import type { Night } from './night.ts';
import type { Person } from './people.ts';

const SYSTEM = 'guangzhou/matching-grants';
const YEAR = 2026;
const BUSINESS_DATE = '2026-11-22';
/** The first five have a district's grant already, in the city's own file. */
const FIRST_PERSON = 10;
const PEOPLE = 40;
const UPDATED_AT = '2026-11-21 20:30:00';
const LEVELS = [
  ['区级', '800.00', 80_000n],
  ['街道级', '500.00', 50_000n],
  ['企业级', '1000.00', 100_000n],
] as const;

/**
 * Matching grants of districts, streets and enterprises: a workbook with a merged title above its header, every payment still to
 * be made, through the bank. Nothing is wrong with any row.
 */
export async function matchingNight(): Promise<Night> {
  const people = grantedInFaultyNight().slice(FIRST_PERSON, FIRST_PERSON + PEOPLE);
  return await matchingNightOf({ people, year: YEAR, batchNo: 'PT-2026-01', sequence: 1 });
}

export interface MatchingNightOptions {
  /** Their applications are the city's own. */
  readonly people: readonly Person[];
  readonly year: number;
  readonly batchNo: string;
  readonly sequence: number;
}

/** Such a night of other people. */
export async function matchingNightOf(options: MatchingNightOptions): Promise<Night> {
  const { people, year, sequence } = options;
  const rows = people.map((person, index) => ({ person, level: levelOf(index) }));
  const cells = rows.map(({ person, level }) => paymentRow(options, person, level));
  const header = Object.keys(cells[0] ?? {});
  const title = ['广州市区、街道、企业三级工会配套资助发放表', ...header.slice(1).map(() => '')];
  const bytes = await writeXlsx({
    sheets: [
      {
        name: '配套资助',
        rows: [title, header, ...cells.map((row) => header.map((column) => row[column] ?? ''))],
        merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: header.length - 1 }],
      },
    ],
  });
  return {
    files: [
      {
        system: SYSTEM,
        kind: 'payment',
        fileName: `payment-${year}-${BUSINESS_DATE.replaceAll('-', '')}-matching${sequence === 1 ? '' : `-${sequence}`}.xlsx`,
        year,
        businessDate: BUSINESS_DATE,
        sequence,
        rows: rows.length,
        totalFen: rows.reduce((total, { level }) => total + level[2], 0n),
        bytes: Buffer.from(bytes),
        planted: [{ row: null, field: null, code: 'file.title-rows', stage: 'file', outcome: 'warned' }],
      },
    ],
    canaries: canariesOf(people),
  };
}

type Level = (typeof LEVELS)[number];

function levelOf(index: number): Level {
  return LEVELS[index % LEVELS.length] ?? LEVELS[0];
}

function paymentRow(
  { year, batchNo }: MatchingNightOptions,
  person: Person,
  [level, yuan]: Level,
): Readonly<Record<string, string>> {
  return {
    资助批次号: batchNo,
    资助年度: String(year),
    资助层级: level,
    市级申领编号: person.declarationNo,
    职工姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    收款户名: person.name,
    收款银行: person.bankName,
    收款账号: person.accountNo,
    '资助金额(元)': yuan,
    发放日期: '',
    发放状态: '待发放',
    未成功原因: '',
    更新时间: UPDATED_AT,
  };
}
