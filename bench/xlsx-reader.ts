import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import ExcelJS from 'exceljs';
import { streamXlsxRows, writeXlsxStream } from 'hucre/xlsx';
import { openCsv } from '../adapters/files/csv.ts';
import { encodeCsvRow } from '../adapters/files/csv-write.ts';
import { fileSource } from '../adapters/files/source.ts';
import { openTable } from '../adapters/files/table.ts';

/**
 * The reader of workbooks against exceljs's and hucre's streaming readers: 100,000 rows of 18 columns of Chinese text, once with shared
 * strings as spreadsheets save them, once with strings inside the cells. Each run is a process of its own, so that its peak memory is its
 * own; readers take turns, of two rounds the better time and the higher peak count. Every cell is compared with a CSV file of the same rows.
 */
const ROWS = 100_000;
const HEADER = Array.from({ length: 18 }, (_, column) => `第${column + 1}列`);
const ROUNDS = 2;
const SHEET = '报名';

const SURNAMES = ['欧阳', '张', '李', '王', '陈', '司徒', '买买提·阿', '𬱖'];
const GIVEN = '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂㛃𠮷';
const PLACES = ['天河', '番禺', '黄埔', '白云', '增城', '花都', '南沙'];

type Row = readonly string[];
const READERS: Readonly<Record<string, (path: string) => AsyncIterable<readonly Row[]>>> = { ours, exceljs, hucre };

const [, , reader, path, mode] = process.argv;
if (reader === undefined || path === undefined) await compare();
else await measure(reader, path, mode === 'compared');

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'xlsx-reader-'));
  const lines = [`${ROWS} rows × ${HEADER.length} columns, Node ${process.versions.node}`];
  try {
    await writeFiles(folder);
    for (const strings of ['shared', 'inline']) {
      const runs = new Map(Object.keys(READERS).map((name) => [name, [] as Run[]]));
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [name, done] of runs) done.push(await runOf(name, join(folder, `${strings}.xlsx`), round === 0));
      }
      for (const [name, done] of runs) lines.push(lineOf(`${strings} strings`, name, done));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const text = `${lines.join('\n')}\n`;
  process.stdout.write(text);
  await writeFile(join(import.meta.dirname, 'results', 'xlsx-reader.txt'), text);
}

interface Run {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly rows: number;
  readonly wrong: Wrong | null;
}

interface Wrong {
  readonly cells: number;
  readonly rows: number;
}

function lineOf(file: string, name: string, runs: readonly Run[]): string {
  const seconds = Math.min(...runs.map((run) => run.seconds)).toFixed(2);
  const peak = Math.max(...runs.map((run) => run.peakMiB)).toFixed(0);
  const rows = runs[0]?.rows;
  const wrong = runs.find((run) => run.wrong !== null)?.wrong;
  const figures = `${seconds.padStart(6)} s ${peak.padStart(5)} MiB`;
  return `${file.padEnd(16)} ${name.padEnd(8)} ${figures}   ${rows} rows, ${wrong?.cells} wrong cells in ${wrong?.rows} rows`;
}

async function runOf(name: string, workbook: string, compared: boolean): Promise<Run> {
  const options = [import.meta.filename, name, workbook, ...(compared ? ['compared'] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout) as Run;
}

/** Reads a workbook once for its time and peak memory, then perhaps again for its cells. */
async function measure(name: string, workbook: string, compared: boolean): Promise<void> {
  const open = READERS[name];
  if (open === undefined) throw new Error(`no reader ${name}`);
  const started = performance.now();
  let rows = 0;
  for await (const block of open(workbook)) rows += block.length;
  const seconds = (performance.now() - started) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const wrong = compared ? await wrongCells(open(workbook), join(dirname(workbook), 'twin.csv')) : null;
  process.stdout.write(JSON.stringify({ seconds, peakMiB, rows, wrong }));
}

async function wrongCells(read: AsyncIterable<readonly Row[]>, twin: string): Promise<Wrong> {
  const right = rowsOf(rightRows(twin));
  let cells = 0;
  let rows = 0;
  for await (const block of read) {
    for (const row of block) {
      const next = await right.next();
      const value: Row = next.done === true ? [] : next.value;
      const wrong = value.filter((cell, at) => cell !== row[at]).length + Math.max(0, row.length - value.length);
      cells += wrong;
      if (wrong > 0) rows += 1;
    }
  }
  return { cells, rows };
}

async function* rightRows(twin: string): AsyncGenerator<readonly Row[]> {
  const { source } = await fileSource(twin);
  for await (const block of (await openCsv(source)).blocks) yield block.map(({ cells }) => cells);
}

async function* rowsOf(blocks: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const block of blocks) yield* block;
}

