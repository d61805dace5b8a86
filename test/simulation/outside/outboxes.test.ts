import iconv from 'iconv-lite';
import { expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../../../local/nights/random.ts';
import { BANK_KNOBS, startBank } from '../../../local/simulators/bank/server.ts';
import { startGuangzhou } from '../../../local/simulators/guangzhou/server.ts';
import { startShenzhen } from '../../../local/simulators/shenzhen/server.ts';
import { signedHeaders } from '../../../local/simulators/signature.ts';
import { manifestSchema } from '../../../schemas/manifest.ts';
import { summaryLine } from '../../../schemas/systems/bank/payout/summary.ts';
import { call, CALL_SECRET, temporaryFolder } from '../../simulators/platform.ts';
import { manifestOf } from '../scenario/batch.ts';
import { type BankModel, createBankModel } from './bank.ts';
import type { BankKnobs } from './bank-books.ts';
import { createCityModel } from './city.ts';
import type { OutsideAnswer, OutsideRequest } from './http.ts';

interface Put {
  readonly path: string;
  readonly text: string;
  readonly method?: string;
  readonly system?: string;
  readonly secret?: string;
}

const STRANGE_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const COLUMNS = '发放批次,申领编号,身份证号,发放金额(元),资助层级,发放状态,更新时间\r\n';
const ROW = '2025-01,GZXL1,440199199003070013,1500.00,市,待发放,2026-11-20 20:00:00\r\n';
const NEWER = '2025-01,GZXL1,440199199003070013,1500.00,市,发放成功,2026-11-20 21:00:00\r\n';
const OLDER = '2025-01,GZXL1,440199199003070013,1500.00,市,退票,2026-11-19 21:00:00\r\n';

test('Guangzhou’s outbox answers and adds up as the stand-in over HTTP', async () => {
  const standIn = await startGuangzhou({ dataDir: temporaryFolder(), port: 0, secrets: { calls: [CALL_SECRET] } });
  onTestFinished(() => standIn.stop());
  const model = createCityModel(settingsOf());
  const puts: readonly Put[] = [
    { path: '/outbox/payment/p-1.csv', text: COLUMNS + ROW },
    { path: '/outbox/payment/p-1.csv', text: COLUMNS + ROW },
    { path: '/outbox/payment/p-1.csv', text: COLUMNS + NEWER },
    { path: '/outbox/payment/p-2.csv', text: COLUMNS + NEWER + ROW.replace('GZXL1', 'GZXL2') },
    { path: '/outbox/payment/p-3.csv', text: COLUMNS + NEWER + OLDER },
    { path: '/outbox/payment/p-4.csv', text: `${COLUMNS}2025-01,GZXL1\r\n` },
    { path: '/outbox/payment/p-5.csv', text: ROW },
    { path: '/outbox/payment/p-6.csv', text: COLUMNS + ROW.replace('GZXL1', '') },
    { path: '/outbox/notice/p-7.csv', text: COLUMNS },
    { path: '/outbox/payment/p-8.csv', text: COLUMNS, secret: STRANGE_SECRET },
  ];
  await sameAnswers(standIn.url, (request) => model.handle(request), puts, 'gb18030');
  const { records, arrivals } = standIn.stats();
  expect(model.figures().arrivals).toEqual(arrivals);
  expect(model.figures().records.map(({ kind, status, rows }) => [kind, status, rows])).toEqual(
    records.flatMap(({ kind, byStatus }) => Object.entries(byStatus).map(([status, rows]) => [kind, status, rows])),
  );
});

test('Shenzhen’s outbox answers and adds up as the stand-in over HTTP', async () => {
  const standIn = await startShenzhen({
    dataDir: temporaryFolder(),
    port: 0,
    secrets: { calls: [CALL_SECRET] },
    client: { id: 'a', secret: 'b' },
  });
  onTestFinished(() => standIn.stop());
  const model = createCityModel(settingsOf());
  const system = 'shenzhen/dream-plan';
  const columns = '拨付批次,报名编号,收款院校,院校账号,学费金额(元),拨付状态,最后修改时间\r\n';
  const row = 'SZ-1,SZYM1,虚构大学,6222000000000000004,5200.00,待拨付,2026-11-20 20:00:00\r\n';
  await sameAnswers(
    standIn.url,
    (request) => model.handle(request),
    [
      { system, path: '/outbox/payment/p-1.csv', text: `\uFEFF${columns}${row}` },
      { system, path: '/outbox/payment/p-1.csv', text: `\uFEFF${columns}${row}` },
      { system, path: '/outbox/payment/p-2.csv', text: columns + row },
      { system, path: '/outbox/payment/p-3.csv', text: `\uFEFF${row}` },
      { system, path: '/outbox/payment/p-4.csv', text: `\uFEFF${columns}${row.replace('待拨付', '拨付成功')}` },
    ],
    'utf-8',
  );
  expect(model.figures().arrivals).toEqual(standIn.stats().outbox.arrivals);
  expect(model.figures().records.map(({ rows, fen, status }) => [rows, String(fen), status])).toEqual(
    standIn.stats().outbox.records.map(({ rows, fen, byStatus }) => [rows, fen, Object.keys(byStatus).join()]),
  );
});

const NO = 'UBF0000000000000000000000000001';
const OTHER_NO = 'UBF0000000000000000000000000002';

function payoutFile(batchNo: string, numbers: readonly string[], total = `${numbers.length * 800}.00`): string {
  const details = numbers.map(
    (number) =>
      `${number}|某人|6222000000000000004|虚构银行|800.00|某人|居民身份证|44019919900307001${number.at(-1) ?? ''}|PT-1|GZXL1|GZ-XLBZ|2025|区级||待处理||2026-11-20 20:00:00\n`,
  );
  return [`代发|${batchNo}|${numbers.length}|${total}\n`, ...details].join('');
}

test.each([
  [
    { failed: 0, unknown: 0 },
    { failRate: 0, unknownRate: 0 },
  ],
  [
    { failed: 1, unknown: 0 },
    { failRate: 1, unknownRate: 0 },
  ],
  [
    { failed: 0, unknown: 1 },
    { failRate: 0, unknownRate: 1 },
  ],
])('a bank with %j answers and pays as the stand-in over HTTP', async (knobs, luck) => {
  const standIn = await startBank({
    dataDir: temporaryFolder(),
    port: 0,
    secrets: { calls: [CALL_SECRET] },
    tickMs: 10,
    knobs: { ...BANK_KNOBS, ...luck, returnAfterMs: 0 },
  });
  onTestFinished(() => standIn.stop());
  const model = bankOf(knobs);
  const puts: readonly Put[] = [
    { path: `/payouts/${NO}.txt`, method: 'GET', text: '' },
    { path: `/payouts/${NO}.txt`, text: payoutFile(NO, ['A1', 'A2']) },
    { path: `/payouts/${NO}.txt`, text: payoutFile(NO, ['A1', 'A2']) },
    { path: `/payouts/${NO}.txt`, text: payoutFile(NO, ['A3']) },
    { path: `/payouts/${OTHER_NO}.txt`, text: payoutFile(OTHER_NO, ['A2', 'A4']) },
    { path: `/payouts/${OTHER_NO}.txt`, text: payoutFile(OTHER_NO, ['A4'], '1.00') },
    { path: `/payouts/${OTHER_NO}.txt`, text: payoutFile(NO, ['A4']) },
    { path: `/payouts/${NO}.txt`, method: 'GET', text: '' },
  ];
  await sameAnswers(standIn.url, (request) => model.handle(request), puts, 'gb18030');
  await expect.poll(() => standIn.stats().pending).toBe(0);
  const [returned] = model.dueReturns(new Date(Date.now() + 1));
  const { paid, failed, unknown, files } = standIn.stats();
  const { states } = model.figures();
  expect([files, paid, failed, unknown]).toEqual([
    model.figures().files,
    ...['成功', '失败', '冲正中'].map((state) => states[state]?.rows ?? 0),
  ]);
  const said = summaryLine.read(
    iconv
      .decode(returned?.bytes ?? Buffer.alloc(0), 'gb18030')
      .split('\n')[0]
      ?.split('|') ?? [],
  );
  expect(said).toMatchObject({ document: 'return', batchNo: NO, rows: 2, fen: '160000', paid: { rows: paid } });
  expect(returned === undefined ? {} : manifestSchema.parse(manifestOf(returned))).toMatchObject({
    rows: 2,
    totalFen: '160000',
  });
});

test('what the bank has paid may come back, once, in a file of its own', () => {
  const model = bankOf({ reversed: 1, reverseAfterMs: 1000 });
  const bytes = iconv.encode(payoutFile(NO, ['A1', 'A2']), 'gb18030');
  model.handle(requestOf({ path: `/payouts/${NO}.txt`, text: '' }, bytes));
  const firstMs = Date.now() + 1;
  expect(model.dueReturns(new Date(firstMs)).map(({ fileName }) => fileName)).toEqual([`${NO}-return.txt`]);
  expect(model.nextDue()?.getTime()).toBeLessThanOrEqual(firstMs + 1000);
  const [back] = model.dueReturns(new Date(firstMs + 1000));
  expect(iconv.decode(back?.bytes ?? Buffer.alloc(0), 'gb18030').split('\n')[0]).toBe(`退票|${NO}|2|1600.00`);
  expect(model.figures().states['退票']).toEqual({ rows: 2, fen: 160_000n });
  expect([model.nextDue(), model.paidTwice()]).toEqual([null, []]);
});

test('one grant under two numbers is told as paid twice', () => {
  const model = bankOf({});
  const bytes = iconv.encode(payoutFile(NO, ['A1', 'B1']), 'gb18030');
  model.handle(requestOf({ path: `/payouts/${NO}.txt`, text: '' }, bytes));
  model.dueReturns(new Date(Date.now() + 1));
  expect(model.paidTwice().map((grant) => grant.map(({ number }) => number))).toEqual([['A1', 'B1']]);
});

function settingsOf() {
  return { secrets: () => [CALL_SECRET], now: () => new Date(), random: createRandom(1) };
}

function bankOf(knobs: Partial<BankKnobs>): BankModel {
  return createBankModel({ ...settingsOf(), knobs: { returnAfterMs: 0, ...knobs } });
}

function requestOf({ method = 'PUT', path, system, secret = CALL_SECRET }: Put, body: Buffer): OutsideRequest {
  const named = system === undefined ? {} : { 'bridge-system': system };
  return { method, path, headers: { ...signedHeaders(secret, 'call_1', Date.now(), body), ...named }, body };
}

async function sameAnswers(
  url: string,
  handle: (request: OutsideRequest) => OutsideAnswer,
  puts: readonly Put[],
  encoding: string,
): Promise<void> {
  for (const put of puts) {
    const { method = 'PUT', path, text, system, secret } = put;
    const body = iconv.encode(text, encoding);
    const named = system === undefined ? {} : { 'bridge-system': system };
    const answered = await call(url, method, path, method === 'GET' ? undefined : body, secret, named);
    const modelled = handle(requestOf(put, body));
    const { message: _, ...told } = answered.json;
    const { message: __, ...mine } = JSON.parse(modelled.body.toString('utf8')) as Record<string, unknown>;
    expect([path, text.length, modelled.status, mine]).toEqual([path, text.length, answered.status, told]);
  }
}
