import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { batchKeyOf, createBatch, readBatch } from '../../../adapters/ledger/batches.ts';
import { listDue } from '../../../adapters/ledger/due.ts';
import { openSpool } from '../../../adapters/vault/spool.ts';
import { paymentNo, recordKey } from '../../../core/identity.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { sendAgain } from '../../../functions/sweep/send-again.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { ChunkMessage, DeliveryMessage } from '../../../schemas/message.ts';
import { BANK, type Instructed, readFile, returnFile, startBank, sumOf, type TestBank } from './bank.ts';
import { startDestination, type TestProvince } from './destination.ts';
import { deliveringTo, openBatch, problemsOf, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { INDEX_KEY, newPerson, paymentOf, PROVINCE } from './records.ts';

const GRANTS = 'guangzhou/matching-grants';

let ground: Ground;
let province: TestProvince;
let bank: TestBank;
let translating: Translating;
let toProvince: Delivering;
let toBank: Delivering;
let ingesting: Ingesting;
beforeAll(async () => {
  [ground, province, bank] = await Promise.all([startGround(), startDestination(), startBank()]);
  translating = translatingOn(ground);
  toProvince = deliveringTo(ground, PROVINCE, province.url);
  toBank = deliveringTo(ground, BANK, bank.url);
  ingesting = {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    translateQueue: 'translate',
    ownQueue: 'ingest',
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    newRun: () => randomBytes(6).toString('hex'),
  };
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop(), bank.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.setMishap(null);
  province.effects.clear();
  for (const list of [province.script, province.asked, bank.script, bank.calls]) list.length = 0;
  bank.files.clear();
});

const planned = (change: Partial<Payment> = {}): Payment =>
  paymentOf(newPerson(), { fundingLevel: 'DISTRICT', ...change });
const stateAt = async (payment: Payment, source: string) => {
  const item = await recordOf(ground, payment, source);
  return item === undefined ? undefined : `${item.state} ${item.status} ${item.attempt}`;
};
const rows = async (batch: { readonly batchId: string }) => rowsOf(await statementOf(ground, batch.batchId));
const numberOf = (payment: Payment, attempt = 1): string => paymentNo(recordKey(payment, INDEX_KEY), attempt);

/** Delivers what is on the queues until nothing is left; each wait passes at once. */
async function drain(): Promise<void> {
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
async function sweep(): Promise<void> {
  ground.clock.forward(3_600_000);
  const { deliverQueues } = translating;
  for (const entry of await listDue(ground.table, ground.clock.now(), 100))
    await sendAgain({ ...ground, translateQueue: 'translate', deliverQueues }, entry);
}

/** Files the bank has taken, in order. */
const filesAtBank = () => [...bank.files.values()].map(readFile);
const numbersAtBank = () => filesAtBank().flatMap(({ lines }) => lines.map(({ number }) => number));
const levelsAtProvince = () =>
  [...province.effects.values()].map(({ paymentNo: no, status }) => `${String(no)} ${String(status)}`);

async function instruct(payments: readonly Payment[], options: { readonly seenBefore?: boolean } = {}) {
  const batch = await openBatch(ground, 'payment', payments, { system: GRANTS, ...options });
  await translateChunk(translating, batch);
  return batch;
}

async function instructed(...payments: Payment[]) {
  const batch = await instruct(payments);
  await drain();
  const [file] = filesAtBank();
  if (file === undefined) throw new Error('nothing reached the bank');
  return { batch, batchNo: file.summary[1] ?? '', lines: file.lines };
}

let returns = 0;
/** The bank's file, announced and uploaded, taken in and worked through. */
async function returned(body: Buffer, lines: readonly Instructed[]): Promise<string> {
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
  await drain();
  return batchId;
}

let minutes = 0;
/** The line as the bank sends it back, later each time. */
function told({ number, payment }: Instructed, status: Payment['status'], change: Partial<Payment> = {}): Instructed {
  minutes += 1;
  const clock = `${String(1 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return { number, payment: { ...payment, status, updatedAt: `2026-11-23T${clock}:00+08:00`, ...change } };
}

describe('an instruction', () => {
  test('reaches the province first, then the bank, and its batch counts it once', async () => {
    const [a, b] = [planned(), planned({ amountFen: '200050' })];
    const { batch, lines } = await instructed(a, b);
    expect(await rows(batch)).toEqual({ applied: 2 });
    expect(lines.map(({ number }) => number).toSorted()).toEqual([numberOf(a), numberOf(b)].toSorted());
    expect(filesAtBank()[0]?.summary).toEqual(['代发', expect.stringMatching(/^UBF[0-9A-F]{29}$/), '2', '3500.50']);
    expect(lines.find(({ number }) => number === numberOf(a))?.payment).toEqual(a);
    expect(await stateAt(a, BANK)).toBe('DELIVERED PLANNED 1');
    expect(await stateAt(a, GRANTS)).toBe('DELIVERED PLANNED 1');
  });

  test('without the claim never leaves', async () => {
    const person = newPerson();
    await instructed(paymentOf(person, { fundingLevel: 'DISTRICT' }));
    bank.files.clear();
    const again = paymentOf(person, { fundingLevel: 'DISTRICT', programmeYear: 2026 });
    const batch = await instruct([again]);
    await drain();
    expect(await rows(batch)).toEqual({ held: 1 });
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);
    expect(numbersAtBank()).toEqual([]);
  });

  test('the province refuses never leaves', async () => {
    const payment = planned();
    province.script.push({ kind: 'say', outcome: 'refused', code: 'payment.duplicate' });
    await instruct([payment]);
    await drain();
    expect(numbersAtBank()).toEqual([]);
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'HELD', problem: 'payment.not-accepted' });
  });

  test('that a payout file can not say is held, and the others leave', async () => {
    const [odd, even] = [planned({ bankName: '工商|银行' }), planned()];
    const { batch } = await instructed(odd, even);
    expect(numbersAtBank()).toEqual([numberOf(even)]);
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.rail-uncarried']);
    expect(await rows(batch)).toEqual({ applied: 1, held: 1 });
  });

  test('changed after it left is held: the bank has the first', async () => {
    const first = planned();
    await instructed(first);
    const changed = { ...first, accountNo: '6217001234567890123', updatedAt: '2026-11-23T01:00:00+08:00' };
    const batch = await instruct([changed], { seenBefore: true });
    await drain();
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-instructed']);
    expect(filesAtBank().flatMap(({ lines }) => lines.map(({ payment }) => payment.accountNo))).toEqual([
      first.accountNo,
    ]);
    expect(levelsAtProvince()).toEqual([`${numberOf(first)} PLANNED`]);
  });
});

describe('a file', () => {
  test.each(['hang-up-before', 'hang-up-after'] as const)(
    'whose answer is lost (%s) is asked for, and paid once',
    async (turn) => {
      const payments = [planned(), planned()];
      bank.script.push(turn);
      await instruct(payments);
      await drain();
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(new Set(bank.calls.map((call) => call.split(' ')[1])).size).toBe(1);
      expect(bank.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(turn === 'hang-up-before' ? 2 : 1);
      expect(await stateAt(payments[0] ?? planned(), BANK)).toBe('DELIVERED PLANNED 1');
    },
  );

  test('the bank refuses is quarantined; corrected, the same payment leaves under the same number', async () => {
    const payment = planned();
    bank.script.push('refuse');
    await instruct([payment]);
    await drain();
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'QUARANTINED', problem: 'rail.refused' });
    const corrected = { ...payment, accountNo: '6217001234567890123', updatedAt: '2026-11-23T01:00:00+08:00' };
    await instruct([corrected], { seenBefore: true });
    await drain();
    expect(filesAtBank().flatMap(({ lines }) => lines)).toEqual([{ number: numberOf(payment), payment: corrected }]);
  });

  test('the bank is too busy for is sent again', async () => {
    const payment = planned();
    bank.script.push('busy', 'busy');
    await instruct([payment]);
    await drain();
    expect(numbersAtBank()).toEqual([numberOf(payment)]);
  });
});

/** Dies at the call number `at` to the ledger, as a function does that runs out of time. */
function dieAt(at: number): void {
  let seen = 0;
  ground.setMishap(() => {
    seen += 1;
    if (seen >= at) throw new Error('killed');
  });
}

describe('after a crash', () => {
  test.each(Array.from({ length: 10 }, (_, at) => at + 1))(
    'of translate at ledger call %i each is paid once',
    async (at) => {
      const payments = [planned(), planned()];
      const batch = await openBatch(ground, 'payment', payments, { system: GRANTS });
      dieAt(at);
      await translateChunk(translating, batch).catch(() => {});
      ground.setMishap(null);
      await translateChunk(translating, batch);
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(await rows(batch)).toEqual({ applied: 2 });
    },
  );

  test.each(Array.from({ length: 8 }, (_, at) => at + 1))(
    'of deliver at ledger call %i each is paid once',
    async (at) => {
      const payments = [planned(), planned()];
      await instruct(payments);
      const standing = ground.queue.sent.splice(0).filter(({ url }) => url === toBank.ownQueue);
      await sweep();
      ground.queue.sent.splice(0, Infinity, ...ground.queue.sent.filter(({ url }) => url !== toBank.ownQueue));
      await drain();
      const [message] = standing.map((sent) => sent.message as unknown as DeliveryMessage);
      if (message === undefined) throw new Error('nothing goes to the bank');
      dieAt(at);
      await deliver(toBank, message, 'first').catch(() => {});
      ground.setMishap(null);
      await deliver(toBank, message, 'second');
      await sweep();
      await drain();
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(await stateAt(payments[0] ?? planned(), BANK)).toBe('DELIVERED PLANNED 1');
    },
  );
});

describe('a return', () => {
  test('tells the province what became of each line, under its number', async () => {
    const [good, bad, odd] = [planned(), planned(), planned()];
    const { batchNo, lines } = await instructed(good, bad, odd);
    const answers = lines.map((line) =>
      line.number === numberOf(good)
        ? told(line, 'SUCCESS', { paidOn: '2026-11-23' })
        : told(line, line.number === numberOf(bad) ? 'FAILED' : 'UNKNOWN', { reasonCode: '户名不符' }),
    );
    const batchId = await returned(await returnFile('回盘', batchNo, answers), answers);
    expect(await rows({ batchId })).toEqual({ applied: 3 });
    expect(levelsAtProvince().toSorted()).toEqual(
      [
        ...[good, bad, odd].map((payment) => `${numberOf(payment)} PLANNED`),
        `${numberOf(good)} SUCCESS`,
        `${numberOf(bad)} FAILED`,
        `${numberOf(odd)} UNKNOWN`,
      ].toSorted(),
    );
    expect(await stateAt(good, BANK)).toBe('DELIVERED SUCCESS 1');
  });

  test('sent again says nothing new', async () => {
    const { batchNo, lines } = await instructed(planned());
    const answers = lines.map((line) => told(line, 'SUCCESS'));
    const body = await returnFile('回盘', batchNo, answers);
    await returned(body, answers);
    province.effects.clear();
    expect(await rows({ batchId: await returned(body, answers) })).toEqual({ unchanged: 1 });
    expect(levelsAtProvince()).toEqual([]);
  });

  test('whose state nobody knows is unknown, never failed: no second attempt leaves', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const answers = lines.map((line) => told(line, 'UNKNOWN'));
    const body = await returnFile('回盘', batchNo, answers);
    const odd = Buffer.from(body.toString('latin1').replace(GB('未知'), GB('冲正')), 'latin1');
    await returned(odd, answers);
    expect(await stateAt(payment, BANK)).toBe('DELIVERED UNKNOWN 1');
    bank.files.clear();
    const again = await instruct([{ ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T01:00:00+08:00' }], {
      seenBefore: true,
    });
    await drain();
    expect(await problemsOf(ground, again.batchId)).toEqual(['2 payment.already-instructed']);
    expect(numbersAtBank()).toEqual([]);
  });

  test.each<readonly [string, string, (lines: readonly Instructed[], batchNo: string) => Promise<Buffer>]>([
    ['rows differ from its details', 'batch.rows-mismatch', (l, no) => returnFile('回盘', no, l, { rows: 3 })],
    ['total differs from its details', 'batch.total-mismatch', (l, no) => returnFile('回盘', no, l, { fen: '1' })],
    ['number is unknown', 'batch.instruction-unknown', (l) => returnFile('回盘', 'UBFNOBODYKNOWS', l)],
    ['lines are fewer than the instruction', 'batch.rows-mismatch', (l, no) => returnFile('回盘', no, l.slice(1))],
    ['form is an instruction', 'batch.no-return', (l, no) => returnFile('代发', no, l)],
  ])('whose %s is held whole: %s', async (name, code, make) => {
    const { batchNo, lines } = await instructed(planned(), planned());
    const answers = lines.map((line) => told(line, 'SUCCESS'));
    const sent = name.includes('fewer') ? answers.slice(1) : answers;
    const batchId = await returned(await make(answers, batchNo), sent);
    expect(await readBatch(ground.table, batchId)).toMatchObject({ state: 'HELD', problem: code });
    expect(await stateAt(answers[0]?.payment ?? planned(), BANK)).toBe('DELIVERED PLANNED 1');
  });

  test('holds a line whose account, amount or number is not the instruction’s', async () => {
    const { batchNo, lines } = await instructed(planned(), planned({ amountFen: '100000' }), planned());
    const small = lines.find(({ payment }) => payment.amountFen === '100000');
    const [first, second] = lines.filter((line) => line !== small);
    if (first === undefined || second === undefined || small === undefined) throw new Error('three lines');
    const answers = [
      told(first, 'SUCCESS', { accountNo: '6217001234567890123' }),
      { ...told(second, 'SUCCESS'), number: 'UBAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      told(small, 'SUCCESS'),
    ];
    const batchId = await returned(await returnFile('回盘', batchNo, answers), answers);
    expect(await rows({ batchId })).toEqual({ applied: 1, held: 2 });
    expect((await problemsOf(ground, batchId)).map((line) => line.split(' ')[1])).toEqual(
      Array.from({ length: 2 }, () => 'payment.instruction-mismatch'),
    );
  });
});

describe('a further attempt', () => {
  test('leaves after a failure under a number of its own, though the city’s news has not come back', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const failed = lines.map((line) => told(line, 'FAILED', { reasonCode: '账号错误' }));
    await returned(await returnFile('回盘', batchNo, failed), failed);
    bank.files.clear();
    province.effects.clear();
    const next = {
      ...payment,
      accountNo: '6217001234567890123',
      batchNo: '2025-02',
      updatedAt: '2026-11-24T01:00:00+08:00',
    };
    const { lines: second, batchNo: secondNo } = await instructedAgain(next);
    expect(second.map(({ number }) => number)).toEqual([numberOf(payment, 2)]);
    expect(levelsAtProvince()).toEqual([`${numberOf(payment, 2)} PLANNED`]);
    // A late line of the first attempt says nothing of the second.
    const late = failed.map((line) => told(line, 'RETURNED', { updatedAt: '2026-11-24T03:00:00+08:00' }));
    const lateId = await returned(await returnFile('退票', batchNo, late), late);
    expect((await problemsOf(ground, lateId)).map((line) => line.split(' ')[1])).toEqual([
      'payment.instruction-mismatch',
    ]);
    const paid = second.map((line) => told(line, 'SUCCESS', { updatedAt: '2026-11-24T04:00:00+08:00' }));
    await returned(await returnFile('回盘', secondNo, paid), paid);
    expect(await stateAt(payment, BANK)).toBe('DELIVERED SUCCESS 2');
  });

  test('leaves after a 退票 that came two days after the success', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const paid = lines.map((line) =>
      told(line, 'SUCCESS', { paidOn: '2026-11-22', updatedAt: '2026-11-22T23:10:00+08:00' }),
    );
    await returned(await returnFile('回盘', batchNo, paid), paid);
    const back = paid.map((line) =>
      told(line, 'RETURNED', { reasonCode: '销户', updatedAt: '2026-11-24T23:10:00+08:00' }),
    );
    const batchId = await returned(await returnFile('退票', batchNo, back), back);
    expect(await rows({ batchId })).toEqual({ applied: 1 });
    expect(await stateAt(payment, BANK)).toBe('DELIVERED RETURNED 1');
    bank.files.clear();
    const next = { ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T23:30:00+08:00' };
    const { lines: second } = await instructedAgain(next);
    expect(second.map(({ number }) => number)).toEqual([numberOf(payment, 2)]);
  });

  async function instructedAgain(payment: Payment) {
    await instruct([payment], { seenBefore: true });
    await drain();
    const [file] = filesAtBank();
    if (file === undefined) throw new Error('nothing reached the bank');
    return { batchNo: file.summary[1] ?? '', lines: file.lines };
  }
});

/** The word's GB18030 bytes, a character each. */
function GB(word: string): string {
  const bytes: Readonly<Record<string, string>> = { 未知: '\xce\xb4\xd6\xaa', 冲正: '\xb3\xe5\xd5\xfd' };
  return bytes[word] ?? '';
}
