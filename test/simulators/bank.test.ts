import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Bank, type BankOptions, startBank } from '../../local/simulators/bank/server.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import { manifestSchema } from '../../schemas/manifest.ts';
import { writeTable } from '../../adapters/files/write-table.ts';
import { openRecords } from '../../adapters/files/open-records.ts';
import { bankPayout } from '../../schemas/systems/bank/payout/system.ts';
import type { Payment } from '../../schemas/canonical/payment.ts';
import { CALL_SECRET, temporaryFolder } from './platform.ts';
import { newPerson, paymentOf } from '../integration/ledger/records.ts';

const TODAY = '2026-11-23';
const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00');
const MAPPING = bankPayout.kinds.payment;
if (MAPPING?.form !== 'table') throw new Error('the bank takes tables');

interface Pushed {
  readonly manifest: { readonly rows: number; readonly totalFen: string; readonly sequence: number };
  readonly bytes: Buffer;
}

/** A bridge of a few lines: keeps what a partner pushes. */
async function bridge(): Promise<{ readonly url: string; readonly pushed: Pushed[] }> {
  const pushed: Pushed[] = [];
  const manifests: Pushed['manifest'][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      if (request.method === 'POST') {
        manifests.push(manifestSchema.parse(JSON.parse(body.toString())) as unknown as Pushed['manifest']);
        const upload = { url: `${at}/upload/${manifests.length - 1}`, headers: {} };
        return void response.writeHead(201).end(JSON.stringify({ batchId: 'b1', upload }));
      }
      const manifest = manifests[Number(request.url?.split('/').at(-1))];
      if (manifest !== undefined) pushed.push({ manifest, bytes: body });
      return void response.writeHead(200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pushed };
}

async function bankWith(options: Partial<BankOptions> = {}): Promise<Bank> {
  const bank = await startBank({
    dataDir: temporaryFolder(),
    port: 0,
    secrets: { calls: [CALL_SECRET] },
    now: () => NOW_MS,
    tickMs: 10,
    ...options,
    knobs: { returnAfterMs: 0, ...options.knobs },
  });
  onTestFinished(() => bank.stop());
  return bank;
}

const PARTNER = { credentialId: 'bank-1', secret: CALL_SECRET };
const FILE_NO = 'UBF0000000000000000000000000001';
const planned = (change: Partial<Payment> = {}): Payment =>
  paymentOf(newPerson(), { fundingLevel: 'DISTRICT', ...change });
const fileOf = async (payments: readonly Payment[], batchNo = FILE_NO, fen?: string, prefix = 'UB') =>
  await writeTable(
    bankPayout.file as never,
    MAPPING.header,
    payments.map((payment, at) => MAPPING.encode(payment, { paymentNo: `${prefix}${at}` })),
    {
      batchNo,
      rows: payments.length,
      fen: fen ?? payments.reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n).toString(),
    },
  );
async function call(bank: Bank, method: string, path: string, body?: Buffer, secret = CALL_SECRET) {
  const answer = await fetch(bank.url + path, {
    method,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    headers: { ...signedHeaders(secret, 'call1', NOW_MS, body ?? '') },
  });
  return { status: answer.status, body: (await answer.json()) as { code?: string; state?: string } };
}
const put = (bank: Bank, body: Buffer, batchNo = FILE_NO) => call(bank, 'PUT', `/payouts/${batchNo}.txt`, body);
/** The bank's file as the bridge reads it. */
async function read({ bytes }: Pushed) {
  async function* source() {
    yield bytes;
  }
  const file = await openRecords(
    { system: bankPayout, kind: 'payment', context: { today: TODAY, programmeYear: 2025 } },
    source(),
  );
  const rows = [];
  for await (const block of file.blocks) rows.push(...block);
  return { summary: file.summary, rows: rows.map(({ result }) => result) };
}
const statusesIn = (rows: Awaited<ReturnType<typeof read>>['rows']) =>
  rows.map((row) => (row.ok ? (row.record as Payment).status : row.problem.code));

test('a file is taken once; the same again is the same, another under its number is refused', async () => {
  const bank = await bankWith({ knobs: { returnAfterMs: 60_000 } });
  const file = await fileOf([planned(), planned({ amountFen: '200050' })]);
  expect(await call(bank, 'GET', `/payouts/${FILE_NO}.txt`)).toMatchObject({
    status: 404,
    body: { code: 'payout.not-found' },
  });
  expect((await put(bank, file)).status).toBe(201);
  expect((await put(bank, file)).status).toBe(200);
  expect(await put(bank, await fileOf([planned()]))).toMatchObject({ status: 409, body: { code: 'file.other-bytes' } });
  expect(await call(bank, 'GET', `/payouts/${FILE_NO}.txt`)).toMatchObject({
    status: 200,
    body: { state: 'ACCEPTED' },
  });
  expect(bank.stats()).toMatchObject({ files: 1, instructed: 2, pending: 2 });
});

