import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { COLUMNS, differingAmong } from './reconcile/payments.ts';
import type { Form } from './reconcile/sides.ts';

/**
 * Two sides of payments against each other, one in a thousand differing: from sorted snapshots and from unsorted CSV files, ours and
 * DuckDB's, and the least there is to do, reading the bytes. Each run is a process of its own, so that its peak memory is its own; they
 * take turns, of the rounds the best time and the highest peak count. `node bench/reconcile.ts [--rows 10000000] [--rounds 3]`; a size's
 * figures replace those of the same size in the results. The data, about 1 KB a row, lies in the temporary directory meanwhile.
 */
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    run: { type: 'string' },
    folder: { type: 'string' },
  },
});

/** What runs, loaded first: no run has another's program in its memory, or the loading of its own in its time. */
const RUNS = {
  'ours, entries': () => ours('entries'),
  'reading their bytes': () => reading('entries'),
  'ours, entries sealed': () => ours('sealed'),
  'reading and opening their bytes': () => reading('sealed'),
  'DuckDB, Parquet, keys and hashes': async () => {
    const { joinTables, parquetTable } = await import('./reconcile/duckdb.ts');
    return (folder) => joinTables(folder, parquetTable(folder, 'hashes'), ['hash']);
  },
  'DuckDB, Parquet, keys and 9 fields': async () => {
    const { joinTables, parquetTable } = await import('./reconcile/duckdb.ts');
    return (folder) => joinTables(folder, parquetTable(folder, 'fields'), COLUMNS);
  },
  'ours, CSV': async () => (await import('./reconcile/csv.ts')).compareCsv,
  'DuckDB, CSV': async () => {
    const { csvTable, joinTables } = await import('./reconcile/duckdb.ts');
    return (folder) => joinTables(folder, csvTable(folder), COLUMNS);
  },
  'bridge reconcile': async () => (await import('./reconcile/command.ts')).runCommand,
  'DuckDB, join only': async () => {
    const { answer } = await import('./reconcile/duckdb.ts');
    const { joinOfWireForms } = await import('./reconcile/command.ts');
    return (folder) => answer(folder, joinOfWireForms(folder));
  },
} as const satisfies Readonly<Record<string, () => Promise<Work>>>;
type RunName = keyof typeof RUNS;
/** How many keys differ, and the peak memory where it is another process's. */
type Work = (folder: string) => Promise<number | { readonly differing: number; readonly peakMiB: number }>;

interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly differing: number;
}

const SORTED = [
  'ours, entries',
  'reading their bytes',
  'ours, entries sealed',
  'reading and opening their bytes',
  'DuckDB, Parquet, keys and hashes',
  'DuckDB, Parquet, keys and 9 fields',
] as const satisfies readonly RunName[];
const UNSORTED = ['ours, CSV', 'DuckDB, CSV'] as const satisfies readonly RunName[];
const WIRE_FORMS = ['bridge reconcile', 'DuckDB, join only'] as const satisfies readonly RunName[];
/** Synthetic persons are as many as the fictitious county has numbers for, and each of their rows is validated: it takes its time. */
const WIRE_ROWS_MAX = 1_000_000;

if (options.run !== undefined && options.folder !== undefined) await measure(options.run as RunName, options.folder);
else await compare(Number(options.rows), Number(options.rounds));

async function ours(form: Form): Promise<(folder: string) => Promise<number>> {
  const { compareEntries } = await import('./reconcile/sides.ts');
  return (folder) => compareEntries(folder, form);
}

async function reading(form: Form): Promise<(folder: string) => Promise<number>> {
  const { readEntries } = await import('./reconcile/sides.ts');
  return (folder) => readEntries(folder, form);
}

async function measure(run: RunName, folder: string): Promise<void> {
  const work = await RUNS[run]();
  const started = performance.now();
  const found = await work(folder);
  const seconds = (performance.now() - started) / 1000;
  const { differing, peakMiB } =
    typeof found === 'number' ? { differing: found, peakMiB: process.resourceUsage().maxRSS / 1024 } : found;
  process.stdout.write(JSON.stringify({ seconds, peakMiB, differing } satisfies Measured));
}

