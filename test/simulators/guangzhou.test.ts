import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { writeTable } from '../../adapters/files/write-table.ts';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { parseCsv } from '../../local/simulators/guangzhou/csv.ts';
import { pushNight } from '../../local/simulators/guangzhou/push.ts';
import { startGuangzhou, type Guangzhou } from '../../local/simulators/guangzhou/server.ts';
import { call, CALL_SECRET, parsed, temporaryFolder, type Answered } from './platform.ts';

const night = smallNight({ people: 20, seed: 3 });
const bytesOf = (place: number): Uint8Array => new Uint8Array(night.files[place]?.bytes ?? []);

async function importer(dataDir = temporaryFolder()): Promise<Guangzhou> {
  const started = await startGuangzhou({ dataDir, port: 0, secrets: { calls: [CALL_SECRET] } });
  onTestFinished(() => started.stop().catch(() => undefined));
  return started;
}

/** A file of two payments, the second as `change` makes it. */
function payments(change: (line: string) => string = (line) => line): Uint8Array {
  const [header = '', first = '', second = ''] = new TextDecoder('gb18030').decode(bytesOf(2)).split('\r\n');
  return new Uint8Array(iconv.encode([header, first, change(second), ''].join('\r\n'), 'gb18030'));
}

test('keeps a file as it came and its records by 申领编号, and knows the same file again', async () => {
  const dataDir = temporaryFolder();
  const city = await importer(dataDir);
  expect(await call(city.url, 'PUT', '/outbox/applicant/a-1.csv', bytesOf(0))).toMatchObject({
    status: 201,
    json: { fileName: 'a-1.csv', rows: 20 },
  });
  expect(await call(city.url, 'PUT', '/outbox/applicant/a-1.csv', bytesOf(0))).toMatchObject({
    status: 200,
    json: { rows: 20 },
  });
  expect(await call(city.url, 'PUT', '/outbox/applicant/a-1.csv', bytesOf(1))).toMatchObject({ status: 409 });
  expect(readFileSync(join(dataDir, 'outbox/applicant/a-1.csv')).equals(Buffer.from(bytesOf(0)))).toBe(true);
  expect(city.stats()).toMatchObject({
    files: { applicant: 1, certificate: 0, payment: 0 },
    arrivals: { created: 20, changed: 0, unchanged: 0, stale: 0 },
  });
});

test('adds up payments in 分 by 申领编号 and 资助层级, once each', async () => {
  const city = await importer();
  await call(city.url, 'PUT', '/outbox/payment/p-1.csv', bytesOf(2));
  await call(city.url, 'PUT', '/outbox/payment/p-2.csv', bytesOf(3));
  await call(city.url, 'PUT', '/outbox/payment/p-3.csv', bytesOf(2));
  const { json } = await call(city.url, 'GET', '/admin/stats');
  expect(json).toEqual(city.stats());
  expect(city.stats().records.find((group) => group.kind === 'payment')).toEqual({
    kind: 'payment',
    rows: 20,
    fen: '3000000',
    byStatus: { 待发放: 20 },
  });
  expect(city.stats().arrivals).toEqual({ created: 20, changed: 0, unchanged: 10, stale: 0 });
});

test('a newer row replaces the older one, an older one does not', async () => {
  const city = await importer();
  const row = (status: string, time: string): Uint8Array =>
    payments((line) => line.replace(/,[^,]*,,[^,]*$/, `,${status},,${time}`));
  await call(city.url, 'PUT', '/outbox/payment/p-1.csv', payments());
  await call(city.url, 'PUT', '/outbox/payment/p-2.csv', row('SETTLED', '2026-11-23T09:00:00+08:00'));
  await call(city.url, 'PUT', '/outbox/payment/p-3.csv', row('OLDER', '2026-11-01 09:00:00'));
  expect(city.stats().arrivals).toEqual({ created: 2, changed: 1, unchanged: 2, stale: 1 });
  expect(city.stats().records.find((group) => group.kind === 'payment')?.byStatus).toEqual({ 待发放: 1, SETTLED: 1 });
});

