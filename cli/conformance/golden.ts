import { globSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { FileError } from '../../adapters/files/file-error.ts';
import { openRecords } from '../../adapters/files/open-records.ts';
import type { CheckedRow } from '../../core/check.ts';
import { type Kind, KINDS } from '../../schemas/kind.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import type { LawResult } from './law.ts';
import { kindsOf } from './laws.ts';
import { TODAY } from './values.ts';

/** A real file of a system's own form, and what must be read from it. */
export interface GoldenSample {
  /** `applicant-good.input.csv`. */
  readonly name: string;
  readonly kind: Kind;
  readonly input: URL;
  readonly expected: URL;
}

/** What a file was read as: whole rows, or why it was refused whole. */
export type GoldenReading =
  | {
      readonly encoding: string;
      readonly headerRow: number;
      readonly warnings: readonly unknown[];
      readonly rows: readonly CheckedRow<Canonical>[];
    }
  | { readonly error: { readonly code: string; readonly detail: Readonly<Record<string, string | number>> } };

/** The day the samples are read on, and the year their records are of. */
const CONTEXT = { today: TODAY, programmeYear: 2025 };
const SYSTEMS = new URL('../../schemas/systems/', import.meta.url);

/** The samples in a system's folder, in order. Throws where one's name begins with no kind. */
export function goldenSamples(system: System, root: URL = SYSTEMS): readonly GoldenSample[] {
  const folder = new URL(`${system.id}/golden/`, root);
  return globSync('*.input.*', { cwd: folder })
    .toSorted()
    .map((name) => {
      const kind = KINDS.find((one) => name.startsWith(one));
      if (kind === undefined) throw new Error(`${system.id}: ${name} begins with no kind of record`);
      const expected = new URL(name.replace(/\.input\..*/, '.expected.json'), folder);
      return { name, kind, input: new URL(name, folder), expected };
    });
}

/** The kinds a system carries and has no sample of. */
export function kindsWithoutSample(system: System, samples: readonly GoldenSample[]): readonly Kind[] {
  return kindsOf(system).filter((kind) => !samples.some((sample) => sample.kind === kind));
}

/** Whether the sample is read as expected. */
export async function runGolden(system: System, sample: GoldenSample): Promise<LawResult> {
  const expected: unknown = JSON.parse(readFileSync(sample.expected, 'utf8'));
  const read = plain(await readGolden(system, sample));
  const place = differenceIn(expected, read);
  if (place === null) return { ok: true, cases: 1 };
  return {
    ok: false,
    counterexample: { says: { zh: `${sample.name} 读出的不同`, en: `${sample.name} is read otherwise` }, shown: place },
  };
}

export async function readGolden(system: System, { kind, input }: GoldenSample): Promise<GoldenReading> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield readFileSync(input);
  }
  try {
    const file = await openRecords({ system, kind, context: CONTEXT }, source());
    const rows: CheckedRow<Canonical>[] = [];
    for await (const block of file.blocks) rows.push(...block.map(({ result }) => result));
    const { encoding, headerRow, warnings } = file;
    return { encoding, headerRow, warnings, rows };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { error: { code: error.code, detail: error.detail } };
  }
}

interface Difference {
  readonly at: string;
  readonly expected: unknown;
  readonly read: unknown;
}

/**
 * The first place where the reading is not what is expected. Rows are compared whole; of the file, and of an error's detail, what the
 * expectation names.
 */
function differenceIn(expected: unknown, read: unknown): Difference | null {
  const wanted = membersOf(expected);
  const found = membersOf(read);
  if (!('rows' in wanted) && !('error' in wanted))
    return { at: '', expected: 'rows or error', read: Object.keys(wanted) };
  for (const [at, value] of Object.entries(wanted)) {
    const difference =
      at === 'rows'
        ? rowDifference(value, found[at])
        : at === 'error'
          ? errorDifference(value, found[at])
          : unequal(at, value, found[at]);
    if (difference !== null) return difference;
  }
  return null;
}

function rowDifference(expected: unknown, read: unknown): Difference | null {
  if (!Array.isArray(expected) || !Array.isArray(read)) return unequal('rows', expected, read);
  for (const at of Array(Math.max(expected.length, read.length)).keys()) {
    const difference = unequal(`rows.${at}`, expected[at], read[at]);
    if (difference !== null) return difference;
  }
  return null;
}

function errorDifference(expected: unknown, read: unknown): Difference | null {
  const wanted = membersOf(expected);
  const found = membersOf(read);
  if (wanted['code'] !== found['code'])
    return { at: 'error.code', expected: wanted['code'], read: found['code'] ?? read };
  const detail = membersOf(found['detail']);
  for (const [name, value] of Object.entries(membersOf(wanted['detail'])))
    if (!isDeepStrictEqual(value, detail[name]))
      return { at: `error.detail.${name}`, expected: value, read: detail[name] };
  return null;
}

function unequal(at: string, expected: unknown, read: unknown): Difference | null {
  return isDeepStrictEqual(expected, read) ? null : { at, expected, read };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** As JSON holds it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