async function* ours(workbook: string): AsyncGenerator<readonly Row[]> {
  const { source } = await fileSource(workbook);
  const layout = {
    columns: [],
    recognise: (cells: readonly string[]) => cells.filter((cell) => HEADER.includes(cell)).length,
  };
  const { blocks } = await openTable(source, { form: 'xlsx', sheet: SHEET }, layout);
  for await (const block of blocks) yield block.map(({ cells }) => cells);
}

async function* exceljs(workbook: string): AsyncGenerator<readonly Row[]> {
  const options = { sharedStrings: 'cache', worksheets: 'emit', styles: 'cache', entries: 'ignore' } as const;
  for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(workbook, options)) {
    for await (const { number, values } of sheet) {
      if (number > 1) yield [Array.isArray(values) ? Array.from(values.slice(1), textOf) : []];
    }
  }
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}

async function* hucre(workbook: string): AsyncGenerator<readonly Row[]> {
  const bytes = Readable.toWeb(createReadStream(workbook)) as ReadableStream<Uint8Array>;
  for await (const { index, values } of streamXlsxRows(bytes)) {
    if (index > 0) yield [values.map(textOf)];
  }
}

async function writeFiles(folder: string): Promise<void> {
  await pipeline(
    Readable.from([HEADER, ...everyRow()].map((row) => encodeCsvRow(row, 'utf-8'))),
    createWriteStream(join(folder, 'twin.csv')),
  );
  // As spreadsheets save it: written by exceljs, whose own reader can't complain of the writer.
  const options = { filename: join(folder, 'shared.xlsx'), useSharedStrings: true };
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter(options);
  const sheet = writer.addWorksheet(SHEET);
  for (const row of [HEADER, ...everyRow()]) sheet.addRow(row).commit();
  await writer.commit();
  const inline = writeXlsxStream(
    [HEADER, ...everyRow()].map((row) => [...row]),
    { name: SHEET },
  );
  await pipeline(
    Readable.fromWeb(inline as Parameters<typeof Readable.fromWeb>[0]),
    createWriteStream(join(folder, 'inline.xlsx')),
  );
}

/** About half of the cells occur once in the file, as in a real list of applicants. */
function* everyRow(): Generator<string[]> {
  const given = [...GIVEN];
  const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T;
  for (let at = 0; at < ROWS; at += 1) {
    const number = String(at).padStart(6, '0');
    const place = pick(PLACES, at);
    const name = `${pick(SURNAMES, at)}${pick(given, at * 7)}${pick(given, at * 13 + Math.floor(at / 26))}`;
    yield [
      `GZ2025${number}`,
      name,
      '居民身份证',
      `440199199${String((at * 7919) % 1_000_000_000).padStart(9, '0')}`,
      `138${String((at * 104_729) % 100_000_000).padStart(8, '0')}`,
      pick(['男', '女'], at),
      '汉族',
      `广州市${place}区第${at % 997}工会委员会`,
      '81440100MC0000004Q',
      `广州市${place}区${number}号精密机械制造有限公司`,
      `91440199MA${number}X`,
      '是',
      '新生代产业工人、制造业一线职工',
      pick(['本科', '大专'], at),
      `华南理工大学继续教育学院${place}教学点`,
      '计算机科学与技术',
      '审核通过',
      `2025-11-${String((at % 28) + 1).padStart(2, '0')} 23:05:${String(at % 60).padStart(2, '0')}`,
    ];
  }
}
