import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FAILURES_MAX } from '../../../core/circuit.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import { wireFor } from '../../../functions/translate/wire.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import { startDestination, type TestProvince, type Turn } from './destination.ts';
import { deliveringTo } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { type Ready, ready } from './ready.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let delivering: Delivering;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  delivering = deliveringTo(ground, PROVINCE, province.url);
  ground.queue.sent.length = 0;
  for (const list of [province.script, province.asked, province.attempts, province.questions]) list.length = 0;
  province.callSizes.length = 0;
  province.effects.clear();
});

const status = (code: number, headers: Record<string, string> = {}): Turn => ({
  kind: 'status',
  status: code,
  headers,
});
const hangUp: Turn = { kind: 'hang-up', after: false };
const taken = () => ground.queue.sent.splice(0);
const messageOf = ({ message }: { readonly message: unknown }) => message as DeliveryMessage;

/** Opens the circuit of this environment with deliveries of one row each. */
async function broken(): Promise<void> {
  for (let count = 0; count < FAILURES_MAX; count++) {
    province.script.push(hangUp);
    await deliver(delivering, (await ready(ground, 1, { kind: 'applicant' })).message, 'breaking');
  }
  expect(province.script).toEqual([]);
  ground.queue.sent.length = 0;
  province.attempts.length = 0;
  province.callSizes.length = 0;
}

describe('while the circuit is open', () => {
  test.each(['applicant', 'payment'] as const)('%ss stay as they are, uncalled and untried', async (kind) => {
    await broken();
    const { message, states, works } = await ready(ground, 2, { kind });
    await deliver(delivering, message, 'one');
    expect(province.attempts).toEqual([]);
    expect(await states()).toEqual(['PENDING', 'PENDING']);
    expect(await works()).toMatchObject([{ state: 'DONE' }, { state: 'OPEN', calls: 0, tries: 2, only: [0, 1] }]);
    expect(taken()).toMatchObject([{ delaySeconds: 1 }]);
  });

  test('money in doubt is not asked for either', async () => {
    await broken();
    const at = new Date(ground.clock.now().getTime() - 60_000).toISOString();
    const { message, states } = await ready(ground, 1, { kind: 'payment', state: 'IN_DOUBT', at });
    await deliver(delivering, message, 'early');
    expect([province.questions, await states()]).toEqual([[], ['IN_DOUBT']]);
    ground.clock.forward(2_000);
    await deliver(delivering, messageOf(taken()[0] ?? { message }), 'later');
    expect(province.questions).toHaveLength(1);
  });

  test('another environment, which knows nothing of it, calls', async () => {
    await broken();
    const { message, states } = await ready(ground, 1, { kind: 'payment' });
    await deliver(deliveringTo(ground, PROVINCE, province.url), message, 'other');
    expect(await states()).toEqual(['DELIVERED']);
  });
});

describe('half-open', () => {
  test('one call goes; its failure leaves the others untried, apart from those it was made for', async () => {
    await broken();
    ground.clock.forward(2_000);
    const { message, states, works } = await ready(ground, 250, { kind: 'payment' });
    province.script.push(hangUp);
    await deliver(delivering, message, 'probe');
    expect(province.callSizes).toEqual([100]);
    const all = await states();
    expect([all.slice(0, 100), all.slice(100)]).toEqual([
      Array.from({ length: 100 }, () => 'IN_DOUBT'),
      Array.from({ length: 150 }, () => 'PENDING'),
    ]);
    const open = (await works()).filter(({ state }) => state === 'OPEN');
    expect(open.map(({ sk, calls, only }) => [sk.slice(-6), calls, only?.length])).toEqual([
      ['01#002', 0, 150],
      ['.1#002', 1, 100],
    ]);
    expect(taken().map(({ delaySeconds }) => delaySeconds)).toEqual([2, 15]);
  });

  test('a success closes it, and the rest goes at once', async () => {
    await broken();
    ground.clock.forward(2_000);
    const { message, states } = await ready(ground, 250, { kind: 'applicant' });
    await deliver(delivering, message, 'probe');
    expect(province.callSizes).toEqual([100, 100, 50]);
    expect(new Set(await states())).toEqual(new Set(['DELIVERED']));
  });

  test('a question is a call: one is asked', async () => {
    await broken();
    const { message } = await ready(ground, 5, { kind: 'payment', state: 'IN_DOUBT' });
    ground.clock.forward(20_000);
    province.asked.push(status(500));
    await deliver(delivering, message, 'asking');
    expect(province.questions).toHaveLength(1);
  });
});

