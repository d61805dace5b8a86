import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { type BatchItem, batchKeyOf, listBatchIds, readBatch } from '../../adapters/ledger/batches.ts';
import { listUnder, type WorkItem } from '../../adapters/ledger/work.ts';
import { isConserved, type Tally, tallyOf } from '../../core/ledger/tally.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';

/** The newest batches of a list; older ones are asked for by their id. */
const LISTED_MAX = 50;

/** `GET /v1/batches/{id}`: how far it is, and its statement. */
export async function showBatch(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const batch = await ownBatch(serving, partner, event.pathParameters?.['id'] ?? '');
  return batch === undefined ? refuse(404, 'batch.unknown') : jsonAnswer(200, await viewOf(serving, batch));
}

/** `GET /v1/batches`: the tenant's newest batches, newest first. */
export async function listBatches(serving: Serving, partner: Partner): Promise<APIGatewayProxyResult> {
  const ids = (await listBatchIds(serving.table, partner.tenant)).slice(-LISTED_MAX).toReversed();
  const batches = await Promise.all(ids.map((id) => readBatch(serving.table, id)));
  const views = await Promise.all(batches.flatMap((batch) => (batch === undefined ? [] : [viewOf(serving, batch)])));
  return jsonAnswer(200, { batches: views });
}

/** A batch of this tenant; another's is as unknown as none. */
export async function ownBatch(
  { table }: Serving,
  { tenant }: Partner,
  batchId: string,
): Promise<BatchItem | undefined> {
  const batch = await readBatch(table, batchId);
  return batch?.tenant === tenant ? batch : undefined;
}

/** Every piece of work that counts for the batch: of its own run, chunks and deliveries. */
export async function workOf({ table }: Serving, batch: BatchItem): Promise<readonly WorkItem[]> {
  const { pk } = batchKeyOf(batch.batchId);
  const all = await Promise.all(['C#', 'D#'].map((prefix) => listUnder(table, pk, `${prefix}${batch.run ?? ''}#`)));
  return all.flat() as unknown as readonly WorkItem[];
}

async function viewOf(serving: Serving, batch: BatchItem) {
  const works = batch.state === 'TRANSLATING' ? await workOf(serving, batch) : [];
  return statementOf(batch, tallyOf(batch.received, [batch.settled, ...works.map((work) => work.settled)]));
}

/** A batch and its statement, as others see it. */
export function statementOf(batch: BatchItem, tally: Tally) {
  const { system, kind, programmeYear, businessDate, sequence, fileName, purpose } = batch.manifest;
  return {
    batchId: batch.batchId,
    system,
    kind,
    programmeYear,
    programmeYears: batch.programmeYears,
    businessDate,
    sequence,
    fileName,
    ...(purpose === undefined ? {} : { purpose }),
    state: stateOf(batch, tally),
    problem: batch.problem,
    createdAt: batch.createdAt,
    warnings: batch.warnings,
    ...rowsOf(tally),
    fen: fenOf(tally),
    conserved: isConserved(tally),
  };
}

/** As others see it: a batch whose rows have all ended is settled. */
function stateOf(batch: BatchItem, tally: Tally): 'AWAITING_UPLOAD' | 'PROCESSING' | 'SETTLED' | 'HELD' | 'REFUSED' {
  if (batch.state !== 'TRANSLATING') return batch.state;
  return tally.pending.rows === 0 ? 'SETTLED' : 'PROCESSING';
}

function rowsOf(tally: Tally) {
  const { received, applied, unchanged, rejected, held, pending } = tally;
  return {
    received: received.rows,
    applied: applied.rows,
    unchanged: unchanged.rows,
    rejected: rejected.rows,
    held: held.rows,
    pending: pending.rows,
  };
}

function fenOf(tally: Tally) {
  const { received, applied, unchanged, rejected, held, pending } = tally;
  return {
    received: received.fen,
    applied: applied.fen,
    unchanged: unchanged.fen,
    rejected: rejected.fen,
    held: held.fen,
    pending: pending.fen,
  };
}
