import { canariesOf } from './canaries.ts';
import { GRANT_FEN, ROUND } from './clean-nights.ts';
import { duplicatePairs, interleave, plant } from './faults.ts';
import {
  APPLICANT_FAULTS,
  CERTIFICATE_FAULTS,
  ODD_BUT_GOOD_AMOUNTS,
  ODD_BUT_GOOD_APPLICANTS,
  PAYMENT_FAULTS,
} from './faulty-rows.ts';
import { ODD_DOT_NAMES } from './names.ts';
import { writeNightFile, type Night, type NightFile, type PlantedRow } from './night.ts';
import { personAt, type Person } from './people.ts';
import { applicantCells, certificateCells, paymentCells, plainLayout, type Layout } from './wire.ts';

const PEOPLE = 300;
// Nobody of these 300 has a card that fails the Luhn check by nature, only the one planted.
const FIRST_INDEX = 10_300;
const OPTIONS = { seed: 20_260_901, programmeYear: 2026, updatedOn: '2026-11-20' } as const;
const BUSINESS_DATE = '2026-11-21';
const FIRST_SEQUENCE = ROUND.firstSequence + 4;
const HELD_BATCH_PEOPLE = 90;

/** Amounts the city's own sum can't read as 0 or more 分; all others in the planted rows are the grant. */
const UNREADABLE_AMOUNTS = new Set(['壹仟伍佰元', '-1500.00', '1500.005']);
const OTHER_AMOUNTS_FEN = new Map([
  ['0.00', 0n],
  ['1200.00', 120_000n],
  ['300.00', 30_000n],
]);

/**
 * The night after the round, of programme year 2026: 300 people, about seventy planted faults, headers with synonyms, an
 * extra column, another column order, and a second payment batch whose manifest says ¥1,500.00 more than its rows.
 */
export function faultyNight(): Night {
  const people = Array.from({ length: PEOPLE }, (_, offset) => personAt(FIRST_INDEX + offset, OPTIONS));
  const cast = castPeople(people);
  const again = claimedBefore();
  return {
    files: [applicantFile(cast, again), certificateFile(cast, again), paymentFile(cast, again), heldPaymentFile(cast)],
    canaries: canariesOf([...people, again]),
  };
}

/** People of that night whose application and city grant have nothing wrong: they may be granted more, by other unions. */
export function grantedInFaultyNight(): readonly Person[] {
  return castPeople(Array.from({ length: PEOPLE }, (_, offset) => personAt(FIRST_INDEX + offset, OPTIONS))).clean;
}

interface Cast {
  /** Spoilt in the applicant file, absent elsewhere, so that one fault makes one reject. */
  readonly applicants: readonly Person[];
  /** Spoilt in the certificate file: good applicants. */
  readonly certificates: readonly Person[];
  /** Spoilt in the payment file: good applicants with good certificates. */
  readonly payments: readonly Person[];
  readonly paidTwice: readonly Person[];
  readonly held: readonly Person[];
  readonly clean: readonly Person[];
}

const DUPLICATE_PEOPLE = 3;

function castPeople(people: readonly Person[]): Cast {
  // Permits have other rules for their numbers; the ID faults are made for citizens' ones.
  const citizens = people.filter((person) => person.idType === '居民身份证');
  const others = people.filter((person) => person.idType !== '居民身份证');
  let from = 0;
  const take = (count: number): readonly Person[] => citizens.slice(from, (from += count));
  return {
    applicants: take(APPLICANT_FAULTS.length + DUPLICATE_PEOPLE),
    certificates: take(CERTIFICATE_FAULTS.length + DUPLICATE_PEOPLE + 1),
    payments: take(PAYMENT_FAULTS.length + DUPLICATE_PEOPLE),
    paidTwice: take(1),
    held: take(HELD_BATCH_PEOPLE),
    clean: [...citizens.slice(from).map(withOddDot), ...others],
  };
}

