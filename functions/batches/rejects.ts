import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { refuse } from '../../adapters/http/problem-document.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { type RejectReason, rejectsHeader, rejectsLine } from '../../adapters/files/rejects-file.ts';
import { decodeChunk } from '../../core/lines.ts';
import { columnsOf, originalCells } from '../../core/original-cells.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';
import { ownBatch, workOf } from './view.ts';

/** An answer of a function is at most 6 MB, base64 included. */
const ANSWER_BYTES_MAX = 4_000_000;

/** `GET /v1/batches/{id}/rejects`: the rejected rows with their original columns, as a file a spreadsheet opens. */
export async function sendRejects(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const batch = await ownBatch(serving, partner, event.pathParameters?.['id'] ?? '');
  if (batch === undefined) return refuse(404, 'batch.unknown');
  const { header, rows } = await fromIngest(serving, batch);
  const all = [...rows, ...(await fromLater(serving, batch, header))].toSorted((a, b) => a.row - b.row);
  const lines = all.map(({ row, cells, problem }) => rejectsLine(header, cells, row, problem, 'zh'));
  const file = Buffer.concat([rejectsHeader(header), ...lines]);
  if (file.length > ANSWER_BYTES_MAX) return refuse(413, 'file.too-large', `${all.length} rows`);
  return {
    statusCode: 200,
    isBase64Encoded: true,
    body: file.toString('base64'),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="rejects-${batch.batchId}.csv"`,
    },
  };
}

interface RejectedRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly problem: RejectReason;
}

/** What ingest rejected, with the cells as they came. */
async function fromIngest(
  { vault }: Serving,
  batch: BatchItem,
): Promise<{ readonly header: readonly string[]; readonly rows: readonly RejectedRow[] }> {
  const mapping = mappingFor(batch);
  const header = mapping === undefined ? [] : columnsOf(mapping);
  const first = batch.rejects[0];
  if (first === undefined) return { header, rows: [] };
  const lines: (Entry | { readonly header: readonly string[] })[] = [];
  for await (const frame of vault.readAll(first.object)) {
    for (const line of Buffer.from(frame).toString('utf8').split('\n'))
      if (line !== '') lines.push(JSON.parse(line) as (typeof lines)[number]);
  }
  const own = lines.find((line) => 'header' in line);
  const rows = lines.flatMap((line) => ('row' in line ? [line] : []));
  return {
    header: own?.header ?? header,
    rows: rows.map(({ row, code, field, cells }) => ({ row, cells, problem: { code, field } })),
  };
}

interface Entry {
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
  readonly cells: readonly string[];
}

/** What translate or the destination refused: the cells are written anew from the record. */
async function fromLater(
  serving: Serving,
  batch: BatchItem,
  header: readonly string[],
): Promise<readonly RejectedRow[]> {
  const works = await workOf(serving, batch);
  const chunks = new Map(works.filter((work) => work.type === 'chunk').map((work) => [work.chunk, work]));
  const mapping = mappingFor(batch);
  const rows: RejectedRow[] = [];
  for (const work of works.filter(({ problems }) => problems.length > 0)) {
    const chunk = chunks.get(work.chunk);
    if (chunk === undefined || mapping === undefined) continue;
    const lines = decodeChunk(await serving.vault.readFrame(chunk.pointer));
    for (const { row, code, line } of work.problems) {
      const { record, paymentNo = '' } = lines[line] ?? {};
      const cells = record === undefined ? [] : originalCells(mapping, header, record, { paymentNo });
      rows.push({ row, cells, problem: { code, field: null } });
    }
  }
  return rows;
}

function mappingFor({ manifest }: BatchItem): Mapping<Canonical> | undefined {
  const system = systemById(manifest.system);
  return system === undefined ? undefined : mappingOf(system, manifest.kind);
}
