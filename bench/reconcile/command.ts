import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkCharacter } from '../../schemas/codecs/citizen-id.ts';
import { type Side, type SidePayment, writeLines } from './payments.ts';

/** The same payments in the two systems' own forms: Guangzhou's CSV, the province's export. */
export function writeWireForms(folder: string, rows: number): void {
  writeLines(pathOf(folder, 'city'), 'city', rows, cityLine, CITY_HEADER);
  writeLines(pathOf(folder, 'province'), 'province', rows, provinceLine, null);
}

/** The command as a person gives it; how many keys it says differ, and its peak memory. Throws with what it says when it can't. */
export async function runCommand(folder: string): Promise<{ readonly differing: number; readonly peakMiB: number }> {
  const program = join(import.meta.dirname, '../../cli/bridge.ts');
  const task = [
    'reconcile',
    '--kind',
    'payment',
    '--city-system',
    'guangzhou/degree-subsidy',
    '--year',
    '2025',
    '--json',
  ];
  const sides = ['--city', pathOf(folder, 'city'), '--province', pathOf(folder, 'province'), '--as-of', '2026-03-01'];
  const bridge = spawn(process.execPath, ['--import', PEAK_AT_EXIT, program, ...task, ...sides]);
  const [verdict, said] = await Promise.all([text(bridge.stdout), text(bridge.stderr)]);
  const peaks = [...said.matchAll(/^peak (\d+)$/gm)].map(([, kib]) => Number(kib));
  if (!verdict.startsWith('{"kind"') || peaks.length === 0) throw new Error(`bridge reconcile: ${verdict} ${said}`);
  const { discrepancies } = JSON.parse(verdict) as { readonly discrepancies: Readonly<Record<string, number>> };
  const differing = Object.values(discrepancies).reduce((sum, count) => sum + count, 0);
  return { differing, peakMiB: Math.max(...peaks) / 1024 };
}

/** The same files joined on 申领编号, as they are: nothing is validated, and of the columns only amount and account can be compared. */
export function joinOfWireForms(folder: string): string {
  const city = `read_csv('${pathOf(folder, 'city')}', header = true, all_varchar = true)`;
  const province = `read_json('${pathOf(folder, 'province')}', format = 'newline_delimited',
    columns = {declarationNo: 'VARCHAR', accountNo: 'VARCHAR', amountFen: 'BIGINT'})`;
  return `SELECT coalesce(c.申领编号, p.declarationNo) FROM ${city} c FULL OUTER JOIN ${province} p ON c.申领编号 = p.declarationNo
    WHERE c.申领编号 IS NULL OR p.declarationNo IS NULL OR c.银行账号 <> p.accountNo
      OR CAST(c."发放金额(元)" AS DECIMAL(12, 2)) * 100 <> p.amountFen`;
}

/** Every thread of the command says it, and each the whole process's. */
const PEAK_AT_EXIT = `data:text/javascript,process.on('exit',()=>process._rawDebug('peak '+process.resourceUsage().maxRSS))`;

const CITY_HEADER =
  '发放批次,申领编号,姓名,证件类型,身份证号,户名,开户行,银行账号,发放金额(元),资助层级,发放日期,发放状态,失败原因,更新时间';

function pathOf(folder: string, side: Side): string {
  return join(folder, side === 'city' ? 'city-wire.csv' : 'province-wire.jsonl');
}

function cityLine({ fields }: SidePayment, number: number): string {
  const [batchNo, name, payeeName, bankName, accountNo, amountFen = '', , paidOn] = fields;
  const yuan = `${amountFen.slice(0, -2)}.${amountFen.slice(-2)}`;
  const person = `${declarationNo(number)},${name},居民身份证,${citizenId(number)}`;
  return `${batchNo},${person},${payeeName},${bankName},${accountNo},${yuan},市,${paidOn},发放成功,,2025-11-29 23:05:00`;
}

function provinceLine({ fields }: SidePayment, number: number): string {
  const [batchNo, name, payeeName, bankName, accountNo, amountFen, fundingLevel, paidOn, status] = fields;
  const application = `"declarationNo":"${declarationNo(number)}","programmeCode":"GZ-XLBZ","programmeYear":2025`;
  const person = `"name":"${name}","idType":"01","idNumber":"${citizenId(number)}"`;
  const payee = `"payeeName":"${payeeName}","bankName":"${bankName}","accountNo":"${accountNo}","amountFen":${amountFen}`;
  const state = `"fundingLevel":"${fundingLevel}","paidOn":"${paidOn}","status":"${status}"`;
  return `{"paymentNo":"UB${paymentDigits(number)}","batchNo":"${batchNo}",${application},${person},${payee},${state},"updatedAt":"2025-11-29T23:05:00+08:00"}`;
}

/** 28 characters of base 32, as the project's own numbers have. */
function paymentDigits(number: number): string {
  return number
    .toString(32)
    .toUpperCase()
    .replaceAll(/[0189]/g, 'Z')
    .padStart(28, 'A');
}

function declarationNo(number: number): string {
  return `GZ2025${String(number).padStart(8, '0')}`;
}

/** Of the county that does not exist, 440199: 16,000 days of birth, then the number of that day. */
function citizenId(number: number): string {
  const born = new Date(Date.UTC(1960, 0, 1) + (number % 16_000) * 86_400_000).toISOString().slice(0, 10);
  const first17 = `440199${born.replaceAll('-', '')}${String(Math.floor(number / 16_000) + 1).padStart(3, '0')}`;
  return `${first17}${checkCharacter(first17)}`;
}
