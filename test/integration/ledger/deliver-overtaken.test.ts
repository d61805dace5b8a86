import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Http } from '../../../adapters/http/http.ts';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import { type RecordItem, readRecords } from '../../../adapters/ledger/records.ts';
import { putRestore } from '../../../adapters/ledger/restore.ts';
import type { RecordState } from '../../../core/ledger/states.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import { BANK, startBank, type TestBank } from './bank.ts';
import { startDestination, type TestProvince } from './destination.ts';
import { deliveringTo } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { ready } from './ready.ts';
import { PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let bank: TestBank;
beforeEach(async () => {
  for (const list of [province.script, province.asked, province.attempts, province.questions]) list.length = 0;
  province.effects.clear();
  ground.queue.sent.length = 0;
});
beforeAll(async () => {
  [ground, province, bank] = await Promise.all([startGround(), startDestination(), startBank()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop(), bank.stop()]);
});

const toProvince = (): Delivering => deliveringTo(ground, PROVINCE, province.url);
const nextMessage = () => {
  const [sent] = ground.queue.sent.splice(0);
  if (sent === undefined) throw new Error('nothing was sent');
  ground.clock.forward(sent.delaySeconds * 1000);
  return sent.message as unknown as DeliveryMessage;
};
const lastSettled = async ({ works }: Awaited<ReturnType<typeof ready>>) => (await works()).at(-1)?.settled;

/** Two operators say what became of the payment, between what deliver has read and what it writes. */
function meanwhile(delivering: Delivering, item: () => RecordItem | undefined, state: RecordState): Delivering {
  let said = false;
  const sayFirst = async (): Promise<void> => {
    const before = (await readRecords(ground.table, [item() ?? { recordKey: '', source: '' }]))(
      item() ?? { recordKey: '', source: '' },
    );
    if (said || before === undefined) return;
    said = true;
    const record = { ...before, state, fence: before.fence + 1, at: ground.clock.now().toISOString() };
    await writePayments(ground.table, [{ record, expectedFence: before.fence, claim: null, code: 'statement' }]);
  };
  return {
    ...delivering,
    connections: new Map(),
    openHttp: (settings): Http => {
      const http = delivering.openHttp(settings);
      return { ...http, get: async (path) => (await sayFirst(), await http.get(path)) };
    },
  };
}

describe('what two operators have said while the province was asked', () => {
  const doubted = async () => {
    const work = await ready(ground, 1, { kind: 'payment', state: 'IN_DOUBT' });
    ground.clock.forward(15_000);
    return work;
  };

  test.each<readonly [RecordState, 'applied' | 'stale', object]>([
    ['REJECTED', 'applied', { rejected: { rows: 1, fen: '150000' } }],
    ['DELIVERED', 'stale', { applied: { rows: 1, fen: '150000' } }],
  ])('%s stands against its answer “%s”, and is what the batch counts', async (state, outcome, counted) => {
    const work = await doubted();
    province.asked.push({ kind: 'say', outcome });
    await deliver(
      meanwhile(toProvince(), () => work.items[0], state),
      work.message,
      'asking',
    );
    expect(await work.states()).toEqual([state]);
    expect(await lastSettled(work)).toEqual({});
    await deliver(toProvince(), nextMessage(), 'again');
    expect(await work.states()).toEqual([state]);
    expect(await lastSettled(work)).toEqual(counted);
    expect(province.attempts).toEqual([]);
  });

  test.each<RecordState>(['REJECTED', 'DELIVERED'])('%s keeps it from being sent again', async (state) => {
    const work = await doubted();
    await deliver(
      meanwhile(toProvince(), () => work.items[0], state),
      work.message,
      'asking',
    );
    await deliver(toProvince(), nextMessage(), 'again');
    expect([await work.states(), province.attempts]).toEqual([[state], []]);
  });
});

describe('after the table was put back to an earlier time', () => {
  const restored = async (): Promise<void> => {
    ground.clock.forward(3_600_000);
    const at = ground.clock.now();
    await putRestore(ground.table, {
      restoredTo: new Date(at.getTime() - 1_800_000).toISOString(),
      at: at.toISOString(),
    });
    ground.clock.forward(1_000);
  };

  test.each<RecordState>(['PENDING', 'SENDING'])('%s money is asked for before anything is sent', async (state) => {
    const work = await ready(ground, 2, { kind: 'payment', state });
    // One of them had been taken, as the province remembers.
    province.effects.set(work.items[0]?.attemptId ?? '', {});
    await restored();
    await deliver(toProvince(), work.message, 'one');
    expect([await work.states(), province.questions, province.attempts]).toEqual([['IN_DOUBT', 'IN_DOUBT'], [], []]);
    await deliver(toProvince(), nextMessage(), 'two');
    expect(province.questions).toHaveLength(2);
    expect(province.attempts).toEqual([work.items[1]?.attemptId]);
    expect(await work.states()).toEqual(['DELIVERED', 'DELIVERED']);
  });

  test('a row, and money written since, are sent as ever', async () => {
    const row = await ready(ground, 1, { kind: 'applicant' });
    await restored();
    const since = await ready(ground, 1, { kind: 'payment' });
    await deliver(toProvince(), row.message, 'row');
    await deliver(toProvince(), since.message, 'money');
    expect([await row.states(), await since.states(), province.questions]).toEqual([['DELIVERED'], ['DELIVERED'], []]);
  });

  test('an instruction in a file nobody knows is held, one in a known file asked for', async () => {
    const instruction = { number: 'N1', payee: 'p', origin: 'guangzhou/matching-grants', file: '' };
    const change = { kind: 'payment', source: BANK } as const;
    const unknown = await ready(ground, 1, { ...change, instruction });
    const known = await ready(ground, 1, { ...change, instruction: { ...instruction, file: 'UBF1' } });
    await restored();
    await deliver(deliveringTo(ground, BANK, bank.url), unknown.message, 'one');
    await deliver(deliveringTo(ground, BANK, bank.url), known.message, 'two');
    expect(bank.calls).toEqual([]);
    expect([await unknown.states(), await known.states()]).toEqual([['HELD'], ['IN_DOUBT']]);
    expect((await unknown.works())[0]?.problems).toMatchObject([{ code: 'payment.ledger-restored' }]);
    await deliver(deliveringTo(ground, BANK, bank.url), nextMessage(), 'three');
    expect(bank.calls).toEqual(['GET UBF1.txt']);
  });
});
