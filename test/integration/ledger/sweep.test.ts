import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, endIngest, type Manifest, readBatch } from '../../../adapters/ledger/batches.ts';
import { signOffHistory } from '../../../adapters/ledger/history.ts';
import { shardOf } from '../../../adapters/ledger/shard.ts';
import { openWork, readWork, type WorkItem } from '../../../adapters/ledger/work.ts';
import { sendAgain } from '../../../functions/sweep/send-again.ts';
import { handlerOf } from '../../../functions/sweep/handle.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { ChunkMessage, DeliveryMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, openBatch, recordOf, rowsOf, statementOf, takeMessages, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, newPerson, paymentOf, PROVINCE } from './records.ts';
import { allDue, sweepingOn, sweepOnce } from './sweeping.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FOR_EVER = new Date('2999-01-01T00:00:00Z');
let ground: Ground;
let province: TestProvince;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround({ histories: 'open' }), startDestination()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(async () => {
  ground.setMishap(null);
  // What the test before has left.
  for (const { pk, sk } of await allDue(ground.table, FOR_EVER))
    await ground.table.client.send(
      new UpdateItemCommand({
        TableName: ground.table.name,
        Key: marshall({ pk, sk }),
        UpdateExpression: 'REMOVE duePk',
      }),
    );
  ground.queue.sent.length = 0;
});

const sweeping = () => sweepingOn(ground, { [PROVINCE]: 'deliver-province' });
const sweep = () => sweepOnce(sweeping());
let made = 0;

async function announced(tenant = 'guangzhou', sequence = (made += 1)): Promise<string> {
  const manifest: Manifest = {
    system: `${tenant}/degree-subsidy`,
    kind: 'payment',
    programmeYear: 2025,
    businessDate: '2026-11-22',
    sequence,
    fileName: 'a.csv',
    bytes: 1,
    sha256: '',
    rows: 1,
    totalFen: null,
  };
  const batch = announcedBatch(tenant, manifest, ground.clock.now());
  await createBatch(ground.table, batch);
  return batch.batchId;
}
async function upload(batchId: string): Promise<void> {
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: 'x' }));
}
/** Ids of batches whose file was put on the ingest queue. */
function toIngest(): readonly string[] {
  const messages = takeMessages(ground, 'ingest') as readonly { Records: { s3: { object: { key: string } } }[] }[];
  return messages.map(({ Records: [record] }) => record?.s3.object.key.split('/')[0] ?? '');
}
const stateOf = async (batchId: string) => {
  const batch = await readBatch(ground.table, batchId);
  return [batch?.state, batch?.problem];
};
async function end(batchId: string, state: 'HELD' | 'REFUSED' | 'TRANSLATING', problem: string | null) {
  const received = { rows: 1, fen: '100' };
  const outcome = { run: 'r', received, settled: { held: received }, rejects: [], warnings: 2, programmeYears: [2025] };
  return await endIngest(ground.table, batchId, { ...outcome, state, problem }, []);
}
function workOf(change: Partial<WorkItem> = {}): WorkItem {
  made += 1;
  return {
    pk: `B#work${made}`,
    sk: 'C#r#000000#001',
    type: 'chunk',
    tenant: 'guangzhou',
    state: 'OPEN',
    destination: null,
    pointer: { object: 'records/x', frame: 0, offset: 0, length: 1 },
    only: null,
    tries: 1,
    calls: 0,
    batchId: `work${made}`,
    run: 'r',
    chunk: 0,
    hash: 'h'.repeat(43),
    dueAt: new Date(ground.clock.now().getTime() - 1).toISOString(),
    settled: {},
    problems: [],
    ...change,
  };
}

