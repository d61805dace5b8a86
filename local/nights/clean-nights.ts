import { canariesOf } from './canaries.ts';
import { SAMPLE_SYSTEM, writeNightFile, type Night, type NightFile, type NightManifest } from './night.ts';
import { personAt, type PeopleOptions, type Person } from './people.ts';
import {
  applicantCells,
  certificateCells,
  encodeHeader,
  encodeRow,
  paymentCells,
  plainLayout,
  type SampleKind,
  type WireRow,
} from './wire.ts';

/** Each grant of the city round, in 分: ¥1,500.00. */
export const GRANT_FEN = 150_000n;

export const ROUND: RoundOptions = {
  seed: 20_250_901,
  programmeYear: 2025,
  people: 4400,
  firstIndex: 0,
  businessDate: '2026-11-20',
  updatedOn: '2026-11-19',
  firstSequence: 1,
};
/** People of small nights are apart from all others, and from each other's while seeds stay below 400. */
const SMALL_FIRST_INDEX = 1_100_000;
const SMALL_STRIDE = 2000;
/** 100,000 rows in blocks of 500 stay far below a megabyte at a time. */
const ROWS_PER_BLOCK = 500;

export interface RoundOptions extends PeopleOptions {
  readonly people: number;
  readonly firstIndex: number;
  readonly businessDate: string;
  readonly firstSequence: number;
}

/** Guangzhou's round of 4,400 people: ¥6,600,000.00 in two payment batches of 2,200, nothing wrong with any row. */
export function roundNight(): Night {
  return cleanNight(ROUND);
}

/** A clean night of a few people for quick tests: four files, as the big one. `people` ≤ 2,000, `seed` < 400. */
export function smallNight(options: SmallNightOptions): Night {
  return cleanNight(roundOf(options));
}

/** The people of a small night, who may be granted more by other unions. */
export function smallNightPeople(options: SmallNightOptions): readonly Person[] {
  return peopleOf(roundOf(options));
}

export interface SmallNightOptions {
  readonly people: number;
  readonly seed: number;
  readonly programmeYear?: number;
}

function roundOf({ people, seed, programmeYear = 2025 }: SmallNightOptions): RoundOptions {
  if (people < 2 || people > SMALL_STRIDE) throw new RangeError(`a small night has 2 to ${SMALL_STRIDE} people`);
  return { ...ROUND, seed, programmeYear, people, firstIndex: SMALL_FIRST_INDEX + (seed % 400) * SMALL_STRIDE };
}

/** A file too large to hold: its manifest (totals known beforehand) and its bytes, block by block, the same each time. */
export interface BigFile extends NightManifest {
  readonly blocks: () => Generator<Buffer, void, undefined>;
}

/** Three clean files of `rows` rows each, streamed, for benchmarks. `rows` ≤ 1,000,000 (certificate serials have six digits). */
export function bigNight(options: { readonly rows: number; readonly seed?: number }): readonly BigFile[] {
  const { rows, seed = 7 } = options;
  const people: PeopleOptions = { seed, programmeYear: 2025, updatedOn: ROUND.updatedOn };
  return (['applicant', 'certificate', 'payment'] as const).map((kind, index) => ({
    fileName: `${kind}-2025-big.csv`,
    kind,
    system: SAMPLE_SYSTEM,
    year: 2025,
    businessDate: ROUND.businessDate,
    sequence: index + 1,
    rows,
    totalFen: kind === 'payment' ? BigInt(rows) * GRANT_FEN : null,
    blocks: () => bigBlocks(kind, rows, people),
  }));
}

function* bigBlocks(kind: SampleKind, rows: number, people: PeopleOptions): Generator<Buffer, void, undefined> {
  const layout = plainLayout(kind);
  yield encodeHeader(layout);
  for (let first = 0; first < rows; first += ROWS_PER_BLOCK) {
    const count = Math.min(ROWS_PER_BLOCK, rows - first);
    yield Buffer.concat(
      Array.from({ length: count }, (_, offset) =>
        encodeRow(rowOf(kind, personAt(first + offset, people), '2025-01'), layout),
      ),
    );
  }
}

function cleanNight(options: RoundOptions): Night {
  const people = peopleOf(options);
  const half = Math.ceil(people.length / 2);
  return {
    files: [
      cleanFile('applicant', people, options, 0),
      cleanFile('certificate', people, options, 1),
      cleanFile('payment', people.slice(0, half), options, 2, `${options.programmeYear}-01`),
      cleanFile('payment', people.slice(half), options, 3, `${options.programmeYear}-02`),
    ],
    canaries: canariesOf(people),
  };
}

function peopleOf(options: RoundOptions): readonly Person[] {
  return Array.from({ length: options.people }, (_, offset) => personAt(options.firstIndex + offset, options));
}

function cleanFile(
  kind: SampleKind,
  people: readonly Person[],
  options: RoundOptions,
  place: number,
  batchNo = '',
): NightFile {
  const day = options.businessDate.replaceAll('-', '');
  return writeNightFile({
    kind,
    fileName: `${kind}-${options.programmeYear}-${day}-${place + options.firstSequence}.csv`,
    year: options.programmeYear,
    businessDate: options.businessDate,
    sequence: place + options.firstSequence,
    layout: plainLayout(kind),
    rows: people.map((person) => rowOf(kind, person, batchNo)),
    planted: [],
    totalFen: kind === 'payment' ? BigInt(people.length) * GRANT_FEN : null,
  });
}

function rowOf(kind: SampleKind, person: Person, batchNo: string): WireRow {
  if (kind === 'applicant') return { cells: applicantCells(person) };
  if (kind === 'certificate') return { cells: certificateCells(person) };
  return { cells: paymentCells(person, batchNo) };
}
