import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Rate } from '../../../core/rate-limit.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import { startDestination, type TestProvince, type Turn } from './destination.ts';
import { deliveringTo } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { type Ready, ready } from './ready.ts';
import { PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  for (const list of [province.script, province.attempts]) list.length = 0;
  province.callSizes.length = 0;
  province.poison.clear();
  province.effects.clear();
});

const to = (rate?: Rate) => deliveringTo(ground, PROVINCE, province.url, rate);
const poisoned = ({ items }: Ready, ...places: number[]) => {
  for (const place of places) province.poison.add(items[place]?.attemptId ?? '');
};
const inState = async ({ states }: Ready, state: string) =>
  (await states()).flatMap((each, place) => (each === state ? [place] : []));
const refused = (code: number): Turn => ({ kind: 'status', status: code });

describe.each(['applicant', 'payment'] as const)('a call of %ss that is refused as a whole', (kind) => {
  test('takes only the record with it that it is refused for, within one invocation', async () => {
    const work = await ready(ground, 100, { kind });
    poisoned(work, 41);
    await deliver(to(), work.message, 'one');
    expect(await inState(work, 'QUARANTINED')).toEqual([41]);
    expect(await inState(work, 'DELIVERED')).toHaveLength(99);
    // Two calls for each halving of 100, and the first.
    expect(province.callSizes).toHaveLength(15);
    expect(ground.queue.sent).toEqual([]);
    // Each record took effect once, under its own attempt.
    expect(province.effects.size).toBe(99);
    expect((await work.works())[0]).toMatchObject({ problems: [{ row: 41, code: 'province.call-refused' }] });
  });

  test('several times finds each', async () => {
    const work = await ready(ground, 100, { kind });
    poisoned(work, 0, 1, 50, 99);
    await deliver(to(), work.message, 'one');
    expect(await inState(work, 'QUARANTINED')).toEqual([0, 1, 50, 99]);
    expect(await inState(work, 'DELIVERED')).toHaveLength(96);
  });

  test('whatever it holds is given up after a few calls', async () => {
    const work = await ready(ground, 100, { kind });
    poisoned(work, ...work.items.keys());
    await deliver(to(), work.message, 'one');
    expect(await inState(work, 'QUARANTINED')).toHaveLength(100);
    expect(province.callSizes).toHaveLength(1 + 2 + 4 + 8 + 16);
  });

  test('and may then not be called any more for now leaves nothing in SENDING', async () => {
    const work = await ready(ground, 100, { kind });
    poisoned(work, 41);
    // One call, then none for as long as the invocation lasts.
    await deliver(to({ callsPerSecond: 0.1, callsBurst: 1 }), work.message, 'one');
    expect(province.callSizes).toEqual([100]);
    expect(await inState(work, 'PENDING')).toHaveLength(100);
    expect((await work.works()).at(-1)).toMatchObject({ calls: 1 });
    const [next] = ground.queue.sent.splice(0);
    await deliver(to(), next?.message as unknown as DeliveryMessage, 'two');
    expect(await inState(work, 'QUARANTINED')).toEqual([41]);
    expect(await inState(work, 'DELIVERED')).toHaveLength(99);
  });

  test('waits its turn between the parts', async () => {
    const work = await ready(ground, 100, { kind });
    poisoned(work, 41);
    await deliver(to({ callsPerSecond: 1, callsBurst: 2 }), work.message, 'one');
    expect(await inState(work, 'QUARANTINED')).toEqual([41]);
    expect(province.callSizes).toHaveLength(15);
  });

  test('of which a part then gets no answer: only that part is as any call without one', async () => {
    const work = await ready(ground, 4, { kind });
    province.script.push(refused(413), { kind: 'hang-up', after: true });
    await deliver(to(), work.message, 'one');
    expect(await inState(work, 'DELIVERED')).toEqual([2, 3]);
    expect(await inState(work, kind === 'payment' ? 'IN_DOUBT' : 'PENDING')).toEqual([0, 1]);
  });
});

test.each([400, 404, 413, 422])('a record refused by itself with %i goes straight to quarantine', async (code) => {
  const work = await ready(ground, 1, { kind: 'payment' });
  province.script.push(refused(code));
  await deliver(to(), work.message, 'one');
  expect(await work.states()).toEqual(['QUARANTINED']);
  expect(ground.queue.sent).toEqual([]);
});

test.each([401, 403, 408, 429, 500, 503])('a %i is not split', async (code) => {
  const work = await ready(ground, 10, { kind: 'applicant' });
  province.script.push(refused(code));
  await deliver(to(), work.message, 'one');
  expect(await inState(work, 'PENDING')).toHaveLength(10);
  expect(province.script).toEqual([]);
  expect(province.callSizes).toEqual([]);
});

test('a conflict over money is not sent in parts: what is in conflict may have been taken', async () => {
  const work = await ready(ground, 3, { kind: 'payment' });
  province.script.push(refused(409));
  await deliver(to(), work.message, 'one');
  expect(await work.states()).toEqual(['QUARANTINED', 'QUARANTINED', 'QUARANTINED']);
  expect(province.callSizes).toEqual([]);
});