describe('a batch whose file is awaited', () => {
  test('and is there goes on the ingest queue, though nobody told of it; again after longer and longer waits', async () => {
    const batchId = await announced();
    await upload(batchId);
    await sweep();
    expect(toIngest()).toEqual([]);
    const waits: number[] = [];
    let last = ground.clock.now().getTime();
    for (let minutes = 0; minutes < 1500; minutes += 10) {
      ground.clock.forward(600_000);
      await sweep();
      if (toIngest().length === 0) continue;
      waits.push((ground.clock.now().getTime() - last) / 60_000);
      last = ground.clock.now().getTime();
    }
    expect(waits).toEqual([10, 10, 20, 40, 80, 160, 320, 360, 360]);
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
    await end(batchId, 'TRANSLATING', null);
    ground.clock.forward(DAY_MS);
    await sweep();
    expect(toIngest()).toEqual([]);
  });

  test('and never comes is given up a day later; announced again it is awaited again, and a file that comes then is taken in', async () => {
    const batchId = await announced('guangzhou', 77);
    for (let hours = 0; hours < 24; hours++) {
      ground.clock.forward(HOUR_MS);
      await sweep();
    }
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
    ground.clock.forward(7 * HOUR_MS);
    await sweep();
    expect(await stateOf(batchId)).toEqual(['REFUSED', 'batch.never-uploaded']);
    expect((await allDue(ground.table, FOR_EVER)).map(({ pk }) => pk)).not.toContain(`B#${batchId}`);
    expect(await announced('guangzhou', 77)).toBe(batchId);
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
    // The day is counted from the last announcement.
    ground.clock.forward(20 * HOUR_MS);
    await sweep();
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
    await upload(batchId);
    ground.clock.forward(7 * HOUR_MS);
    await sweep();
    expect(toIngest()).toEqual([batchId]);
  });

  test('is not given up when it is announced again in the very moment', async () => {
    const batchId = await announced('guangzhou', 78);
    ground.clock.forward(2 * DAY_MS);
    const now = ground.clock.now();
    let again: Promise<string> | undefined;
    const own = sweeping();
    // Between the look at the bucket and the write the city announces it again.
    const s3 = {
      ...own.landing.s3,
      send: async (command: never) => {
        again ??= announced('guangzhou', 78);
        await again;
        return await own.landing.s3.send(command);
      },
    };
    await sendAgain(
      { ...own, landing: { ...own.landing, s3: s3 as never } },
      {
        pk: `B#${batchId}`,
        sk: '0',
        dueAt: now.toISOString(),
      },
    );
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
  });

  test.each<['HELD' | 'REFUSED', string, boolean]>([
    ['REFUSED', 'file.truncated', true],
    ['HELD', 'batch.digest-mismatch', true],
    ['HELD', 'batch.total-mismatch', false],
    ['HELD', 'batch.rows-mismatch', false],
  ])('once it ended %s for %s, announced again: awaited again is %s', async (state, problem, isAwaited) => {
    const sequence = (made += 1);
    const batchId = await announced('guangzhou', sequence);
    await end(batchId, state, problem);
    await announced('guangzhou', sequence);
    const batch = await readBatch(ground.table, batchId);
    expect(batch).toMatchObject(
      isAwaited
        ? { state: 'AWAITING_UPLOAD', problem: null, run: null, settled: {}, warnings: 0, received: { rows: 0 } }
        : { state, problem, run: 'r', warnings: 2, received: { rows: 1 } },
    );
    const due = (await allDue(ground.table, FOR_EVER)).map(({ pk }) => pk);
    expect(due.includes(`B#${batchId}`)).toBe(isAwaited);
  });

  test('once taken in is not touched by a late announcement', async () => {
    const sequence = (made += 1);
    const batchId = await announced('guangzhou', sequence);
    await end(batchId, 'TRANSLATING', null);
    await announced('guangzhou', sequence);
    expect(await stateOf(batchId)).toEqual(['TRANSLATING', null]);
    expect((await allDue(ground.table, FOR_EVER)).map(({ pk }) => pk)).not.toContain(`B#${batchId}`);
  });
});