test('refuses what it can not read, unsigned calls and names that leave the folder', async () => {
  const city = await importer();
  const answers = async (path: string, bytes: Uint8Array, secret = CALL_SECRET): Promise<readonly unknown[]> => {
    const { status, json } = await call(city.url, 'PUT', path, bytes, secret);
    return [status, json['code']];
  };
  expect(await answers('/outbox/payment/x.csv', payments(), `whsec_${Buffer.alloc(24, 9).toString('base64')}`)).toEqual(
    [401, 'auth.signature'],
  );
  expect(await answers('/outbox/payment/x.csv', Buffer.from([0xff, 0xff, 0x0a]))).toEqual([422, 'file.encoding']);
  expect(await answers('/outbox/payment/x.csv', bytesOf(0))).toEqual([422, 'file.header']);
  expect(
    await answers(
      '/outbox/payment/x.csv',
      payments(() => 'a,b,c'),
    ),
  ).toEqual([422, 'row.columns']);
  expect(
    await answers(
      '/outbox/payment/x.csv',
      payments(() => '"a,b,c'),
    ),
  ).toEqual([422, 'row.quotes']);
  expect(
    await answers(
      '/outbox/payment/x.csv',
      payments((line) => line.replace(/[^,]*$/, 'yesterday')),
    ),
  ).toEqual([422, 'row.field-missing']);
  expect(await answers('/outbox/people/x.csv', payments())).toEqual([404, 'request.no-route']);
  expect(await answers('/outbox/payment/..%2Fx.csv', payments())).toEqual([404, 'request.no-route']);
  expect(await answers('/outbox/payment/x.csv', new Uint8Array(8 * 1024 * 1024 + 1))).toEqual([
    413,
    'request.too-large',
  ]);
  expect(city.stats().files).toEqual({ applicant: 0, certificate: 0, payment: 0 });
});

test('a time-out after the effect leaves a file that the repeated call finds', async () => {
  const city = await importer();
  city.setFaults({ timeoutAfter: 1, hangMs: 20 });
  await expect(call(city.url, 'PUT', '/outbox/payment/p-1.csv', payments())).rejects.toThrow('fetch failed');
  city.setFaults({ timeoutAfter: 0 });
  expect((await call(city.url, 'PUT', '/outbox/payment/p-1.csv', payments())).status).toBe(200);
  expect(city.stats().arrivals.created).toBe(2);
});

test('keeps everything over a restart', async () => {
  const dataDir = temporaryFolder();
  const first = await importer(dataDir);
  await call(first.url, 'PUT', '/outbox/applicant/a-1.csv', bytesOf(0));
  await first.stop();
  const second = await importer(dataDir);
  expect(second.stats().records[0]).toMatchObject({ kind: 'applicant', rows: 20 });
  expect((await call(second.url, 'PUT', '/outbox/applicant/a-1.csv', bytesOf(0))).status).toBe(200);
});

test('reads quoted cells with commas, quotes and line breaks', () => {
  expect(parseCsv('a,"b,1","c""d"\r\n"x\ny",,z\n')).toEqual({
    ok: true,
    rows: [
      ['a', 'b,1', 'c"d'],
      ['x\ny', '', 'z'],
    ],
  });
  expect(parseCsv('a,b')).toEqual({ ok: true, rows: [['a', 'b']] });
  expect(parseCsv('a\n"b')).toEqual({ ok: false, row: 2 });
});

