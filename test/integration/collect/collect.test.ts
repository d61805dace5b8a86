import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createHttp, type Http } from '../../../adapters/http/http.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { listBatchIds, readBatch } from '../../../adapters/ledger/batches.ts';
import { openSpool } from '../../../adapters/vault/spool.ts';
import { collect } from '../../../functions/collect/collect.ts';
import type { Collecting } from '../../../functions/collect/environment.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { Knobs } from '../../../local/simulators/shenzhen/knobs.ts';
import { roster } from '../../../local/simulators/shenzhen/roster.ts';
import { startShenzhen, type Shenzhen } from '../../../local/simulators/shenzhen/server.ts';
import { type Ground, startGround } from '../ledger/ground.ts';

const TRAINEES = 450;
const CERTIFICATES = roster(TRAINEES).certificates.length;
const NIGHT = new Date('2026-11-23T15:30:00Z');

let ground: Ground;
let ingesting: Ingesting;
let clientSecret: string;
beforeAll(async () => {
  ground = await startGround();
  ({ clientSecret } = await ground.secrets.clientCredentials());
  ingesting = {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    translateQueue: 'translate',
    ownQueue: 'ingest',
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    newRun: () => randomBytes(6).toString('hex'),
  };
});
afterAll(async () => await ground.stop());

/** An event no other test has: what the same event finds again is the same batch. */
let nights = 0;
const aNight = (): Date => new Date(Date.parse('2027-01-01T15:30:00Z') + (nights += 1) * 86_400_000);

/** The city's batches before the test that runs. */
let before: ReadonlySet<string>;
beforeEach(async () => {
  ground.clock.set(NIGHT);
  before = new Set(await listBatchIds(ground.table, 'shenzhen'));
});
const newBatches = async (): Promise<readonly string[]> =>
  (await listBatchIds(ground.table, 'shenzhen')).filter((id) => !before.has(id));

const newKinds = async (): Promise<readonly (string | undefined)[]> =>
  await Promise.all((await newBatches()).map(async (id) => (await readBatch(ground.table, id))?.manifest.kind));