/** Two people whose names hold another dot than U+00B7, as some keyboards write it. */
function withOddDot(person: Person, index: number): Person {
  const name = ODD_DOT_NAMES[index - 20];
  return name === undefined ? person : { ...person, name, ethnic: '维吾尔族' };
}

/** Someone who was paid in the 2025 round and applies for the same grant again, with a new certificate. */
function claimedBefore(): Person {
  const before = personAt(ROUND.firstIndex + 100, ROUND);
  const now = personAt(FIRST_INDEX + PEOPLE, OPTIONS);
  return {
    ...now,
    name: before.name,
    male: before.male,
    idType: before.idType,
    idNumber: before.idNumber,
    mobile: before.mobile,
  };
}

function applicantFile(cast: Cast, again: Person): NightFile {
  const layout: Layout = {
    ...plainLayout('applicant'),
    columns: [...plainLayout('applicant').columns, '备注'],
    synonyms: { 身份证号: '证件号码', 手机号: '联系电话', 工作单位: '单位名称' },
  };
  const good = [...cast.clean, ...cast.certificates, ...cast.payments, ...cast.paidTwice, ...cast.held, again].map(
    (person, index): PlantedRow => {
      const cells = applicantCells(person);
      const odd =
        cast.clean.includes(person) && person.idType === '居民身份证' ? ODD_BUT_GOOD_APPLICANTS[index] : undefined;
      // A line break inside a quoted cell starts no new row.
      return { cells: { ...cells, 备注: index === 10 ? '第一行\n第二行' : '', ...odd?.(cells) } };
    },
  );
  const cells = cast.applicants.map(applicantCells);
  const planted = APPLICANT_FAULTS.map((fault, index) => plant(fault, cells[index] ?? {}, layout.synonyms));
  const pairs = duplicatePairs(lastThree(cells), () => ({ 手机号: '14099999999' }));
  return writeNightFile({
    ...about('applicant', 0),
    layout,
    rows: withPairs(interleave(good, planted), pairs),
    planted: [{ row: null, field: '备注', code: 'file.column-unknown', stage: 'file', outcome: 'warned' }],
    totalFen: null,
  });
}

function certificateFile(cast: Cast, again: Person): NightFile {
  const plain = plainLayout('certificate');
  const layout: Layout = { ...plain, columns: plain.columns.toReversed(), lineEnd: '\n' };
  const [other, ...spoilt] = cast.certificates.toReversed();
  const good = [...cast.clean, ...cast.payments, ...cast.paidTwice, ...cast.held, again].map((person): PlantedRow => ({
    cells: certificateCells(person),
  }));
  const cells = spoilt.map(certificateCells);
  const planted = CERTIFICATE_FAULTS.map((fault, index) => plant(fault, cells[index] ?? {}, layout.synonyms));
  const borrowed = other === undefined ? [] : [borrowedCertificate(other)];
  const pairs = duplicatePairs(lastThree(cells), (row) => ({ 专业: `${row['专业'] ?? ''}（旧）` }));
  return writeNightFile({
    ...about('certificate', 1),
    layout,
    rows: withPairs(interleave(good, [...planted, ...borrowed]), pairs),
    planted: [],
    totalFen: null,
  });
}

/** The certificate of someone in the 2025 round under another person's name and ID number. */
function borrowedCertificate(person: Person): PlantedRow {
  const owner = certificateCells(personAt(ROUND.firstIndex + 200, ROUND));
  const borrower = certificateCells(person);
  const cells = {
    ...owner,
    申领编号: borrower['申领编号'] ?? '',
    姓名: borrower['姓名'] ?? '',
    证件类型: borrower['证件类型'] ?? '',
    身份证号: borrower['身份证号'] ?? '',
    更新时间: borrower['更新时间'] ?? '',
  };
  return { cells, planted: { code: 'certificate.other-person', field: null, stage: 'ledger', outcome: 'held' } };
}

