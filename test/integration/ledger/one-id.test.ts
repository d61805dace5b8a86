import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCsv } from '../../../adapters/files/csv-write.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { announcedBatch, createBatch } from '../../../adapters/ledger/batches.ts';
import { isLogField, type LogFields } from '../../../adapters/log/fields.ts';
import type { Log } from '../../../adapters/log/log.ts';
import { createMetrics } from '../../../adapters/log/metrics.ts';
import { handlerOf as deliverHandlerOf } from '../../../functions/deliver/handle.ts';
import { handlerOf as ingestHandlerOf } from '../../../functions/ingest/handle.ts';
import { handlerOf as translateHandlerOf } from '../../../functions/translate/handle.ts';
import { METRICS } from '../../../schemas/metrics.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, ingestingOn, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from './records.ts';
import { toldTo } from './told.ts';

interface Line extends LogFields {
  readonly event: string;
}

const lines: Line[] = [];
const metricLines: string[] = [];
let ground: Ground;
let outside: TestProvince;
let batchId = '';
const people = Array.from({ length: 3 }, newPerson);
const applicants = people.map((person) => applicantOf(person));

function keeping(context: LogFields): Log {
  const add = (event: string, fields?: LogFields): void => void lines.push({ event, ...fields, ...context });
  return { info: add, warn: add, error: add, withCorrelation: (correlationId) => keeping({ correlationId }) };
}

/** As the queue hands it over. */
function eventOf(messages: readonly object[]): SQSEvent {
  const Records = messages.map((message, index) => ({
    messageId: `m${index}`,
    receiptHandle: 'handle-of-sixteen-and-more',
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1' },
  }));
  return { Records } as unknown as SQSEvent;
}

/** Lets each function take what lies on its queue until nothing is left. */
async function flow(): Promise<void> {
  const translate = translateHandlerOf(translatingOn(ground));
  const deliver = {
    'deliver-province': deliverHandlerOf(deliveringTo(ground, PROVINCE, outside.url)),
    'deliver-city': deliverHandlerOf(deliveringTo(ground, CITY, outside.url)),
  };
  const context = { getRemainingTimeInMillis: () => 100_000 } as Context;
  for (let next = ground.queue.sent.shift(); next !== undefined; next = ground.queue.sent.shift()) {
    ground.clock.forward(next.delaySeconds * 1000);
    const event = eventOf([next.message]);
    const { batchItemFailures } =
      next.url === 'translate'
        ? await translate(event, context)
        : await deliver[next.url as keyof typeof deliver](event);
    expect(batchItemFailures).toEqual([]);
  }
}

beforeAll(async () => {
  const [silent, destination] = await Promise.all([startGround(), startDestination()]);
  outside = destination;
  ground = { ...silent, log: keeping({}), metrics: createMetrics(silent.clock.now, (line) => metricLines.push(line)) };
  const system = systemById(CITY);
  const mapping = system === undefined ? undefined : mappingOf(system, 'applicant');
  if (mapping?.form !== 'table') throw new Error('the city writes tables');
  const rows = applicants.map((record) => mapping.encode(record as never));
  const body = encodeCsv(mapping.header, rows, 'gb18030');
  const batch = announcedBatch(
    'guangzhou',
    {
      system: CITY,
      kind: 'applicant',
      programmeYear: 2025,
      businessDate: '2026-11-22',
      sequence: 1,
      fileName: 'a.csv',
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      rows: rows.length,
      totalFen: null,
    },
    ground.clock.now(),
  );
  batchId = batch.batchId;
  await createBatch(ground.table, batch);
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: body }));

  const landed = { Records: [{ s3: { object: { key: landingKey(batchId) } } }] };
  const { batchItemFailures } = await ingestHandlerOf(ingestingOn(ground))(eventOf([landed]));
  if (batchItemFailures.length > 0) throw new Error('the file was not taken in');
  ground.clock.forward(7_000);
  outside.script.push({ kind: 'status', status: 503 });
  await flow();
  const [first] = applicants;
  if (first === undefined) throw new Error('nobody');
  const { message } = await toldTo(ground, first, 'applicant.status-changed', 1, { status: 'APPROVED' });
  ground.queue.sent.push({ url: 'translate', message: { ...message }, delaySeconds: 0 });
  await flow();
});
afterAll(async () => {
  await Promise.all([ground.stop(), outside.stop()]);
});

test('one id finds a batch from its file to the province’s answers and the event that goes back to the city', () => {
  const found = lines.filter(({ correlationId, batchId: own }) => correlationId === batchId || own === batchId);
  const story = found.map(({ event, destination }) => (destination === undefined ? event : `${event} ${destination}`));
  expect(story).toEqual([
    'ingest.done',
    'translate.done',
    `deliver.done ${PROVINCE}`,
    `deliver.done ${PROVINCE}`,
    `event.forwarded ${CITY}`,
    `deliver.done ${CITY}`,
  ]);
  const [refused, taken] = found.filter(({ event }) => event === 'deliver.done');
  expect(refused).toMatchObject({ outcome: 'http-5xx 3', delivered: 0, due: 3 });
  expect(taken).toMatchObject({ outcome: 'applied 3', delivered: 3, due: 0 });
  // From its webhook-id the way leads to the batch as well.
  expect(lines.find(({ event }) => event === 'event.forwarded')).toMatchObject({ correlationId: 'evt_1', batchId });
});

test('every field of a line is one the log lets through, and no line or metric holds a person', () => {
  for (const line of lines)
    for (const name of Object.keys(line)) expect(name === 'event' || name === 'error' || isLogField(name)).toBe(true);
  const all = JSON.stringify(lines) + metricLines.join('\n');
  for (const { name, idNumber, mobile, declarationNo } of applicants)
    for (const value of [name, idNumber, mobile, declarationNo]) expect(all).not.toContain(value);
});

test('what became of the rows is counted once, and how long it took', () => {
  const told = metricLines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const rows = (Outcome: string) =>
    told.flatMap((line) => (line['Outcome'] === Outcome ? [Number(line['Rows'])] : [])).reduce((a, b) => a + b, 0);
  expect([rows('received'), rows('applied'), rows('rejected'), rows('held')]).toEqual([3, 3, 0, 0]);
  const lags = told.flatMap((line) =>
    line['Destination'] === PROVINCE && 'IngestToDeliveredSeconds' in line ? [line['IngestToDeliveredSeconds']] : [],
  );
  expect(lags).toHaveLength(1);
  // From when the ledger took them in; the wait of the 503 is in it.
  expect(Number(lags[0])).toBeGreaterThan(0);
  const words = told.flatMap((line) =>
    'DeliveryAnswers' in line ? [`${String(line['Answer'])} ${String(line['DeliveryAnswers'])}`] : [],
  );
  expect(words.slice(0, 2)).toEqual(['http-5xx 3', 'applied 3']);
});

test('metrics bear only dimensions that are declared for them', () => {
  for (const line of metricLines) {
    const { _aws: aws } = JSON.parse(line) as {
      _aws: { CloudWatchMetrics: [{ Dimensions: string[][]; Metrics: [{ Name: keyof typeof METRICS }] }] };
    };
    const [{ Dimensions, Metrics: told }] = aws.CloudWatchMetrics;
    const kind = METRICS[told[0].Name] as { by: readonly (readonly string[])[]; also?: readonly (readonly string[])[] };
    for (const set of Dimensions)
      expect([...kind.by, ...(kind.also ?? [])].map((each) => [...each].toSorted())).toContainEqual(set.toSorted());
  }
});