describe('a 429 with Retry-After', () => {
  test('pauses the destination for other deliveries too, and is no try', async () => {
    const first = await ready(ground, 1, { kind: 'applicant' });
    province.script.push(status(429, { 'retry-after': '30' }));
    await deliver(delivering, first.message, 'one');
    const second = await ready(ground, 1, { kind: 'payment' });
    await deliver(delivering, second.message, 'two');
    expect([await first.states(), await second.states()]).toEqual([['PENDING'], ['PENDING']]);
    expect([province.attempts, taken().map(({ delaySeconds }) => delaySeconds)]).toEqual([[], [31, 31]]);
    expect((await first.works()).at(-1)).toMatchObject({ calls: 0 });
    ground.clock.forward(30_000);
    await deliver(delivering, (await ready(ground, 1, { kind: 'payment' })).message, 'three');
    expect(province.attempts).toHaveLength(1);
  });

  test('as a date, of a 503 for rows, is waited for', async () => {
    const { message } = await ready(ground, 1, { kind: 'applicant' });
    const at = new Date(Math.ceil(ground.clock.now().getTime() / 1000) * 1000 + 90_000);
    province.script.push(status(503, { 'retry-after': at.toUTCString() }));
    await deliver(delivering, message, 'one');
    const [sent] = taken();
    expect(sent?.delaySeconds).toBe(Math.ceil((at.getTime() + 500 - ground.clock.now().getTime()) / 1000));
  });

  test('however often, does not give the record up', async () => {
    const { message, states } = await ready(ground, 1, { kind: 'payment' });
    let next = message;
    for (let count = 0; count < 40; count++) {
      province.script.push(status(429));
      await deliver(delivering, next, 'asked to wait');
      ground.clock.forward(3_600_000);
      next = taken().map(messageOf)[0] ?? next;
    }
    expect(await states()).toEqual(['PENDING']);
    await deliver(delivering, next, 'at last');
    expect(await states()).toEqual(['DELIVERED']);
  });
});

describe('a rate', () => {
  test('lets the burst and what comes within a second go; the rest is due when it may go, untried and unmarked', async () => {
    const paced = deliveringTo(ground, PROVINCE, province.url, { callsPerSecond: 1, callsBurst: 2 });
    const { message, states, works } = await ready(ground, 500, { kind: 'payment' });
    await deliver(paced, message, 'one');
    expect(province.callSizes).toEqual([100, 100, 100]);
    const all = await states();
    expect([new Set(all.slice(0, 300)), new Set(all.slice(300))]).toEqual([
      new Set(['DELIVERED']),
      new Set(['PENDING']),
    ]);
    expect((await works()).at(-1)).toMatchObject({ calls: 0, tries: 2 });
    // Two calls are left, and two tokens take two seconds; half a second of spread.
    const [sent] = taken();
    expect(sent?.delaySeconds).toBe(3);
    ground.clock.forward(3_000);
    await deliver(paced, messageOf(sent ?? { message }), 'two');
    expect(new Set(await states())).toEqual(new Set(['DELIVERED']));
  });

  test('counts questions as calls', async () => {
    const paced = deliveringTo(ground, PROVINCE, province.url, { callsPerSecond: 1, callsBurst: 3 });
    const { message, states } = await ready(ground, 10, { kind: 'payment', state: 'IN_DOUBT' });
    ground.clock.forward(15_000);
    await deliver(paced, message, 'asking');
    expect(province.questions).toHaveLength(4);
    expect(new Set(await states())).toEqual(new Set(['IN_DOUBT']));
  });
});

test('no call begins in the second half of the lease: what is left is due again', async () => {
  const { message, states } = await ready(ground, 300, { kind: 'payment' });
  const slow: Delivering = {
    ...delivering,
    openHttp: (settings) => {
      const http = delivering.openHttp(settings);
      return {
        ...http,
        post: async (path, body, headers) => {
          ground.clock.forward(40_000);
          return await http.post(path, body, headers);
        },
      };
    },
    connections: new Map(),
  };
  await deliver(slow, message, 'one');
  expect(province.callSizes).toEqual([100, 100]);
  expect((await states()).slice(200)).toEqual(Array.from({ length: 100 }, () => 'PENDING'));
});

test('a city that is slow to answer holds up no other', async () => {
  const dreamPlan = 'shenzhen/dream-plan';
  const shenzhen = await startDestination();
  const wireTo = (city: string): Parameters<typeof ready>[3] =>
    wireFor(PROVINCE, city, applicantOf(newPerson(), { programmeCode: city === CITY ? 'GZ-XLBZ' : 'SZ-YMJH' }), {});
  const change = { kind: 'applicant', source: PROVINCE } as const;
  const [toSlow, toOther] = [deliveringTo(ground, CITY, province.url), deliveringTo(ground, dreamPlan, shenzhen.url)];
  const held: Ready = await ready(ground, 1, change, wireTo(CITY));
  let answer = (): void => {};
  province.script.push({ kind: 'late', until: new Promise((resolve) => (answer = resolve)) });
  const slow = deliver(toSlow, held.message, 'slow');
  for (let count = 0; count < 10; count++) {
    const other = await ready(ground, 1, change, wireTo(dreamPlan));
    await deliver(toOther, other.message, 'other');
    expect(await other.states()).toEqual(['DELIVERED']);
  }
  expect(await held.states()).toEqual(['PENDING']);
  answer();
  await slow;
  expect(await held.states()).toEqual(['DELIVERED']);
  await shenzhen.stop();
});
