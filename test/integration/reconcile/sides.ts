import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, type Manifest, readBatch } from '../../../adapters/ledger/batches.ts';
import { casesBetween } from '../../../adapters/ledger/discrepancies.ts';
import type { Metric } from '../../../adapters/log/metrics.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import { openSpool } from '../../../adapters/vault/spool.ts';
import type { Case } from '../../../core/reconcile/cases.ts';
import type { Reconciling } from '../../../functions/reconcile/environment.ts';
import { handlerOf } from '../../../functions/reconcile/handle.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical, System } from '../../../schemas/systems/system.ts';
import { ingestingOn } from '../ledger/flow.ts';
import type { Ground } from '../ledger/ground.ts';
import { PROVINCE } from '../ledger/records.ts';

let sequence = 0;

/** Every case of Guangzhou's subsidy. */
export async function casesOf({ table }: Ground, kind: Kind): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for await (const found of casesBetween(table, { programme: 'GZ-XLBZ', kind }, '', null)) cases.push(found);
  return cases;
}

/** Takes in these records as their system's file of that day, or as the bytes given; the province's as its export of everything. */
export async function takeIn(
  ground: Ground,
  systemId: string,
  kind: Kind,
  records: readonly Canonical[],
  change: Partial<Manifest> = {},
  file?: Buffer,
): Promise<void> {
  sequence += 1;
  const system = systemById(systemId);
  if (system === undefined) throw new Error(`no ${systemId}`);
  const body = file ?? (await bodyOf(system, kind, records));
  const fen = records.reduce((sum, record) => sum + ('amountFen' in record ? BigInt(record.amountFen) : 0n), 0n);
  const isExport = systemId === PROVINCE;
  const batch = announcedBatch(
    system.tenant,
    {
      system: systemId,
      kind,
      programmeYear: isExport ? null : 2025,
      businessDate: '2026-11-23',
      sequence,
      fileName: 'a',
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      rows: records.length,
      totalFen: kind === 'payment' && !isExport ? fen.toString() : null,
      ...(isExport ? { purpose: 'export' as const } : {}),
      ...change,
    },
    ground.clock.now(),
  );
  await createBatch(ground.table, batch);
  const Key = landingKey(batch.batchId);
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key, Body: body }));
  await ingest(ingestingOn(ground), Key);
  const after = await readBatch(ground.table, batch.batchId);
  if (after?.state !== 'TRANSLATING') throw new Error(`${systemId} ${kind}: ${after?.state} ${after?.problem}`);
}

export interface TestReconciling extends Reconciling {
  readonly counted: Metric[];
}

export function reconcilingOn(ground: Ground, rangeRows = 1_000_000): TestReconciling {
  const counted: Metric[] = [];
  return {
    ...ground,
    counted,
    reports: { s3: ground.s3, bucket: 'reports' },
    ownQueue: 'reconcile',
    translateQueue: 'translate',
    rangeRows,
    metrics: (metrics) => counted.push(...metrics),
    spool: () => openSpool({ partitions: 1, directory: tmpdir(), randomBytes }),
    newTry: () => randomBytes(6).toString('hex'),
  };
}

/** The tick of the night that closes 2026-11-23, or of so many days later. */
export async function tick(reconciling: TestReconciling, daysLater = 0): Promise<unknown> {
  const time = new Date(Date.parse('2026-11-23T20:00:00Z') + daysLater * 86_400_000).toISOString();
  return await handlerOf(reconciling)({ time });
}

/** Handles what is on the queue until nothing is; answers how many messages that were. Throws where one of them failed. */
export async function drainReconcile(ground: Ground, reconciling: TestReconciling): Promise<number> {
  let handled = 0;
  for (;;) {
    const at = ground.queue.sent.findIndex(({ url }) => url === 'reconcile');
    if (at < 0) return handled;
    const [sent] = ground.queue.sent.splice(at, 1);
    const failed = await deliverOne(reconciling, sent?.message ?? {});
    if (failed) throw new Error(`a message failed: ${JSON.stringify(sent?.message)}`);
    handled += 1;
  }
}

/** Whether the message has to come again. */
export async function deliverOne(reconciling: TestReconciling, message: object): Promise<boolean> {
  const record = {
    messageId: 'm1',
    receiptHandle: 'r1',
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1' },
  };
  const answer = await handlerOf(reconciling)({ Records: [record] });
  return 'batchItemFailures' in answer && answer.batchItemFailures.length > 0;
}

async function bodyOf(system: System, kind: Kind, records: readonly Canonical[]): Promise<Buffer> {
  const mapping = mappingOf(system, kind);
  if (mapping === undefined) throw new Error(`${system.id} carries no ${kind}`);
  if (mapping.form === 'object' || system.file.form === 'jsonl') {
    if (mapping.form !== 'object') throw new Error('a table in a file of objects');
    const lines = records.map((record, at) =>
      JSON.stringify(mapping.encode(record as never, { paymentNo: `UB${String(at).padStart(28, 'A')}` })),
    );
    return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
  }
  return Buffer.from(
    await writeTable(
      system.file,
      mapping.header,
      records.map((record) => mapping.encode(record as never)),
    ),
  );
}
