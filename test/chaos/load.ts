import { openRecords } from '../../adapters/files/open-records.ts';
import { GRANT_FEN, roundNight, smallNight, smallNightPeople } from '../../local/nights/clean-nights.ts';
import { matchingNightOf } from '../../local/nights/matching-night.ts';
import type { NightFile } from '../../local/nights/night.ts';
import type { Random } from '../../local/nights/random.ts';
import { shenzhenNight } from '../../local/nights/shenzhen-night.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { readCsv, sentAgain, writeCsv } from '../e2e/edited.ts';
import { SEEDS } from './one-night.ts';

/** A file, and when after the beginning its city sends it. */
export interface Dispatch {
  readonly atMs: number;
  readonly file: NightFile;
  /** `stopped`: its manifest does not fit its rows, so nothing of it may be written. */
  readonly meant: 'taken' | 'stopped';
  readonly rows: readonly SentRow[];
}

/** What the city itself would say of one row. */
export interface SentRow {
  readonly kind: NightFile['kind'];
  readonly programme: string;
  readonly number: string;
  /** Empty where the kind has none. */
  readonly level: string;
  readonly fen: bigint;
  /** Of applicants alone. */
  readonly mobile: string;
  readonly updatedAt: string;
}

const PEOPLE = 40;
const MATCHED = 20;
/** Guangzhou's files of one night stay below this. */
const SEQUENCES_PER_NIGHT = 100;
/** Row of the round, from 0, of the first person two cities would pay; the next edition has the next. */
const PAID_IN_BOTH = 300;
const CORRECTED_AT = '2026-11-20 08:00:00';
const JITTER_MS = 3_000;

/**
 * So many nights within `ms`: of Guangzhou with files that are corrected, repeated, cut off, out of order and wrong in their totals;
 * matching grants through the bank; every second time a night of Shenzhen with someone Guangzhou would pay at the same time.
 */
export async function loadOf(random: Random, seed: number, nights: number, ms: number): Promise<readonly Dispatch[]> {
  const drafts = await Promise.all(Array.from({ length: nights }, (_, night) => nightOf(random, seed, night)));
  const step = ms / nights;
  return await Promise.all(
    drafts.flatMap((night, at) =>
      night.map(async ({ afterMs, file, meant = 'taken' as const }): Promise<Dispatch> => ({
        atMs: at * step + afterMs + random.below(JITTER_MS),
        file,
        meant,
        rows: await rowsOf(meant === 'taken' ? file : { ...file, bytes: Buffer.alloc(0) }),
      })),
    ),
  );
}

interface Draft {
  readonly afterMs: number;
  readonly file: NightFile;
  readonly meant?: 'stopped';
}

async function nightOf(random: Random, seed: number, night: number): Promise<readonly Draft[]> {
  const options = { people: PEOPLE, seed: (seed * 7 + night) % SEEDS };
  const base = night * SEQUENCES_PER_NIGHT;
  const [applicants, certificates, first, second] = smallNight(options).files.map((file, place) =>
    renamed(file, base + place + 1),
  );
  if (applicants === undefined || certificates === undefined || first === undefined || second === undefined)
    throw new Error('a night has four files');
  const matching = await matchingNightOf({
    people: smallNightPeople(options).slice(0, MATCHED),
    year: 2025,
    batchNo: `PT-2025-${String(night + 1).padStart(2, '0')}`,
    sequence: base + 20,
  });
  const corrected = sentAgain(applicants, base + 9, (cells, row) =>
    row % 3 === 0 ? { ...cells, 手机号: mobileOf(base + row), 更新时间: CORRECTED_AT } : cells,
  );
  const wrongTotal = { ...renamed(second, base + 4), totalFen: (second.totalFen ?? 0n) + GRANT_FEN };
  const cut = renamed(applicants, base + 6);
  return [
    { afterMs: 0, file: applicants },
    { afterMs: 500, file: certificates },
    { afterMs: 1_000, file: first },
    { afterMs: 1_000, file: wrongTotal, meant: 'stopped' },
    { afterMs: 4_000, file: renamed(second, base + 5) },
    {
      afterMs: 2_000,
      file: { ...cut, bytes: cut.bytes.subarray(0, random.below(cut.bytes.length)) },
      meant: 'stopped',
    },
    { afterMs: 5_000, file: renamed(applicants, base + 7) },
    { afterMs: 6_000, file: renamed(first, base + 8) },
    { afterMs: 7_000, file: corrected },
    // As it was before the correction, sent after it.
    { afterMs: 9_000, file: renamed(applicants, base + 10) },
    ...matching.files.flatMap((file) => [
      { afterMs: 3_000, file },
      { afterMs: 10_000, file: renamed(file, base + 21) },
    ]),
    ...(night % 2 === 0 ? bothCities(night / 2) : []),
  ];
}

/** A night of Shenzhen, and the application and grant of one of its people in Guangzhou's own files, at the same time. */
function bothCities(edition: number): readonly Draft[] {
  const shenzhen = shenzhenNight(edition).files;
  const [applicants, , payments] = roundNight().files;
  const guangzhou = [applicants, payments].flatMap((file, place) =>
    file === undefined ? [] : [renamed(oneRow(file, PAID_IN_BOTH + edition), 90_000 + 2 * edition + place)],
  );
  return [
    ...[...shenzhen, ...guangzhou].map((file) => ({ afterMs: 2_000, file })),
    ...shenzhen.map((file, place) => ({ afterMs: 9_000, file: renamed(file, 1_000 + 3 * edition + place) })),
  ];
}

function oneRow(file: NightFile, row: number): NightFile {
  const { header, rows } = readCsv(file.bytes);
  const totalFen = file.totalFen === null ? null : GRANT_FEN;
  return { ...file, bytes: writeCsv(header, rows.slice(row, row + 1)), rows: 1, totalFen };
}

/** The same bytes under another manifest. */
function renamed(file: NightFile, sequence: number): NightFile {
  const fileName = file.fileName.replace(/(-\d+)?(\.[a-z]+)$/, `-${sequence}$2`);
  return { ...file, sequence, fileName };
}

function mobileOf(index: number): string {
  return `1408${String(index).padStart(7, '0')}`;
}

async function rowsOf({ bytes, system: id, kind, year }: NightFile): Promise<readonly SentRow[]> {
  const system = systemById(id);
  if (system === undefined) throw new Error(`no system ${id}`);
  if (bytes.length === 0) return [];
  const context = { today: '2026-11-23', programmeYear: year };
  const file = await openRecords({ system, kind, context }, pieces(bytes));
  const rows: SentRow[] = [];
  for await (const block of file.blocks)
    for (const { result } of block) {
      if (!('record' in result)) throw new Error(`${id} ${kind}: a row of a clean night is refused`);
      const record = result.record as unknown as Readonly<Record<string, string | undefined>>;
      const text = (field: string): string => record[field] ?? '';
      rows.push({
        kind,
        programme: text('programmeCode'),
        number: text('declarationNo'),
        level: text('fundingLevel'),
        fen: BigInt(text('amountFen') || 0),
        mobile: text('mobile'),
        updatedAt: text('updatedAt'),
      });
    }
  return rows;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
