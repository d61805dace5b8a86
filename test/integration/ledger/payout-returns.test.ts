import { describe, expect, test } from 'vitest';
import { readBatch } from '../../../adapters/ledger/batches.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { ChunkMessage } from '../../../schemas/message.ts';
import { BANK, type Instructed, returnFile } from './bank.ts';
import { problemsOf } from './flow.ts';
import {
  bank,
  drain,
  filesAtBank,
  ground,
  instruct,
  instructed,
  numberOf,
  numbersAtBank,
  planned,
  province,
  returned,
  rows,
  stateAt,
  told,
  toldToProvince,
  translating,
  uploadedReturn,
  usePayouts,
} from './payouts.ts';

usePayouts();

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
    expect(toldToProvince().toSorted()).toEqual(
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
    expect(toldToProvince()).toEqual([]);
  });

  test('leaves an instruction that is said again as it is: it counts as what it came to', async () => {
    const payment = planned();
    const sequence = 7;
    await instruct([payment], { sequence });
    await drain();
    const [file] = filesAtBank();
    const answers = (file?.lines ?? []).map((line) => told(line, 'SUCCESS'));
    await returned(await returnFile('回盘', file?.summary[1] ?? '', answers), answers);
    bank.files.clear();
    const again = await instruct([payment], { seenBefore: true, sequence });
    await drain();
    expect(await rows(again)).toEqual({ applied: 1 });
    expect(numbersAtBank()).toEqual([]);
    expect(await stateAt(payment, BANK)).toBe('DELIVERED SUCCESS 1');
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
    expect(toldToProvince()).toEqual([`${numberOf(payment, 2)} PLANNED`]);
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

  test('does not wait for ever for the news of the failure, nor that for it', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const failed = lines.map((line) => told(line, 'FAILED', { reasonCode: '账号错误' }));
    // The return is read, and its delivery to the province stands on its queue still.
    const batchId = await uploadedReturn(await returnFile('回盘', batchNo, failed), failed);
    const [chunk] = ground.queue.sent.splice(0);
    await translateChunk(translating, chunk?.message as unknown as ChunkMessage);
    bank.files.clear();
    const next = { ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T01:00:00+08:00' };
    const again = await instruct([next], { seenBefore: true });
    await drain();
    expect(await rows({ batchId })).toEqual({ applied: 1 });
    expect(await rows(again)).toEqual({ applied: 1 });
    expect(numbersAtBank()).toEqual([numberOf(payment, 2)]);
    expect(toldToProvince()).toContain(`${numberOf(payment)} FAILED`);
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