test('a 客户流水号 is used once, whatever file it comes in', async () => {
  const bank = await bankWith();
  const payment = planned();
  await put(bank, await fileOf([payment]));
  const other = 'UBF0000000000000000000000000002';
  const again = await put(bank, await fileOf([payment, planned()], other), other);
  expect(again).toMatchObject({ status: 409, body: { code: 'payment.number-used' } });
  expect(bank.stats().instructed).toBe(1);
});

test.each([
  ['file.totals', async () => await fileOf([planned()], FILE_NO, '1')],
  ['file.name', async () => await fileOf([planned()], 'UBF0000000000000000000000000009')],
  ['file.summary', () => Promise.resolve(Buffer.from('a|b\n'))],
  ['file.encoding', () => Promise.resolve(Buffer.from([0xff, 0xff]))],
  [
    'file.detail',
    () =>
      Promise.resolve(Buffer.concat([Buffer.from([0xb4, 0xfa, 0xb7, 0xa2]), Buffer.from(`|${FILE_NO}|1|1.00\na|b\n`)])),
  ],
])('refuses a file whole: %s', async (code, make) => {
  const bank = await bankWith();
  expect(await put(bank, await make())).toMatchObject({ status: 422, body: { code } });
  expect(bank.stats().instructed).toBe(0);
});

test('lets nobody in without a signature', async () => {
  const bank = await bankWith();
  const file = await fileOf([planned()]);
  expect((await call(bank, 'PUT', `/payouts/${FILE_NO}.txt`, file, `whsec_${'A'.repeat(44)}`)).status).toBe(401);
});

test('pays, and sends a return the bridge reads: successes, failures, states nobody agreed on', async () => {
  const { url, pushed } = await bridge();
  // For the call itself, then for each line; a line that fails draws its reason.
  const drawn = [0.9, 0.05, 0.5, 0.15, 0.9];
  const bank = await bankWith({
    bridgeUrl: url,
    partner: PARTNER,
    knobs: { failRate: 0.1, unknownRate: 0.1, returnAfterMs: 0 },
    random: () => drawn.shift() ?? 0.9,
  });
  await put(bank, await fileOf([planned(), planned(), planned()]));
  await expect.poll(() => pushed.length).toBe(1);
  const [first] = pushed;
  if (first === undefined) throw new Error('nothing was pushed');
  const { summary, rows } = await read(first);
  expect(statusesIn(rows)).toEqual(['FAILED', 'UNKNOWN', 'SUCCESS']);
  expect(summary).toMatchObject({
    document: 'return',
    batchNo: FILE_NO,
    rows: 3,
    fen: '450000',
    paid: { rows: 1, fen: '150000' },
  });
  expect(first.manifest).toMatchObject({ rows: 3, totalFen: '450000' });
  await expect
    .poll(() => bank.stats())
    .toMatchObject({ paid: 1, failed: 1, unknown: 1, pending: 0, paidTwice: 0, unsent: 0, batches: ['b1'] });
});
test('gives back what it paid when told, two days later, under the number of the file', async () => {
  const { url, pushed } = await bridge();
  const bank = await bankWith({ bridgeUrl: url, partner: PARTNER });
  await put(
    bank,
    await fileOf([
      planned({ updatedAt: '2026-11-20T23:05:00+08:00' }),
      planned({ updatedAt: '2026-11-20T23:05:00+08:00' }),
    ]),
  );
  await expect.poll(() => pushed.length).toBe(1);
  const told = await fetch(`${bank.url}/admin/returns`, { method: 'POST', body: '{"share":0.5}' });
  expect(await told.json()).toEqual({ returned: 1 });
  await expect.poll(() => pushed.length).toBe(2);
  const [, second] = pushed;
  if (second === undefined) throw new Error('nothing was pushed');
  const { summary, rows } = await read(second);
  expect(summary).toMatchObject({ document: 'reversal', batchNo: FILE_NO, rows: 1, fen: '150000' });
  expect(rows).toMatchObject([
    { ok: true, record: { status: 'RETURNED', updatedAt: '2026-11-22T23:06:00+08:00', paidOn: '2026-11-20' } },
  ]);
  expect(bank.stats()).toMatchObject({ paid: 1, returned: 1, paidFen: '150000' });
});

test('goes on after a restart with what it has not sent', async () => {
  const { url, pushed } = await bridge();
  const dataDir = temporaryFolder();
  const options = { dataDir, port: 0, secrets: { calls: [CALL_SECRET] }, now: () => NOW_MS, tickMs: 10 };
  const first = await startBank({ ...options, knobs: { returnAfterMs: 0 } });
  await put(first, await fileOf([planned()]));
  await expect.poll(() => first.stats().unsent).toBe(1);
  await first.stop();
  await bankWith({ dataDir, bridgeUrl: url, partner: PARTNER });
  await expect.poll(() => pushed.length).toBe(1);
});
