import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createHttp } from '../../../adapters/http/http.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { readBatch } from '../../../adapters/ledger/batches.ts';
import { readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import { collect } from '../../../functions/collect/collect.ts';
import type { Collecting } from '../../../functions/collect/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { ProvinceKnobs } from '../../../local/simulators/province/knobs.ts';
import { type Province, startProvince } from '../../../local/simulators/province/server.ts';
import { signedHeaders } from '../../../local/simulators/signature.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf } from '../../../schemas/systems/registry.ts';
import { yuegonghui } from '../../../schemas/systems/province/yuegonghui/system.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { serve } from '../../unit/adapters/http/loopback.ts';
import { ingestingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, certificateOf, newPerson, paymentOf, PROVINCE } from '../ledger/records.ts';

let ground: Ground;
let secret: string;
beforeAll(async () => {
  ground = await startGround();
  secret = await ground.secrets.signingSecret();
});
afterAll(async () => await ground.stop());

/** Two in the morning in China, of a night no other test has. */
let night: Date;
let nights = 0;
beforeEach(() => {
  nights += 1;
  night = new Date(Date.parse('2026-11-23T18:00:00Z') + nights * 86_400_000);
  ground.clock.set(night);
});

async function asking(knobs: Partial<ProvinceKnobs> = {}): Promise<{ platform: Province; collecting: Collecting }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-province-'));
  const platform = await startProvince({
    dataDir,
    port: 0,
    secrets: { calls: [secret], webhooks: secret },
    knobs: { stepMs: 3_600_000, ...knobs },
    now: () => ground.clock.now().getTime(),
  });
  onTestFinished(async () => {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const collecting: Collecting = {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    source: PROVINCE,
    http: createHttp({ baseUrl: platform.url, allowPrivate: true }),
    baseUrl: platform.url,
    allowPrivate: true,
    spool: ingestingOn(ground).spool,
    pause: () => Promise.resolve(),
    runMs: 600_000,
  };
  return { platform, collecting };
}

/** Gives the platform records, as deliver does. */
async function tell({ url }: Province, kind: Kind, records: readonly Canonical[]): Promise<void> {
  const mapping = mappingOf(yuegonghui, kind);
  const body = JSON.stringify({
    records: records.map((record) => ({
      attemptId: `${kind}-${record.declarationNo}`,
      record: mapping?.encode(record as never, { paymentNo: record.declarationNo }),
    })),
  });
  const headers = signedHeaders(secret, 'msg_1', ground.clock.now().getTime(), body);
  const answer = await fetch(`${url}/api/v1/${kind}s/bulk`, { method: 'POST', body, headers: { ...headers } });
  const { results } = (await answer.json()) as { results: readonly { outcome: string }[] };
  expect(results.map(({ outcome }) => outcome)).toEqual(records.map(() => 'applied'));
}

async function books({ url }: Province, change: object): Promise<void> {
  const answer = await fetch(`${url}/admin/books`, { method: 'POST', body: JSON.stringify(change) });
  expect(answer.status).toBe(200);
}

async function landed(batchId: string): Promise<readonly string[]> {
  const answer = await ground.s3.send(new GetObjectCommand({ Bucket: 'landing', Key: landingKey(batchId) }));
  return ((await answer.Body?.transformToString('utf8')) ?? '').trimEnd().split('\n');
}

const filesLanded = async (): Promise<number> =>
  (await ground.s3.send(new ListObjectsV2Command({ Bucket: 'landing' }))).Contents?.length ?? 0;

const rowsOf = async (kind: Kind, programme: string): Promise<number> =>
  (await readSnapshot(ground.table, snapshotKeyOf(PROVINCE, kind, programme))).rows;

test('takes all the province holds, of every kind, programme and year, and it becomes its side of the comparison', async () => {
  const { platform, collecting } = await asking();
  const people = [newPerson(), newPerson(), newPerson()] as const;
  await tell(platform, 'applicant', [
    applicantOf(people[0]),
    applicantOf(people[1], { programmeYear: 2024 }),
    applicantOf(people[2], { programmeCode: 'SZ-YMJH', regionCode: '440300' }),
  ]);
  await tell(platform, 'certificate', [certificateOf(people[0])]);
  await tell(platform, 'payment', [paymentOf(people[0], { status: 'SUCCESS', paidOn: '2026-11-20' })]);
  const collected = await collect(collecting, night);
  expect(collected.map(({ kind, rows }) => [kind, rows])).toEqual([
    ['applicant', 3],
    ['certificate', 1],
    ['payment', 1],
  ]);
  const [applicants, , payments] = collected;
  expect(await landed(applicants?.batchId ?? '')).toHaveLength(3);
  expect((await readBatch(ground.table, payments?.batchId ?? ''))?.manifest).toMatchObject({
    system: PROVINCE,
    purpose: 'export',
    programmeYear: null,
    totalFen: '150000',
    // The day that has ended.
    businessDate: new Date(night.getTime() - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10),
  });
  for (const { batchId } of collected) await ingest(ingestingOn(ground), landingKey(batchId));
  expect([await rowsOf('applicant', 'GZ-XLBZ'), await rowsOf('applicant', 'SZ-YMJH')]).toEqual([2, 1]);
  expect([await rowsOf('certificate', 'GZ-XLBZ'), await rowsOf('payment', 'GZ-XLBZ')]).toEqual([1, 1]);
});

test('the same event again finds its batches, and puts the file there that a dead run never put', async () => {
  const { platform, collecting } = await asking();
  await tell(platform, 'applicant', [applicantOf(newPerson())]);
  const failing = { ...collecting, landing: { s3: ground.s3, bucket: 'no-such-bucket' } };
  await expect(collect(failing, night)).rejects.toThrow('bucket');
  const [again] = await collect(collecting, night);
  expect(await landed(again?.batchId ?? '')).toHaveLength(1);
  const files = await filesLanded();
  await ingest(ingestingOn(ground), landingKey(again?.batchId ?? ''));
  expect(await collect(collecting, night)).toEqual([again]);
  expect(await filesLanded()).toBe(files);
});

test.each<readonly [string, Partial<ProvinceKnobs>, string]>([
  ['ends half-way', { cutExport: 1 }, 'province.export-incomplete'],
  ['is refused for a while', { rate429: 1 }, 'province.rate-limited'],
  ['can’t be had', { rate5xx: 1 }, 'province.unavailable'],
])('an export that %s leaves nothing behind', async (_, knobs, code) => {
  const { platform, collecting } = await asking();
  await tell(platform, 'applicant', [applicantOf(newPerson()), applicantOf(newPerson())]);
  platform.setFaults(knobs);
  const files = await filesLanded();
  await expect(collect(collecting, night)).rejects.toMatchObject({ code });
  expect(await filesLanded()).toBe(files);
  platform.setFaults({ cutExport: 0, rate429: 0, rate5xx: 0 });
  expect((await collect(collecting, night)).map(({ rows }) => rows)).toEqual([2]);
});

test('a caller the province does not know, and one that has no time left, take nothing', async () => {
  const { platform, collecting } = await asking();
  const signingSecrets = (): Promise<readonly string[]> => Promise.resolve([`whsec_${'A'.repeat(44)}`]);
  const stranger = { ...collecting, secrets: { ...ground.secrets, signingSecrets } };
  await expect(collect(stranger, night)).rejects.toMatchObject({ code: 'province.unauthorized' });
  await tell(platform, 'applicant', [applicantOf(newPerson())]);
  await expect(collect({ ...collecting, runMs: 0 }, night)).rejects.toMatchObject({ code: 'province.timed-out' });
});

/** A platform that answers every export with these headers and pieces. */
async function answering(headers: Readonly<Record<string, string>>, pieces: readonly string[], isCut = false) {
  const { collecting } = await asking();
  const server = await serve((_request, response) => {
    response.writeHead(200, headers);
    for (const piece of pieces) response.write(piece);
    if (isCut) setImmediate(() => response.destroy());
    else response.end();
  });
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  return { ...collecting, baseUrl: server.url };
}

test.each<readonly [string, Readonly<Record<string, string>>, readonly string[], boolean, string]>([
  ['without a count', {}, ['{}\n'], false, 'province.answer-malformed'],
  [
    'with a count that is none',
    { 'export-rows': '1e3', 'export-fen': '0' },
    ['{}\n'],
    false,
    'province.answer-malformed',
  ],
  ['of fewer lines', { 'export-rows': '2', 'export-fen': '0' }, ['{}\n'], false, 'province.export-incomplete'],
  ['of more lines', { 'export-rows': '1', 'export-fen': '0' }, ['{}\n{', '}\n'], false, 'province.export-incomplete'],
  ['cut in its last line', { 'export-rows': '1', 'export-fen': '0' }, ['{}\n{'], false, 'province.export-incomplete'],
  ['whose connection is lost', { 'export-rows': '1', 'export-fen': '0' }, ['{}\n'], true, 'province.unavailable'],
])('an export %s is not believed', async (_, headers, pieces, isCut, code) => {
  const files = await filesLanded();
  await expect(collect(await answering(headers, pieces, isCut), night)).rejects.toMatchObject({ code });
  expect(await filesLanded()).toBe(files);
});

test('a province that holds nothing of a kind lands nothing of it: what stands is a day older', async () => {
  const { collecting } = await asking();
  const files = await filesLanded();
  expect(await collect(collecting, night)).toEqual([]);
  expect(await filesLanded()).toBe(files);
});

test('a list of many megabytes lands whole, byte for byte', async () => {
  const pieces = Array.from({ length: 5_000 }, (_, at) => `{"n":${at},"text":"${'长'.repeat(700)}"}\n`);
  const headers = { 'export-rows': String(pieces.length), 'export-fen': '0' };
  const [applicants] = await collect(await answering(headers, pieces), night);
  const whole = pieces.join('');
  expect(Buffer.byteLength(whole)).toBeGreaterThan(10_000_000);
  expect(`${(await landed(applicants?.batchId ?? '')).join('\n')}\n` === whole).toBe(true);
});

test('what somebody did to the platform’s books is in the next export, and gone when it is put right', async () => {
  const { platform, collecting } = await asking();
  const people = [newPerson(), newPerson(), newPerson()];
  await tell(
    platform,
    'applicant',
    people.map((person) => applicantOf(person)),
  );
  await books(platform, { op: 'drop', kind: 'applicant', key: `GZ-XLBZ/${people[0]?.declarationNo ?? ''}` });
  await books(platform, { op: 'alter', kind: 'applicant', n: 1, fields: { major: '别的专业' } });
  const [changed] = await collect(collecting, night);
  const lines = await landed(changed?.batchId ?? '');
  expect([lines.length, lines.filter((line) => line.includes('别的专业')).length]).toEqual([2, 1]);
  await books(platform, { op: 'restore' });
  const [restored] = await collect(collecting, new Date(night.getTime() + 60_000));
  expect((await landed(restored?.batchId ?? '')).filter((line) => !line.includes('别的专业'))).toHaveLength(3);
});
