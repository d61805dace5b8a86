import type { Person } from '../../../local/nights/people.ts';
import type { Random } from '../../../local/nights/random.ts';
import { withIdCheck } from '../../../local/nights/identifiers.ts';
import { type Kind, KINDS } from '../../../schemas/kind.ts';
import { type Cells, GUANGZHOU, plan, type PlannedRow } from './rows.ts';
import { inShenzhen, SHENZHEN } from './shenzhen.ts';

/** What happens to one person between two nights. */
export type Story =
  /** The second night says the same. */
  | 'unchanged'
  /** Another telephone number. */
  | 'moved-on'
  /** Approved and verified, as the city says. */
  | 'reviewed'
  /** The city says the money arrived. */
  | 'paid'
  /** The city says it failed, then pays in another 发放批次. */
  | 'failed-then-again'
  /** The province says it failed, then the city pays in another 发放批次. */
  | 'province-fails'
  /** Only in the second night. */
  | 'late'
  /** Both cities want to pay. */
  | 'both-cities'
  /** Shenzhen has paid what Guangzhou wants to pay. */
  | 'paid-in-shenzhen';

const AT_HOME = ['unchanged', 'moved-on', 'reviewed', 'paid', 'failed-then-again', 'province-fails', 'late'] as const;
const BETWEEN_CITIES = ['both-cities', 'paid-in-shenzhen'] as const;

export function drawStory(random: Random, cities: 'one' | 'two'): Story {
  return cities === 'two' && random.next() < 0.3 ? random.pick(BETWEEN_CITIES) : random.pick(AT_HOME);
}

/** Guangzhou's rows of one kind of the first night (0), or of the second (1), in which what changed did so at `updatedAt`. */
export function rowsOf(
  story: Story,
  kind: Kind,
  person: Person,
  night: 0 | 1,
  updatedAt: string,
): readonly PlannedRow[] {
  const row = (changes: Cells = {}): PlannedRow => plan(GUANGZHOU, kind, person, changes);
  const failed = { 发放状态: '发放失败', 失败原因: '户名不符' };
  if (night === 0) {
    if (story === 'late') return [];
    return [row(kind === 'payment' && story === 'failed-then-again' ? failed : {})];
  }
  const changed = changesOf(story, kind, person);
  if (changed === undefined) return [row()];
  const again = row({ ...changed, 更新时间: updatedAt });
  // A file may still show the attempt that failed.
  return kind === 'payment' && story === 'failed-then-again' && person.male ? [row(failed), again] : [again];
}

/** What the second night says otherwise. */
function changesOf(story: Story, kind: Kind, { mobile }: Person): Cells | undefined {
  if (story === 'moved-on' && kind === 'applicant') return { 手机号: mobile.replace(/^140/, '149') };
  if (story === 'reviewed' && kind === 'applicant') return { 申领状态: '审核通过' };
  if (story === 'reviewed' && kind === 'certificate') return { 核验状态: '已核验' };
  if (kind !== 'payment') return undefined;
  if (story === 'paid') return { 发放状态: '发放成功', 发放日期: '2026-11-21' };
  return story === 'failed-then-again' || story === 'province-fails' ? { 发放批次: '2025-02' } : undefined;
}

/** Shenzhen's rows of whoever it has a seat for. */
export function shenzhenRows(story: Story, kind: 'applicant' | 'payment', person: Person): readonly PlannedRow[] {
  if (story !== 'both-cities' && story !== 'paid-in-shenzhen') return [];
  const paid = kind === 'payment' && story === 'paid-in-shenzhen';
  const changes: Cells = paid ? { 拨付状态: '拨付成功', 拨付日期: '2026-11-20' } : {};
  return [plan(SHENZHEN, kind, inShenzhen(person), changes)];
}

/** A row nobody may take, of a person who is in no other row. */
export function rejectedRow(random: Random, kind: Kind, person: Person): PlannedRow {
  const wrong: Readonly<Record<Kind, readonly (readonly [code: string, changes: Cells])[]>> = {
    applicant: [
      ['citizen-id.check-digit', { 身份证号: otherCheck(person.idNumber) }],
      ['mobile.format', { 手机号: '1400012' }],
      ['code.unknown', { 学历层次: '硕士' }],
    ],
    certificate: [
      ['certificate.format', { 证书编号: person.certificateNo.slice(0, 15) }],
      ['code.unknown', { 核验状态: '待定' }],
    ],
    payment: [
      ['money.precision', { '发放金额(元)': '1500.001' }],
      ['payee.not-applicant', { 户名: '某某虚构收款人' }],
    ],
  };
  const [code, changes] = random.pick(wrong[kind]);
  const row = plan(GUANGZHOU, kind, person, changes);
  return { ...row, rejected: code, readableFen: code === 'money.precision' ? 0n : row.readableFen };
}

/** Kinds in the order in which a city sends them. */
export function drawKinds(random: Random): readonly Kind[] {
  return random.next() < 0.7 ? KINDS : KINDS.toReversed();
}

function otherCheck(idNumber: string): string {
  const digits = idNumber.slice(0, 17);
  const right = withIdCheck(digits).at(-1);
  return digits + (right === '0' ? '1' : '0');
}