describe('a batch held until its tenant’s history is signed off', () => {
  test('is looked at again, and its file taken in once it is', async () => {
    const batchId = await announced('shenzhen');
    await upload(batchId);
    await end(batchId, 'HELD', 'history.not-signed-off');
    for (let times = 0; times < 3; times++) {
      ground.clock.forward(HOUR_MS);
      await sweep();
    }
    expect(toIngest()).toEqual([]);
    expect(await stateOf(batchId)).toEqual(['HELD', 'history.not-signed-off']);
    const at = ground.clock.now().toISOString();
    await signOffHistory(ground.table, { tenant: 'shenzhen', rows: 0, fen: '0', by: ['甲', '乙'], at });
    ground.clock.forward(600_000);
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(toIngest()).toEqual([batchId]);
    expect(await readBatch(ground.table, batchId)).toMatchObject({
      state: 'AWAITING_UPLOAD',
      problem: null,
      run: null,
      received: { rows: 0, fen: '0' },
      settled: {},
      warnings: 0,
      programmeYears: [],
    });
    // The message is lost: it is due as any other.
    ground.clock.forward(2 * HOUR_MS);
    await sweep();
    expect(toIngest()).toEqual([batchId]);
  });

  test('is another matter than one held for its totals', async () => {
    const batchId = await announced('shenzhen');
    await upload(batchId);
    await end(batchId, 'HELD', 'batch.total-mismatch');
    ground.clock.forward(DAY_MS);
    await sweep();
    expect(toIngest()).toEqual([]);
    expect(await stateOf(batchId)).toEqual(['HELD', 'batch.total-mismatch']);
  });
});

describe('the sweeper', () => {
  test('twice at once sends each entry once', async () => {
    const works = Array.from({ length: 40 }, () => workOf());
    await openWork(ground.table, works);
    await Promise.all([sweep(), sweep(), sweep()]);
    const keys = (takeMessages(ground, 'translate') as readonly ChunkMessage[]).map(({ pk }) => pk);
    expect(keys.toSorted()).toEqual(works.map(({ pk }) => pk).toSorted());
  });

  test('goes through more than a page of a shard', async () => {
    const works = Array.from({ length: 1_000 }, () => workOf()).filter(({ pk, sk }) => shardOf(pk + sk) === '03');
    expect(works.length).toBeGreaterThan(100);
    await openWork(ground.table, works);
    await sweep();
    expect(takeMessages(ground, 'translate')).toHaveLength(works.length);
  });

  test('loses none of the others by an entry that fails, and fails in the end, so that a person hears of it', async () => {
    const bad = workOf({ type: 'delivery', destination: 'nowhere/known' });
    const good = Array.from({ length: 20 }, () => workOf());
    await openWork(ground.table, [bad, ...good]);
    await expect(sweep()).rejects.toThrow('1 due entries');
    expect(takeMessages(ground, 'translate')).toHaveLength(20);
    ground.clock.forward(HOUR_MS);
    // One call to the ledger of many fails.
    let calls = 0;
    ground.setMishap((call) => {
      if (call === 'UpdateItem' && ++calls === 5) throw new Error('throttled');
    });
    await expect(sweep()).rejects.toThrow('2 due entries');
    ground.setMishap(null);
    // It is due as before; the one without a queue has had its turn.
    await sweep();
    expect(new Set((takeMessages(ground, 'translate') as readonly ChunkMessage[]).map(({ pk }) => pk)).size).toBe(20);
  });

  test('stops before its time is over; the next run goes on', async () => {
    await openWork(
      ground.table,
      Array.from({ length: 60 }, () => workOf()),
    );
    let left = 50_000;
    await handlerOf(sweeping())({}, { getRemainingTimeInMillis: () => (left -= 1_500) });
    const first = takeMessages(ground, 'translate').length;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(60);
    await sweep();
    expect(takeMessages(ground, 'translate')).toHaveLength(60 - first);
  });

  test('sends nothing of what a stale index still shows: it has ended, is no longer due, or is gone', async () => {
    const [ended, moved, gone] = [workOf(), workOf(), workOf()];
    await openWork(ground.table, [
      { ...ended, state: 'DONE' },
      { ...moved, dueAt: '2099-01-01T00:00:00.000Z' },
    ]);
    for (const { pk, sk, dueAt } of [ended, moved, gone])
      expect(await sendAgain(sweeping(), { pk, sk, dueAt })).toBe(false);
    const batchId = await announced();
    await end(batchId, 'HELD', 'batch.total-mismatch');
    expect(await sendAgain(sweeping(), { pk: `B#${batchId}`, sk: '0', dueAt: ended.dueAt })).toBe(false);
    expect(await sendAgain(sweeping(), { pk: 'B#nobody', sk: '0', dueAt: ended.dueAt })).toBe(false);
    expect(ground.queue.sent).toEqual([]);
  });

  test('finds again what went to the dead letters: its item is due as long as it is open', async () => {
    const work = workOf();
    await openWork(ground.table, [work]);
    for (let times = 0; times < 3; times++) {
      await sweep();
      // Eight failures: the message is among the dead letters, and on no queue.
      expect(takeMessages(ground, 'translate')).toHaveLength(1);
      ground.clock.forward(HOUR_MS);
    }
    expect((await readWork(ground.table, work))?.state).toBe('OPEN');
  });
});