/** The bridge's side of a push: manifests in order, and what was uploaded. */
async function batchApi(...failFirst: number[]): Promise<{
  readonly url: string;
  readonly manifests: Answered[];
  readonly uploads: Map<string, { readonly sha256: string; readonly header: string | undefined }>;
}> {
  const manifests: Answered[] = [];
  const uploads = new Map<string, { sha256: string; header: string | undefined }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const failure = failFirst.shift();
      if (failure !== undefined)
        return response
          .writeHead(failure, { 'content-type': 'application/problem+json' })
          .end('{"code":"auth.signature"}');
      if (request.method === 'PUT') {
        uploads.set(request.url ?? '', {
          sha256: createHash('sha256').update(body).digest('hex'),
          header: request.headers['x-upload']?.toString(),
        });
        return response.writeHead(200).end();
      }
      new Webhook(CALL_SECRET).verify(body.toString('utf8'), { ...request.headers } as Record<string, string>);
      manifests.push({
        credential: request.headers['bridge-credential'],
        path: request.url,
        ...parsed(body.toString('utf8')),
      });
      const origin = `http://127.0.0.1:${request.socket.localPort}`;
      return response.end(
        JSON.stringify({
          batchId: `batch-${manifests.length}`,
          upload: {
            url: `${origin}/landing/${manifests.length}`,
            headers: { 'x-upload': 'yes' },
            expiresAt: '2026-11-21T00:00:00+08:00',
          },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    manifests,
    uploads,
  };
}

test('pushes a night: a signed manifest for each file, then its bytes to the address given', async () => {
  const api = await batchApi();
  const pushed = await pushNight({
    bridgeUrl: api.url,
    credentialId: 'guangzhou-1',
    secret: CALL_SECRET,
    files: night.files,
  });
  expect(pushed.map((batch) => batch.batchId)).toEqual(['batch-1', 'batch-2', 'batch-3', 'batch-4']);
  expect(api.manifests[2]).toEqual({
    credential: 'guangzhou-1',
    path: '/v1/batches',
    system: 'guangzhou/degree-subsidy',
    kind: 'payment',
    programmeYear: 2025,
    businessDate: '2026-11-20',
    sequence: 3,
    fileName: 'payment-2025-20261120-3.csv',
    bytes: bytesOf(2).length,
    sha256: createHash('sha256').update(bytesOf(2)).digest('hex'),
    rows: 10,
    totalFen: '1500000',
  });
  expect(api.manifests[0]).not.toHaveProperty('totalFen');
  expect(api.uploads.get('/landing/3')).toEqual({ sha256: api.manifests[2]?.['sha256'], header: 'yes' });
});

test("a push tries again after a server's fault, and gives up at once on a refusal", async () => {
  const files = night.files.slice(0, 1);
  const busy = await batchApi(503, 429);
  expect(
    await pushNight({
      bridgeUrl: busy.url,
      credentialId: 'guangzhou-1',
      secret: CALL_SECRET,
      files,
      retryDelaysMs: [1, 1, 1],
    }),
  ).toHaveLength(1);
  const refusing = await batchApi(401);
  await expect(
    pushNight({ bridgeUrl: refusing.url, credentialId: 'guangzhou-1', secret: CALL_SECRET, files, retryDelaysMs: [1] }),
  ).rejects.toThrow('the bridge answered 401 auth.signature');
});

test('keeps any other system’s file that can be read, whatever its form', async () => {
  const city = await importer();
  const other = { 'bridge-system': 'foshan/grants' };
  const put = async (name: string, body: Uint8Array) =>
    await call(city.url, 'PUT', `/outbox/applicant/${name}`, body, CALL_SECRET, other);
  const workbook = await writeTable({ form: 'xlsx', sheet: '名单' }, ['姓名', '状态'], [['甲', '通过']]);
  const text = new TextEncoder();
  expect(await put('a.xlsx', workbook)).toMatchObject({ status: 201, json: { rows: 1 } });
  expect(await put('a.xlsx', workbook)).toMatchObject({ status: 200 });
  expect(await put('b.jsonl', text.encode('{"name":"甲"}\n{"name":"乙"}\n'))).toMatchObject({ json: { rows: 2 } });
  expect(await put('c.txt', text.encode('姓名|状态\n甲|通过\n'))).toMatchObject({ json: { rows: 1 } });
  expect(await put('d.csv', text.encode('姓名,状态\n甲,通过\n'))).toMatchObject({ json: { rows: 1 } });
  for (const [name, body] of [
    ['e.xlsx', text.encode('no workbook')],
    ['f.jsonl', text.encode('{"name":')],
    ['g.txt', text.encode('姓名|状态\n甲\n')],
    ['h.pdf', text.encode('%PDF')],
  ] as const)
    expect(await put(name, body)).toMatchObject({ status: 422, json: { code: 'file.form' } });
  expect(city.stats()).toMatchObject({ files: { applicant: 4 }, arrivals: { created: 5 } });
});
