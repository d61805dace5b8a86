import { writeTable } from '../../adapters/files/write-table.ts';
import { mobileNumber } from '../../local/nights/identifiers.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { type Person, personAt } from '../../local/nights/people.ts';
import { createRandom } from '../../local/nights/random.ts';
import { applicantCells, certificateCells, COLUMNS, paymentCells } from '../../local/nights/wire.ts';
import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping, System, TableMapping } from '../../schemas/systems/system.ts';
import { CITIES, type City } from './cities.ts';

/** The days whose books are closed. */
export const NIGHTS = ['2026-11-22', '2026-11-23'] as const;
export const PROGRAMME_YEAR = 2025;

const SEED = 20_261_122;
/** Every record is three days old when its night is compared, so that a miss is none of what may yet come. */
const FIRST_UPDATED_ON = '2026-11-19';
const CHANGED_AT = '2026-11-20T20:30:00+08:00';
const PAID_ON = '2026-11-10';
const GRANT_FEN = 150_000n;
/** The second night's changed rows, and rows that are new, of a hundred. */
const CHANGED_SHARE = 0.02;
const NEW_SHARE = 0.005;
const PEOPLE_PER_CITY = 40_000;
const SAMPLE = 'guangzhou/degree-subsidy';

/** Who is in a city's files of a night, by kind: the records' declaration numbers in the order of the rows. */
export type People = { readonly [K in Kind]: readonly string[] };

/** Which night of a city: `round` counts from 0; `records`: rows of all its files of the first night. */
export interface CityNight {
  readonly city: City;
  readonly records: number;
  readonly round: number;
}

/** A city's whole files of a night, in its own wire form: the second repeats the first but for some rows, and adds some. */
export async function filesOf(night: CityNight): Promise<readonly NightFile[]> {
  const files: NightFile[] = [];
  for (const kind of KINDS) if (rowsOf(night, kind) > 0) files.push(await fileOf(night, kind));
  return files;
}

export function peopleOf(night: CityNight): People {
  const numbers = (kind: Kind): readonly string[] =>
    indexesOf(night, rowsOf(night, kind)).map((index) => declarationNo(night.city, index));
  return { applicant: numbers('applicant'), certificate: numbers('certificate'), payment: numbers('payment') };
}

const KINDS = ['applicant', 'certificate', 'payment'] as const;
/** Of a hundred records of a city. */
const SHARES: Readonly<Record<City['carries'], { readonly [K in Kind]: number }>> = {
  applicants: { applicant: 1, certificate: 0, payment: 0 },
  'applicants and certificates': { applicant: 0.5, certificate: 0.5, payment: 0 },
  'payments as well': { applicant: 0.4, certificate: 0.4, payment: 0.2 },
};

function rowsOf({ city, records, round }: CityNight, kind: Kind): number {
  const first = Math.round(records * SHARES[city.carries][kind]);
  return round === 0 ? first : first + Math.ceil(first * NEW_SHARE * round);
}

async function fileOf(night: CityNight, kind: Kind): Promise<NightFile> {
  const { city, round } = night;
  const system = systemById(city.system);
  const businessDate = NIGHTS[round];
  if (system === undefined || businessDate === undefined) throw new RangeError(`no night ${round} of ${city.system}`);
  if (system.file.form === 'jsonl') throw new RangeError(`${city.system} is no table`);
  const target = tableOf(mappingOf(system, kind));
  const rows = indexesOf(night, rowsOf(night, kind)).map((index) => rowAs(night, kind, index));
  return {
    fileName: `${kind}-${city.programme}-${businessDate}.${system.file.form}`,
    kind,
    system: city.system,
    year: PROGRAMME_YEAR,
    businessDate,
    sequence: round * KINDS.length + KINDS.indexOf(kind) + 1,
    rows: rows.length,
    totalFen: kind === 'payment' ? BigInt(rows.length) * GRANT_FEN : null,
    bytes: await writeTable(system.file, target.header, rows),
    planted: [],
  };
}

/** A record read from Guangzhou's row of the person, written as the city writes it. */
function rowAs({ city, round }: CityNight, kind: Kind, index: number): readonly string[] {
  const source = tableOf(mappingOf(known(SAMPLE), kind));
  const bound = source.bind(COLUMNS[kind], { programmeYear: PROGRAMME_YEAR, today: NIGHTS[0] });
  const cells = cellsOf(kind, personOf(index), city);
  const decoded = bound.ok ? bound.decode(COLUMNS[kind].map((column) => cells[column] ?? '')) : undefined;
  if (decoded?.ok !== true) throw new RangeError(`person ${index} has no ${kind}`);
  const record: Canonical = { ...decoded.record, ...ownWords(city, kind, index, round) };
  const target = tableOf(mappingOf(known(city.system), kind));
  const uncarried = target.uncarried(record);
  if (uncarried.length > 0) throw new RangeError(`${city.system} can't say ${uncarried.join(', ')} of ${index}`);
  return target.encode(record);
}

/** Nothing is left for the province to review or to verify: its answers are measured elsewhere. */
function personOf(index: number): Person {
  const person = personAt(index, { seed: SEED, programmeYear: PROGRAMME_YEAR, updatedOn: FIRST_UPDATED_ON });
  return { ...person, applicationStatus: '审核通过', verification: '已核验' };
}

function cellsOf(kind: Kind, person: Person, { programme }: City): Readonly<Record<string, string>> {
  if (kind === 'applicant') return applicantCells(person);
  if (kind === 'certificate') return certificateCells(person);
  return { ...paymentCells(person, `${programme}-01`), 发放日期: PAID_ON, 发放状态: '发放成功' };
}

function ownWords(city: City, kind: Kind, index: number, round: number): Readonly<Record<string, unknown>> {
  const isChanged = round > 0 && kind !== 'payment' && createRandom(SEED, round, index).next() < CHANGED_SHARE;
  const change = kind === 'applicant' ? { mobile: mobileNumber(index + 50_000_000) } : { major: '社会工作' };
  return {
    programmeCode: city.programme,
    declarationNo: declarationNo(city, index),
    ...(kind === 'applicant' ? { regionCode: city.region, status: city.status } : {}),
    ...(isChanged ? { ...change, updatedAt: CHANGED_AT } : {}),
  };
}

function declarationNo({ programme }: City, index: number): string {
  return `${programme.slice(0, 2)}${PROGRAMME_YEAR}${String(index).padStart(7, '0')}`;
}

/** Foshan knows no foreigner's permit: whoever has one is left out, there and everywhere. */
function indexesOf({ city }: CityNight, count: number): readonly number[] {
  const first = CITIES.findIndex(({ programme }) => programme === city.programme) * PEOPLE_PER_CITY;
  const indexes: number[] = [];
  for (let index = first; indexes.length < count; index += 1) if (hasOrdinaryPermit(index)) indexes.push(index);
  return indexes;
}

function hasOrdinaryPermit(index: number): boolean {
  return personOf(index).idType !== '外国人永久居留身份证';
}

function known(id: string): System {
  const system = systemById(id);
  if (system === undefined) throw new RangeError(`no system ${id}`);
  return system;
}

function tableOf<C>(mapping: Mapping<C> | undefined): TableMapping<C> {
  if (mapping?.form !== 'table') throw new RangeError('not a table');
  return mapping;
}
