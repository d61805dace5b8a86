import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { type BatchItem, batchKeyOf, createBatch } from '../../adapters/ledger/batches.ts';
import { isHistorySigned } from '../../adapters/ledger/history.ts';
import { WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import { type Amount, sum } from '../../core/ledger/tally.ts';
import { type ChunkLine, chunkLineOf, encodeLines, frameHash, standingOf } from '../../core/lines.ts';
import type { RowEnd } from '../../core/proof/leaf.ts';
import { shortHash } from '../../core/short-hash.ts';
import { chunkSortKey } from '../../core/work-key.ts';
import { recordsPushSchema } from '../../schemas/manifest.ts';
import { explain, type FieldProblem } from '../../schemas/problem.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';
import { parseBody } from './parse-body.ts';
import { keepPushedRows } from './pushed-proof.ts';
import { checkerOf } from './pushed-rows.ts';

const RUN = 'push';

type Row = Omit<ChunkLine, 'seenBefore'>;
interface Rejected {
  /** Position in the request, from 1. */
  readonly row: number;
  readonly problem: FieldProblem;
  readonly fen: string;
}

/** `POST /v1/records`: up to 100 records now instead of tonight, as a batch of their own. The same request again is the same batch. */
export async function pushRecords(
  serving: Serving,
  partner: Partner,
  _event: APIGatewayProxyEvent,
  body: Buffer,
): Promise<APIGatewayProxyResult> {
  const parsed = parseBody(recordsPushSchema, body);
  if ('refusal' in parsed) return parsed.refusal;
  const push = parsed.value;
  const system = systemById(push.system);
  if (system === undefined || system.tenant !== partner.tenant) return refuse(403, 'auth.forbidden', 'system');
  if (mappingOf(system, push.kind) === undefined) return refuse(400, 'batch.manifest-invalid', 'kind');
  if (push.kind === 'payment' && push.programmeYear === undefined)
    return refuse(400, 'batch.manifest-invalid', 'programmeYear');
  const context = {
    today: businessDate(serving.clock.now()),
    ...(push.programmeYear === undefined ? {} : { programmeYear: push.programmeYear }),
  };
  const check = checkerOf(system, push.kind, push.records, context);
  if ('refusal' in check) return check.refusal;
  if (push.kind === 'payment' && system.side === 'city' && !(await isHistorySigned(serving.table, partner.tenant)))
    return refuse(409, 'history.not-signed-off');

  const indexKey = await serving.secrets.indexKey();
  const good: Row[] = [];
  const rejected: Rejected[] = [];
  push.records.forEach((record, index) => {
    const { checked, fen } = check(index + 1, record);
    if (checked.ok) good.push(chunkLineOf(indexKey, push, checked));
    else rejected.push({ row: checked.row, problem: checked.problem, fen: fen ?? '0' });
  });
  const groups = [...Map.groupBy(good, (row) => row.recordKey).values()].map(standingOf);
  for (const row of groups.flatMap((group) => group.rejected))
    rejected.push({ row: row.row, problem: { code: 'row.duplicate', field: null }, fen: row.fen });
  const lines = groups.flatMap((group) => group.kept).map((row): ChunkLine => ({ ...row, seenBefore: true }));
  const repeated = groups.flatMap((group) => group.repeated);
  const batchId = await keep(serving, partner, push, {
    sha256: createHash('sha256').update(body).digest('hex'),
    lines,
    rejected: amountOf(rejected),
    unchanged: amountOf(repeated),
    ends: new Map([
      ...rejected.map(({ row, problem }): [number, RowEnd] => [row, { outcome: 'rejected', code: problem.code }]),
      ...repeated.map(({ row }): [number, RowEnd] => [row, { outcome: 'unchanged', code: null }]),
    ]),
  });
  return jsonAnswer(202, {
    batchId,
    accepted: lines.length,
    rejects: rejected.map(({ row, problem }) => ({
      row,
      field: problem.field,
      code: problem.code,
      message: explain({ ...problem, row }, 'zh'),
    })),
  });
}

function amountOf(rows: readonly { readonly fen: string }[]): Amount {
  return sum(rows.map(({ fen }) => ({ rows: 1, fen })));
}

interface Kept {
  /** Hex, of the request's body. */
  readonly sha256: string;
  readonly lines: readonly ChunkLine[];
  readonly rejected: Amount;
  readonly unchanged: Amount;
  /** What became of rows that do not go on, by row. */
  readonly ends: ReadonlyMap<number, RowEnd>;
}

type Push = Pick<BatchItem['manifest'], 'system' | 'kind' | 'sequence'> & {
  readonly programmeYear?: number | undefined;
  readonly records: readonly object[];
};

/** Makes the records durable as a batch of one chunk, and sends it on. */
async function keep(serving: Serving, { tenant, requestId }: Partner, push: Push, kept: Kept): Promise<string> {
  // The body is part of the name: another one under the same id is not the same request.
  const batchId = shortHash(JSON.stringify([tenant, 'records', requestId, kept.sha256]));
  const works = kept.lines.length === 0 ? [] : [await sealChunk(serving, tenant, batchId, kept.lines)];
  const proof = await keepPushedRows(serving, batchId, push.records, kept.ends);
  await createBatch(serving.table, { ...batchOf(tenant, batchId, push, kept, serving.clock.now()), proof }, works);
  for (const { pk, sk, hash } of works)
    await serving.queue.send(serving.translateQueue, { v: 1, type: 'chunk', pk, sk, hash });
  return batchId;
}

async function sealChunk(
  { vault, clock }: Serving,
  tenant: string,
  batchId: string,
  lines: readonly ChunkLine[],
): Promise<WorkItem> {
  const frame = encodeLines(lines);
  const hash = frameHash(frame);
  return {
    pk: batchKeyOf(batchId).pk,
    sk: chunkSortKey(RUN, 0, 1),
    type: 'chunk',
    tenant,
    state: 'OPEN',
    destination: null,
    pointer: await vault.writeOne(`records/${batchId}/${hash}`, frame),
    only: null,
    tries: 1,
    calls: 0,
    batchId,
    run: RUN,
    chunk: 0,
    hash,
    dueAt: new Date(clock.now().getTime() + WORK_LEASE_MS).toISOString(),
    settled: {},
    problems: [],
  };
}

function batchOf(tenant: string, batchId: string, push: Push, kept: Kept, now: Date): BatchItem {
  const { sha256, lines, rejected, unchanged } = kept;
  const received = sum([amountOf(lines), rejected, unchanged]);
  const { system, kind, sequence, programmeYear = null } = push;
  return {
    ...batchKeyOf(batchId),
    batchId,
    tenant,
    state: 'TRANSLATING',
    run: RUN,
    received,
    settled: { rejected, unchanged },
    rejects: [],
    warnings: 0,
    programmeYears: [...new Set(lines.map(({ record }) => record.programmeYear))],
    problem: null,
    createdAt: now.toISOString(),
    manifest: {
      system,
      kind,
      programmeYear,
      businessDate: businessDate(now),
      sequence,
      fileName: '',
      bytes: 0,
      sha256,
      rows: received.rows,
      totalFen: null,
    },
  };
}