function paymentFile(cast: Cast, again: Person): NightFile {
  const layout: Layout = { ...plainLayout('payment'), synonyms: { '发放金额(元)': '发放金额（元）' } };
  const good = cast.clean.map((person, index): PlantedRow => ({
    cells: paymentCells(person, '2026-01', ODD_BUT_GOOD_AMOUNTS[index]),
  }));
  const district = cast.clean
    .slice(0, 5)
    .map((person): PlantedRow => ({ cells: { ...paymentCells(person, '2026-01', '300.00'), 资助层级: '区' } }));
  const cells = cast.payments.map((person) => paymentCells(person, '2026-01'));
  const planted = PAYMENT_FAULTS.map((fault, index) => plant(fault, cells[index] ?? {}, layout.synonyms));
  const claimed: PlantedRow = {
    cells: paymentCells(again, '2026-01'),
    planted: { code: 'payment.already-claimed', field: null, stage: 'ledger', outcome: 'held' },
  };
  const pairs = [
    ...duplicatePairs(lastThree(cells), () => ({ 开户行: '旧样例支行' })),
    ...cast.paidTwice.map(furtherAttempt),
  ];
  const rows = withPairs(interleave([...good, ...district], [...planted, claimed]), pairs);
  return writeNightFile({ ...about('payment', 2), layout, rows, planted: [], totalFen: citySum(rows) });
}

/** A failed attempt and the next one under another 发放批次: not a duplicate. */
function furtherAttempt(person: Person): readonly [PlantedRow, PlantedRow] {
  const next = paymentCells(person, '2026-01');
  const failed = {
    ...next,
    发放批次: '2026-00',
    发放日期: '2026-11-10',
    发放状态: '发放失败',
    失败原因: '账户状态异常',
    更新时间: '2026-11-11 20:00:00',
  };
  return [{ cells: failed }, { cells: next }];
}

function heldPaymentFile(cast: Cast): NightFile {
  const rows = cast.held.map((person): PlantedRow => ({ cells: paymentCells(person, '2026-02') }));
  return writeNightFile({
    ...about('payment', 3),
    layout: plainLayout('payment'),
    rows,
    planted: [{ row: null, field: null, code: 'batch.total-mismatch', stage: 'file', outcome: 'held' }],
    totalFen: citySum(rows) + GRANT_FEN,
  });
}

function about(
  kind: NightFile['kind'],
  place: number,
): Pick<NightFile, 'kind' | 'fileName' | 'year' | 'businessDate' | 'sequence'> {
  const sequence = FIRST_SEQUENCE + place;
  return {
    kind,
    fileName: `${kind}-${OPTIONS.programmeYear}-${BUSINESS_DATE.replaceAll('-', '')}-${sequence}.csv`,
    year: OPTIONS.programmeYear,
    businessDate: BUSINESS_DATE,
    sequence,
  };
}

/** What the city would state: every amount it can read, in 分 (see `NightManifest.totalFen`). */
function citySum(rows: readonly PlantedRow[]): bigint {
  return rows.reduce((total, row) => {
    const amount = row.cells['发放金额(元)'] ?? '';
    return UNREADABLE_AMOUNTS.has(amount) ? total : total + (OTHER_AMOUNTS_FEN.get(amount) ?? GRANT_FEN);
  }, 0n);
}

function lastThree<T>(values: readonly T[]): readonly [T, T, T] {
  const [first, second, third] = values.slice(-3);
  if (first === undefined || second === undefined || third === undefined)
    throw new RangeError('three people are needed');
  return [first, second, third];
}

/** The first row of each pair near the beginning, the second near the end, as re-entered rows come. */
function withPairs(
  rows: readonly PlantedRow[],
  pairs: readonly (readonly [PlantedRow, PlantedRow])[],
): readonly PlantedRow[] {
  return [
    ...rows.slice(0, 30),
    ...pairs.map(([first]) => first),
    ...rows.slice(30),
    ...pairs.map(([, second]) => second),
  ];
}
