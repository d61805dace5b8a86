import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeObjects, writeTable } from '../../../adapters/files/write-table.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { batchKeyOf, createBatch } from '../../../adapters/ledger/batches.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { pushRecords } from '../../../functions/batches/push-records.ts';
import { sendRejects } from '../../../functions/batches/rejects.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf } from '../../../schemas/systems/registry.ts';
import { matchingGrants } from '../../../schemas/systems/guangzhou/matching-grants/system.ts';
import { talentPlatform } from '../../../schemas/systems/shenzhen/talent-platform/system.ts';
import type { Canonical, Mapping, System } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, ingestingOn, problemsOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, newPerson, paymentOf, PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let translating: Translating;
let ingesting: Ingesting;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
  ingesting = ingestingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  province.effects.clear();
});

const serving = () => ({ ...ground, translateQueue: 'translate' }) as unknown as Serving;
const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, province.url), 400);
const rows = async (batchId: string) => rowsOf(await statementOf(ground, batchId));
let sequence = 0;

/** The records as a file in the system's own form, announced, uploaded, taken in and settled; answers its batch. */
async function night(system: System, kind: Kind, records: readonly Canonical[], extra?: object): Promise<string> {
  sequence += 1;
  const mapping: Mapping<Canonical> | undefined = mappingOf(system, kind);
  if (mapping === undefined) throw new Error('no such records');
  const body =
    mapping.form === 'object'
      ? writeObjects([
          ...records.map((record) => mapping.encode(record)),
          ...(extra === undefined ? [] : [extra as Readonly<Record<string, unknown>>]),
        ])
      : system.file.form === 'jsonl'
        ? Buffer.alloc(0)
        : await writeTable(
            system.file,
            mapping.header,
            records.map((record) => mapping.encode(record)),
          );
  const batchId = `form${sequence}`;
  await createBatch(ground.table, {
    ...batchKeyOf(batchId),
    batchId,
    tenant: system.tenant,
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
      system: system.id,
      kind,
      programmeYear: 2025,
      businessDate: '2026-11-22',
      sequence,
      fileName: 'a',
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      rows: records.length + (extra === undefined ? 0 : 1),
      totalFen: null,
    },
  });
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: body }));
  await ingest(ingesting, landingKey(batchId));
  await settleAll();
  return batchId;
}

async function rejectsOf(system: System, batchId: string): Promise<string> {
  const event = { pathParameters: { id: batchId } } as unknown as Parameters<typeof sendRejects>[2];
  const answer = await sendRejects(serving(), { tenant: system.tenant, requestId: 'r' }, event);
  return Buffer.from(answer.body, 'base64').toString('utf8');
}

const trainee = () =>
  applicantOf(newPerson(), {
    programmeCode: 'SZ-ZYPX',
    regionCode: '440300',
    status: 'DOC_REVIEW',
    sex: '1',
    updatedAt: '2026-11-22T23:05:00+08:00',
  });

describe('a system of JSON Lines', () => {
  test('is taken in, its states in the province’s words; what is rejected is shown as its whole line', async () => {
    const [good, other] = [trainee(), trainee()];
    const older = { ...good, major: '旧', updatedAt: '2026-11-20T08:00:00+08:00' };
    const batch = await night(talentPlatform, 'applicant', [good, older, other], { traineeName: '无编号' });
    expect(await rows(batch)).toEqual({ applied: 2, rejected: 2 });
    expect([...province.effects.values()].map(({ status }) => status)).toEqual(['CITY_REVIEW', 'CITY_REVIEW']);
    const rejects = await rejectsOf(talentPlatform, batch);
    expect(rejects.split('\n')[0]).toBe('\uFEFF原文,错误行号,错误字段,错误代码,错误说明');
    expect(rejects).toContain('row.duplicate');
    expect(rejects).toContain('""course"":""旧""');
    expect(rejects).toContain('{""traineeName"":""无编号""}');
  });

  test('shows what is only found later as its whole line, too', async () => {
    const known = trainee();
    await night(talentPlatform, 'applicant', [known]);
    const stranger = { ...trainee(), declarationNo: known.declarationNo };
    const batch = await night(talentPlatform, 'applicant', [stranger]);
    expect(await problemsOf(ground, batch)).toEqual(['1 record.identity-changed']);
    expect(await rejectsOf(talentPlatform, batch)).toContain(`""certNumber"":""${stranger.idNumber}""`);
  });

  test('pushes its objects one by one, too', async () => {
    const [good, bad] = [trainee(), trainee()];
    const mapping = mappingOf(talentPlatform, 'applicant');
    if (mapping?.form !== 'object') throw new Error('objects');
    const records = [mapping.encode(good), { ...mapping.encode(bad), onFrontLine: 'maybe' }];
    const push = { system: talentPlatform.id, kind: 'applicant', programmeYear: 2025, sequence: 900, records };
    const partner = { tenant: 'shenzhen', requestId: 'objects' };
    const answer = await pushRecords(serving(), partner, {} as never, Buffer.from(JSON.stringify(push)));
    expect(answer.statusCode).toBe(202);
    const told = JSON.parse(answer.body) as { batchId: string; accepted: number; rejects: { code: string }[] };
    expect(told).toMatchObject({ accepted: 1, rejects: [{ row: 2, field: 'onFrontLine' }] });
    await settleAll();
    expect(await rows(told.batchId)).toEqual({ applied: 1, rejected: 1 });
  });
});

test('a row pushed to a system of tables has text in every column', async () => {
  const push = {
    system: matchingGrants.id,
    kind: 'payment',
    programmeYear: 2025,
    sequence: 901,
    records: [{ 姓名: 7 }],
  };
  const partner = { tenant: 'guangzhou', requestId: 'numbers' };
  const answer = await pushRecords(serving(), partner, {} as never, Buffer.from(JSON.stringify(push)));
  expect(answer).toMatchObject({ statusCode: 400 });
  expect(answer.body).toContain('records.0.姓名');
});

test('a workbook is taken in as any table', async () => {
  const person = newPerson();
  const grants = (['DISTRICT', 'STREET'] as const).map((fundingLevel) =>
    paymentOf(person, { fundingLevel, amountFen: '30000', status: 'SUCCESS', paidOn: '2026-11-01' }),
  );
  const batch = await night(matchingGrants, 'payment', grants);
  expect(await rows(batch)).toEqual({ applied: 2 });
  expect([...province.effects.values()].map(({ fundingLevel }) => String(fundingLevel)).toSorted()).toEqual([
    'DISTRICT',
    'STREET',
  ]);
});
