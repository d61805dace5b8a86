import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { batchKeyOf, createBatch } from '../../../adapters/ledger/batches.ts';
import { paymentNo, recordKey } from '../../../core/identity.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { ChunkMessage, DeliveryMessage } from '../../../schemas/message.ts';
import { BANK, type Instructed, readFile, startBank, sumOf, type TestBank } from './bank.ts';
import { startDestination, type TestProvince } from './destination.ts';
import { deliveringTo, ingestingOn, openBatch, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { INDEX_KEY, newPerson, paymentOf, PROVINCE } from './records.ts';
import { sweepingOn, sweepOnce } from './sweeping.ts';

export const GRANTS = 'guangzhou/matching-grants';

export let ground: Ground;
export let province: TestProvince;
export let bank: TestBank;
export let translating: Translating;
export let toBank: Delivering;
let toProvince: Delivering;
let ingesting: Ingesting;
/** A ledger, a province and a bank for the tests of one file; a clean slate for each. */
export function usePayouts(): void {
  beforeAll(async () => {
    [ground, province, bank] = await Promise.all([startGround(), startDestination(), startBank()]);
    translating = translatingOn(ground);
    ingesting = ingestingOn(ground);
  });
  afterAll(async () => {
    await Promise.all([ground.stop(), province.stop(), bank.stop()]);
  });
  beforeEach(() => {
    toProvince = deliveringTo(ground, PROVINCE, province.url);
    toBank = deliveringTo(ground, BANK, bank.url);
    ground.queue.sent.length = 0;
    ground.setMishap(null);
    province.effects.clear();
    for (const list of [province.script, province.asked, bank.script, bank.calls]) list.length = 0;
    bank.files.clear();
  });
}

export const planned = (change: Partial<Payment> = {}): Payment =>
  paymentOf(newPerson(), { fundingLevel: 'DISTRICT', ...change });
export const stateAt = async (payment: Payment, source: string) => {
  const item = await recordOf(ground, payment, source);
  return item === undefined ? undefined : `${item.state} ${item.status} ${item.attempt}`;
};
export const rows = async (batch: { readonly batchId: string }) => rowsOf(await statementOf(ground, batch.batchId));
export const numberOf = (payment: Payment, attempt = 1): string => paymentNo(recordKey(payment, INDEX_KEY), attempt);

/** Delivers what is on the queues until nothing is left; each wait passes at once. */
export async function drain(): Promise<void> {
  for (let count = 0; ground.queue.sent.length > 0; count++) {
    if (count === 200) throw new Error(`${ground.queue.sent.length} messages are still on their way`);
    const next = ground.queue.sent.toSorted((a, b) => a.delaySeconds - b.delaySeconds)[0];
    if (next === undefined) return;
    ground.queue.sent.splice(ground.queue.sent.indexOf(next), 1);
    ground.clock.forward(next.delaySeconds * 1000);
    const { message, url } = next;
    if (message['type'] === 'chunk') await translateChunk(translating, message as unknown as ChunkMessage);
    else
      await deliver(url === toBank.ownQueue ? toBank : toProvince, message as unknown as DeliveryMessage, `s${count}`);
  }
}

/** Puts what the sweeper would find a lease later on the queues again. */
export async function sweep(): Promise<void> {
  ground.clock.forward(3_600_000);
  const { deliverQueues } = translating;
  await sweepOnce(sweepingOn(ground, deliverQueues));
}

/** Files the bank has taken, in order. */
export const filesAtBank = () => [...bank.files.values()].map(readFile);
export const numbersAtBank = () => filesAtBank().flatMap(({ lines }) => lines.map(({ number }) => number));
export const toldToProvince = () =>
  [...province.effects.values()].map(({ paymentNo: no, status }) => `${String(no)} ${String(status)}`);

export async function instruct(
  payments: readonly Payment[],
  options: { readonly seenBefore?: boolean; readonly sequence?: number } = {},
) {
  const batch = await openBatch(ground, 'payment', payments, { system: GRANTS, ...options });
  await translateChunk(translating, batch);
  return batch;
}

export async function instructed(...payments: Payment[]) {
  const batch = await instruct(payments);
  await drain();
  const [file] = filesAtBank();
  if (file === undefined) throw new Error('nothing reached the bank');
  return { batch, batchNo: file.summary[1] ?? '', lines: file.lines };
}

let returns = 0;
/** The bank's file, taken in and worked through. */
export async function returned(body: Buffer, lines: readonly Instructed[]): Promise<string> {
  const batchId = await uploadedReturn(body, lines);
  await drain();
  return batchId;
}

/** The bank's file, announced, uploaded and taken in; its chunks are on their queue. */
export async function uploadedReturn(body: Buffer, lines: readonly Instructed[]): Promise<string> {
  returns += 1;
  const batchId = `return${returns}`;
  await createBatch(ground.table, {
    ...batchKeyOf(batchId),
    batchId,
    tenant: 'bank',
    state: 'AWAITING_UPLOAD',
    run: null,
    received: { rows: 0, fen: '0' },
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [],
    problem: null,
    createdAt: ground.clock.now().toISOString(),
    manifest: {
      system: BANK,
      kind: 'payment',
      programmeYear: 2025,
      businessDate: '2026-11-23',
      sequence: returns,
      fileName: `${batchId}.txt`,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      rows: lines.length,
      totalFen: sumOf(lines),
    },
  });
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: body }));
  await ingest(ingesting, landingKey(batchId));
  return batchId;
}

let minutes = 0;
/** The line as the bank sends it back, later each time. */
export function told(
  { number, payment }: Instructed,
  status: Payment['status'],
  change: Partial<Payment> = {},
): Instructed {
  minutes += 1;
  const clock = `${String(1 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return { number, payment: { ...payment, status, updatedAt: `2026-11-23T${clock}:00+08:00`, ...change } };
}