/** The platform on the test's own clock, and who asks it: a wait moves the clock. */
async function asking(
  knobs: Partial<Knobs> = {},
  trainees = TRAINEES,
): Promise<{ readonly platform: Shenzhen; readonly collecting: Collecting; readonly waits: number[] }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-shenzhen-'));
  const platform = await startShenzhen({
    dataDir,
    port: 0,
    secrets: { calls: [] },
    client: { id: 'bridge', secret: clientSecret },
    trainees,
    now: () => ground.clock.now().getTime(),
    knobs: { rateMax: 1_000, ...knobs },
  });
  const http = createHttp({ baseUrl: platform.url, allowPrivate: true, timeoutMs: 2_000 });
  onTestFinished(async () => {
    http.close();
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const waits: number[] = [];
  const collecting: Collecting = {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    source: 'shenzhen/talent-platform',
    http,
    baseUrl: platform.url,
    allowPrivate: true,
    spool: ingesting.spool,
    pause: async (ms) => {
      waits.push(ms);
      ground.clock.forward(ms);
    },
    runMs: 600_000,
  };
  return { platform, collecting, waits };
}

/** Something happens before the nth page is asked for. */
function beforePage(http: Http, page: number, happen: () => void): Http {
  let asked = 0;
  return {
    ...http,
    get: async (path, headers) => {
      asked += 1;
      if (asked === page) happen();
      return await http.get(path, headers);
    },
  };
}

type Page = Readonly<Record<string, unknown>> & { readonly total: number; readonly items: readonly unknown[] };

/** A platform that answers every page otherwise. */
function edited(http: Http, edit: (page: Page, asked: number) => object): Http {
  let asked = 0;
  return {
    ...http,
    get: async (path, headers) => {
      const answer = await http.get(path, headers);
      asked += 1;
      return {
        ...answer,
        body: Buffer.from(JSON.stringify(edit(JSON.parse(answer.body.toString('utf8')) as Page, asked))),
      };
    },
  };
}

async function landed(batchId: string): Promise<readonly unknown[]> {
  const answer = await ground.s3.send(new GetObjectCommand({ Bucket: 'landing', Key: landingKey(batchId) }));
  const text = (await answer.Body?.transformToString('utf8')) ?? '';
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('takes exactly the rows of all pages, once each, under a rate limit and tokens that end on the way', async () => {
  const { platform, collecting, waits } = await asking({ rateMax: 2, rateWindowMs: 4_000, tokenS: 9 });
  const [applicants, certificates] = await collect(collecting, NIGHT);
  expect([applicants?.rows, certificates?.rows]).toEqual([TRAINEES, CERTIFICATES]);
  expect(await landed(applicants?.batchId ?? '')).toEqual(roster(TRAINEES).trainees);
  expect(await landed(certificates?.batchId ?? '')).toEqual(roster(TRAINEES).certificates);
  const { tokens, limited, pages } = platform.stats().platform;
  expect(pages).toBe(4);
  expect(tokens).toBeGreaterThan(1);
  expect([limited, waits.every((ms) => ms >= 1_000)]).toEqual([waits.length, true]);
  expect(waits.length).toBeGreaterThan(1);
  expect((await readBatch(ground.table, applicants?.batchId ?? ''))?.manifest).toMatchObject({
    system: 'shenzhen/talent-platform',
    kind: 'applicant',
    businessDate: '2026-11-23',
    sequence: 202_611_232_330,
    rows: TRAINEES,
    programmeYear: null,
  });
});

test('what was taken is ingested like any city’s batch, and the next night’s same data is unchanged', async () => {
  const { collecting } = await asking();
  const two = [aNight(), aNight()];
  const settled: unknown[] = [];
  for (const night of two) {
    ground.clock.set(night);
    for (const { batchId } of await collect(collecting, night)) {
      await ingest(ingesting, landingKey(batchId));
      const batch = await readBatch(ground.table, batchId);
      const { rejected, unchanged } = batch?.settled ?? {};
      settled.push([batch?.state, batch?.problem, batch?.received.rows, rejected?.rows ?? 0, unchanged?.rows ?? 0]);
    }
  }
  expect(settled).toEqual([
    ['TRANSLATING', null, TRAINEES, 0, 0],
    ['TRANSLATING', null, CERTIFICATES, 0, 0],
    ['TRANSLATING', null, TRAINEES, 0, TRAINEES],
    ['TRANSLATING', null, CERTIFICATES, 0, CERTIFICATES],
  ]);
});

test('the same event again finds its batches, and puts the file there that a dead run never put', async () => {
  const { collecting } = await asking({}, 30);
  const event = aNight();
  const failing = { ...collecting, landing: { s3: ground.s3, bucket: 'no-such-bucket' } };
  await expect(collect(failing, event)).rejects.toThrow('bucket');
  const first = await newBatches();
  const again = await collect(collecting, event);
  expect(again.map(({ batchId }) => batchId).toSorted()).toEqual([...first].toSorted());
  expect(await landed(again[0]?.batchId ?? '')).toHaveLength(30);
  await ingest(ingesting, landingKey(again[0]?.batchId ?? ''));
  expect(await collect(collecting, event)).toEqual(again);
  expect(await newBatches()).toHaveLength(2);
});

test('a token taken back before its end is replaced by a new one', async () => {
  const { platform, collecting } = await asking();
  const http = beforePage(collecting.http, 2, () => ground.clock.forward(20_000));
  // The bridge believes in the token for ten minutes, the platform for ten seconds.
  const believing = beforePage(http, 1, () => undefined);
  platform.setKnobs({ tokenS: 10 });
  const deaf: Http = {
    ...believing,
    post: async (path, body, headers) => {
      const answer = await http.post(path, body, headers);
      return {
        ...answer,
        body: Buffer.from(answer.body.toString('utf8').replace('"expires_in":10', '"expires_in":600')),
      };
    },
  };
  expect(await collect({ ...collecting, http: deaf }, aNight())).toHaveLength(2);
  expect(platform.stats().platform.tokens).toBe(2);
});

test.each<readonly [string, Partial<Knobs>, string]>([
  ['a page that ends in the middle', { cutOff: 1 }, 'city.answer-malformed'],
  ['a page that is not JSON', { notJson: 1 }, 'city.answer-malformed'],
  ['a cursor for the second time', { repeatCursor: 1 }, 'city.pages-incomplete'],
  ['an empty page on the way', { emptyPage: 1 }, 'city.pages-incomplete'],
  ['a platform that is down', { rate5xx: 1 }, 'city.unavailable'],
  ['a connection that is dropped', { timeoutBefore: 1, hangMs: 10 }, 'city.unavailable'],
  ['a limit that never ends', { rate429: 1, retryAfterS: 400 }, 'city.rate-limited'],
])('%s takes nothing, and is told', async (_, knobs, code) => {
  const { collecting } = await asking(knobs);
  await expect(collect(collecting, aNight())).rejects.toMatchObject({ name: 'CollectError', code });
  // The other list may fit one page, and be whole.
  expect(await newKinds()).not.toContain('applicant');
});

test.each<readonly [string, (page: Page, asked: number) => object, string]>([
  ['another total on the way', (page, asked) => ({ ...page, total: page.total + asked }), 'city.pages-changed'],
  ['fewer records than it says', (page) => ({ ...page, total: page.total + 1 }), 'city.pages-incomplete'],
  ['a record that is no object', (page) => ({ ...page, items: [...page.items, 1] }), 'city.answer-malformed'],
  ['no total', ({ items }) => ({ items, next: null }), 'city.answer-malformed'],
])('a platform that tells %s gets nothing taken', async (_, edit, code) => {
  const { collecting } = await asking();
  const run = collect({ ...collecting, http: edited(collecting.http, edit) }, aNight());
  await expect(run).rejects.toMatchObject({ name: 'CollectError', code });
  expect(await newKinds()).not.toContain('applicant');
});

test('data that moves during the walk, a platform without anybody, and a client nobody knows take nothing', async () => {
  const { platform, collecting } = await asking();
  const [one = {}] = roster(1).trainees;
  const moving = beforePage(collecting.http, 2, () => platform.put('trainees', [{ ...one, enrolmentId: 'RC-NEW' }]));
  const failed: unknown[] = [];
  const log = { ...ground.log, error: (_message: string, fields?: object) => void failed.push(fields) };
  const run = collect({ ...collecting, http: moving, log }, aNight());
  await expect(run).rejects.toMatchObject({ code: 'city.pages-changed' });
  // The other list does not wait for it.
  expect(failed).toMatchObject([{ kind: 'applicant', code: 'city.pages-changed' }]);
  expect(await newKinds()).toEqual(['certificate']);
  before = new Set(await listBatchIds(ground.table, 'shenzhen'));

  const nobody = await asking({}, 0);
  await expect(collect(nobody.collecting, aNight())).rejects.toMatchObject({ code: 'city.pages-incomplete' });
  const stranger = { ...ground.secrets, clientCredentials: async () => ({ clientId: 'x', clientSecret: 'y' }) };
  await expect(collect({ ...collecting, secrets: stranger }, aNight())).rejects.toMatchObject({
    code: 'city.unauthorized',
  });
  expect(await newBatches()).toEqual([]);
});
