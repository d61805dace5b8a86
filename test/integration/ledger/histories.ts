import { createHash } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { encodeCsv } from '../../../adapters/files/csv-write.ts';
import { landingKey, writeLanding } from '../../../adapters/landing/landing.ts';
import { readBatch } from '../../../adapters/ledger/batches.ts';
import { listHistory, signOffHistory } from '../../../adapters/ledger/history.ts';
import { type ClaimItem, claimKeyOf } from '../../../adapters/ledger/payments.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import { listUnder } from '../../../adapters/ledger/work.ts';
import { claimKey, personKey } from '../../../core/identity.ts';
import { announce } from '../../../functions/batches/announce.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { ChunkMessage } from '../../../schemas/message.ts';
import { kindOfRecord } from '../../../core/translate.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { ingestingOn, problemsOf, rowsOf, statementOf, takeMessages, translatingOn } from './flow.ts';
import type { Ground } from './ground.ts';
import { CITY, INDEX_KEY, paymentOf, type Person } from './records.ts';

export const TENANT = 'guangzhou';
const SIGNERS = ['甲', '乙'] as const;
let sequence = 0;

/** A payment as it stood before go-live. */
export function paidBefore(person: Person, change: Partial<Payment> = {}): Payment {
  return paymentOf(person, { status: 'SUCCESS', paidOn: '2026-03-05', ...change });
}

export interface FileOptions {
  /** Of a file of before go-live. */
  readonly imports?: boolean;
  readonly sequence?: number;
  readonly fileName?: string;
}

/** What the cities' API needs of the ground. */
export function servingOn(ground: Ground): Serving {
  return { ...ground, landing: { s3: ground.s3, bucket: 'landing' }, translateQueue: 'translate' };
}

export interface Announced {
  readonly status: number;
  readonly code: string;
  readonly batchId: string;
  readonly bytes: Uint8Array;
}

/** Announces the city's file of these records, and uploads it where that was taken. */
export async function upload(
  ground: Ground,
  records: readonly Canonical[],
  options: FileOptions = {},
): Promise<Announced> {
  sequence += 1;
  const [first] = records;
  const system = systemById(CITY);
  if (first === undefined || system === undefined) throw new Error('no records');
  const kind = kindOfRecord(first);
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new Error('the city writes tables');
  const rows = records.map((record) => mapping.encode(record as never));
  const bytes = encodeCsv(mapping.header, rows, 'gb18030');
  const total = records.reduce((sum, record) => sum + BigInt('amountFen' in record ? record.amountFen : 0), 0n);
  const manifest = {
    system: CITY,
    kind,
    programmeYear: first.programmeYear,
    businessDate: '2026-11-22',
    sequence: options.sequence ?? sequence,
    fileName: options.fileName ?? `${sequence}.csv`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: records.length,
    ...(kind === 'payment' ? { totalFen: String(total) } : {}),
    ...(options.imports === true ? { purpose: 'settled-history' } : {}),
  };
  const body = Buffer.from(JSON.stringify(manifest));
  const partner = { tenant: TENANT, requestId: `request-${sequence}` };
  const answer = await announce(servingOn(ground), partner, {} as APIGatewayProxyEvent, body);
  const { batchId = '', code = '' } = JSON.parse(answer.body) as { batchId?: string; code?: string };
  if (batchId !== '') await writeLanding({ s3: ground.s3, bucket: 'landing' }, batchId, [bytes]);
  return { status: answer.statusCode, code, batchId, bytes };
}

/** The file through ingest; its chunks are still to be translated. */
export async function takeIn(
  ground: Ground,
  records: readonly Canonical[],
  options: FileOptions = {},
): Promise<string> {
  const { batchId } = await upload(ground, records, options);
  await ingest(ingestingOn(ground), landingKey(batchId));
  return batchId;
}

export function takeChunks(ground: Ground): readonly ChunkMessage[] {
  return takeMessages(ground, 'translate') as readonly ChunkMessage[];
}

/** The file through ingest and translate; what goes on to anybody stays on its queue. */
export async function passThrough(ground: Ground, records: readonly Canonical[], options: FileOptions = {}) {
  const batchId = await takeIn(ground, records, options);
  for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
  return await outcomeOf(ground, batchId);
}

/** A person reads: the rows by outcome, and what is wrong with which. */
export async function outcomeOf(ground: Ground, batchId: string) {
  const batch = await readBatch(ground.table, batchId);
  return {
    batchId,
    state: batch?.state,
    problem: batch?.problem,
    rows: rowsOf(await statementOf(ground, batchId)),
    problems: await problemsOf(ground, batchId),
  };
}

export async function imported(ground: Ground) {
  return (await listHistory(ground.table, TENANT, ground.clock.now())).imported;
}

/** Two persons say what was paid; without a word of theirs, what was imported. */
export async function sign(ground: Ground, said?: { readonly rows: number; readonly fen: string }) {
  const { rows, fen } = said ?? (await imported(ground));
  return await signOffHistory(ground.table, {
    tenant: TENANT,
    rows,
    fen,
    by: SIGNERS,
    at: ground.clock.now().toISOString(),
  });
}

/** Makes it as before anything was imported or signed; who was paid stays paid. */
export async function forgetHistory({ table }: Ground): Promise<void> {
  for (const { pk, sk } of await listUnder(table, `H#${TENANT}`, ''))
    await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: marshall({ pk, sk }) }));
}

/** Whose the grant of the cities is, of this person; `undefined` = nobody's. */
export async function holderOf(ground: Ground, person: Person): Promise<string | undefined> {
  return (await claimOf(ground, person))?.recordKey;
}

/** Payments that were made without the person's claim. */
export async function paidBeside(ground: Ground, person: Person): Promise<readonly string[] | undefined> {
  return (await claimOf(ground, person))?.beside;
}

async function claimOf(ground: Ground, person: Person): Promise<ClaimItem | undefined> {
  const claim = claimKey('city-education', personKey(INDEX_KEY, person.idNumber), 'CITY', 1);
  return (await getItem(ground.table, claimKeyOf(claim))) as unknown as ClaimItem | undefined;
}