describe('a clock that is wrong', () => {
  const skewed = (ms: number): Ground => {
    const now = (): Date => new Date(ground.clock.now().getTime() + ms);
    return { ...ground, clock: { ...ground.clock, now } };
  };
  const oneByOne = async (own: Ground, messages: readonly object[]) => {
    for (const [index, message] of messages.entries())
      if ((message as DeliveryMessage).type === 'delivery')
        await deliver(
          deliveringTo(own, PROVINCE, province.url),
          message as DeliveryMessage,
          `${own.clock.now().getTime()}.${index}`,
        );
      else await translateChunk(translatingOn(own), message as ChunkMessage);
  };

  test.each([HOUR_MS, -HOUR_MS, 25 * HOUR_MS])(
    'by %i ms at the sweeper repeats messages or waits, and nothing takes effect twice',
    async (skew) => {
      const person = newPerson();
      const off = skewed(skew);
      const applicants = await openBatch(ground, 'applicant', [applicantOf(person)]);
      const payments = await openBatch(ground, 'payment', [paymentOf(person)]);
      const before = province.effects.size;
      // Each message is handled by a right clock and by a wrong one, and the wrong sweeper sends all of it again meanwhile.
      for (let round = 0; round < 6; round++) {
        const messages = [
          ...(round === 0 ? [applicants, payments] : []),
          ...ground.queue.sent.splice(0).map(({ message }) => message),
        ];
        await oneByOne(ground, messages);
        await oneByOne(off, messages);
        await sweepOnce({ ...sweeping(), clock: off.clock });
        ground.clock.forward(700_000);
        await sweep();
      }
      expect(province.effects.size - before).toBe(2);
      expect(rowsOf(await statementOf(ground, applicants.batchId))).toEqual({ applied: 1 });
      expect(rowsOf(await statementOf(ground, payments.batchId))).toEqual({ applied: 1 });
      expect((await recordOf(ground, paymentOf(person)))?.state).toBe('DELIVERED');
    },
  );

  test('an hour ahead gives up no batch whose upload may still come', async () => {
    const batchId = await announced();
    for (let hours = 0; hours < 20; hours++) {
      ground.clock.forward(HOUR_MS);
      await sweepOnce({ ...sweeping(), clock: skewed(HOUR_MS).clock });
    }
    expect(await stateOf(batchId)).toEqual(['AWAITING_UPLOAD', null]);
  });
});
