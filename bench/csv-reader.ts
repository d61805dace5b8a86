import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { openCsv } from '../adapters/files/csv.ts';

/** The reader of the nightly files against iconv-lite + csv-parse: CPU µs per row of 18 columns in GB18030, alternating, three rounds. */
const ROWS = 200_000;
const HEADER = Array.from({ length: 18 }, (_, column) => `第${column + 1}列`).join(',');
const ROW =
  'GZ2025000001,欧阳小明,居民身份证,440199199003070013,13800000000,男,汉族,广州市某某有限公司工会委员会,81440100MC0000004Q,某某有限公司,91440199MA0000007A,是,"新生代产业工人、制造业一线职工",本科,华南理工大学,计算机科学与技术,审核通过,2025-11-22 23:05:00';
const PLAIN_ROW = ROW.replaceAll('"', '');
const CHUNK_BYTES = 256 * 1024;

function fileOf(row: string): Buffer {
  return iconv.encode(`${HEADER}\n${`${row}\n`.repeat(ROWS)}`, 'gb18030');
}

async function* chunked(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

async function ours(bytes: Buffer): Promise<number> {
  let cells = 0;
  for await (const block of (await openCsv(chunked(bytes))).blocks) for (const row of block) cells += row.cells.length;
  return cells;
}

async function peer(bytes: Buffer): Promise<number> {
  const parser = parse({ from_line: 2 });
  const decoder = iconv.getDecoder('gb18030');
  void (async () => {
    for await (const chunk of chunked(bytes)) parser.write(decoder.write(chunk));
    parser.end(decoder.end());
  })();
  let cells = 0;
  for await (const row of parser as AsyncIterable<string[]>) cells += row.length;
  return cells;
}

async function cpuMicrosPerRow(run: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage();
  const cells = await run();
  const spent = process.cpuUsage(before);
  if (cells !== ROWS * 18) throw new Error(`read ${cells} cells`);
  return (spent.user + spent.system) / ROWS;
}

const best = (times: readonly number[]): string => Math.min(...times).toFixed(2);
for (const [name, bytes] of [
  ['plain', fileOf(PLAIN_ROW)],
  ['one quoted cell a row', fileOf(ROW)],
] as const) {
  const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round < 3; round += 1) {
    times.ours.push(await cpuMicrosPerRow(() => ours(bytes)));
    times.peer.push(await cpuMicrosPerRow(() => peer(bytes)));
  }
  process.stdout.write(
    `${name.padEnd(24)} ours ${best(times.ours)} µs/row   iconv-lite + csv-parse ${best(times.peer)} µs/row\n`,
  );
}
process.stdout.write(
  `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB (the whole file is held by the benchmark)\n`,
);