async function compare(rows: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-reconcile-'));
  const size = `${rows.toLocaleString('en')} × ${rows.toLocaleString('en')}`;
  const data = await import('./reconcile/data.ts');
  try {
    await data.writeSorted(folder, rows);
    const sorted = await inTurns(SORTED, folder, rows, rounds);
    data.writeUnsorted(folder, rows);
    const unsorted = await inTurns(UNSORTED, folder, rows, rounds);
    const lines = [
      `${size} payments, 0.1 % differing; Node ${process.versions.node}, ${availableParallelism()} cores, ${rounds} rounds in turns`,
      'sorted snapshots',
      ...SORTED.map((run) => lineOf(run, sorted[run])),
      ...goalsOfSorted(sorted),
      'unsorted CSV, key and 9 fields',
      ...UNSORTED.map((run) => lineOf(run, unsorted[run])),
      ...goalsOfUnsorted(unsorted),
      ...(rows > WIRE_ROWS_MAX ? [] : await wireForms(folder, rows)),
    ];
    report(`${lines.join('\n')}\n`, size);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function wireForms(folder: string, rows: number): Promise<readonly string[]> {
  const { writeWireForms } = await import('./reconcile/command.ts');
  writeWireForms(folder, rows);
  const runs = await inTurns(WIRE_FORMS, folder, rows, 1);
  return [
    'the whole command, CSV against JSON Lines: decodes, validates and compares every row; DuckDB joins amount and account',
    ...WIRE_FORMS.map((run) => lineOf(run, runs[run])),
  ];
}

async function inTurns<Name extends RunName>(
  runs: readonly Name[],
  folder: string,
  rows: number,
  rounds: number,
): Promise<Readonly<Record<Name, Measured>>> {
  const best: Partial<Record<Name, Measured>> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const run of runs) {
      const measured = await inProcess(run, folder);
      const expected = run.startsWith('reading') ? 0 : differingAmong(rows);
      if (measured.differing !== expected) throw new Error(`${run}: ${measured.differing} differ, not ${expected}`);
      const before = best[run] ?? measured;
      best[run] = {
        ...measured,
        seconds: Math.min(before.seconds, measured.seconds),
        peakMiB: Math.max(before.peakMiB, measured.peakMiB),
      };
    }
  }
  return best as Record<Name, Measured>;
}

async function inProcess(run: RunName, folder: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    import.meta.filename,
    '--run',
    run,
    '--folder',
    folder,
  ]);
  return JSON.parse(stdout) as Measured;
}

function lineOf(run: RunName, { seconds, peakMiB, differing }: Measured): string {
  const figures = `${seconds.toFixed(2).padStart(7)} s ${peakMiB.toFixed(0).padStart(6)} MiB`;
  return `  ${run.padEnd(36)}${figures}${differing === 0 ? '' : `   ${differing.toLocaleString('en')} differ`}`;
}

function goalsOfSorted(of: Readonly<Record<(typeof SORTED)[number], Measured>>): readonly string[] {
  const duckdb = of['DuckDB, Parquet, keys and hashes'].seconds;
  const [open, sealed] = [of['ours, entries'].seconds, of['ours, entries sealed'].seconds];
  const [bytes, opened] = [of['reading their bytes'].seconds, of['reading and opening their bytes'].seconds];
  return [
    goal('DuckDB’s time in ours', duckdb / open, '≥ 5', duckdb / open >= 5),
    goal('ours in reading the bytes', open / bytes, '≤ 2', open / bytes <= 2),
    goal('sealed: DuckDB’s time (not sealed) in ours', duckdb / sealed, '≥ 5', duckdb / sealed >= 5),
    goal('sealed: ours in reading and opening the bytes', sealed / opened, '≤ 2', sealed / opened <= 2),
  ];
}

function goalsOfUnsorted(of: Readonly<Record<(typeof UNSORTED)[number], Measured>>): readonly string[] {
  const { seconds, peakMiB } = of['ours, CSV'];
  const ratio = of['DuckDB, CSV'].seconds / seconds;
  return [
    goal('DuckDB’s time in ours', ratio, '> 1', ratio > 1),
    `  our peak memory: ${peakMiB.toFixed(0)} MiB, goal ≤ 256: ${peakMiB <= 256 ? 'met' : 'missed'}`,
  ];
}

function goal(what: string, ratio: number, wanted: string, isMet: boolean): string {
  return `  ${what}: ${ratio.toFixed(2)} ×, goal ${wanted}: ${isMet ? 'met' : 'missed'}`;
}

/** Puts a size's figures in the place of the ones of that size before. */
function report(text: string, size: string): void {
  process.stdout.write(text);
  const path = join(import.meta.dirname, 'results', 'reconcile.txt');
  const others = partsOf(path).filter((part) => !part.startsWith(`${size} `));
  writeFileSync(path, [...others, text].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).join('\n'));
}

function partsOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\n(?=[\d,]+ × )/);
  } catch {
    return [];
  }
}
