import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { sign } from '../../../core/webhook-signature.ts';
import type { Receiving } from '../../../functions/webhook/environment.ts';
import { handlerOf } from '../../../functions/webhook/handle.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { EventMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, takeMessages, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, type Person, PROVINCE } from './records.ts';
import { allDue, sweepingOn, sweepOnce } from './sweeping.ts';

let ground: Ground;
let outside: TestProvince;
beforeAll(async () => {
  [ground, outside] = await Promise.all([startGround(), startDestination()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), outside.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.setMishap(null);
});

const receiving = (): Receiving => ({ ...ground, translateQueue: 'translate' });
function bodyOf({ declarationNo, programmeCode, programmeYear }: Person, status: string, sequence = 1): string {
  const about = { declarationNo, programmeCode, programmeYear, sequence, updatedAt: '2026-11-23T22:00:00+08:00' };
  return JSON.stringify({
    type: 'applicant.status-changed',
    timestamp: about.updatedAt,
    data: { ...about, status },
  });
}

/** One call of the province's; the secret is ours unless another is given. */
async function call(id: string, body: string, change: { secret?: string; signed?: string; on?: Receiving } = {}) {
  const [ours = ''] = await ground.secrets.signingSecrets();
  const timestamp = String(Math.floor(ground.clock.now().getTime() / 1000));
  const bytes = Buffer.from(change.signed ?? body);
  const event = {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign({ secret: change.secret ?? ours, id, timestamp, body: bytes }),
    },
    body,
    isBase64Encoded: false,
    requestContext: { requestId: id },
  } as unknown as APIGatewayProxyEvent;
  return (await handlerOf(change.on ?? receiving())(event)).statusCode;
}
const objects = async (id: string) => (await ground.vault.list(`webhooks/2026-11-23/${id}/`, '', 10)).keys;

async function knownApplicant(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translatingOn(ground), await openBatch(ground, 'applicant', [applicantOf(person)]));
  await drain(ground, translatingOn(ground), deliveringTo(ground, PROVINCE, outside.url));
  return person;
}

describe('a call with a forged signature', () => {
  const forged = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  test.each<[string, { secret?: string; signed?: string }]>([
    ['another secret’s', { secret: forged }],
    ['another body’s', { signed: '{}' }],
  ])('is refused and changes nothing: %s', async (_, change) => {
    ground.calls.clear();
    expect(await call('forged', bodyOf(newPerson(), 'APPROVED'), change)).toBe(401);
    expect(ground.calls.names).toEqual([]);
    expect(await objects('forged')).toEqual([]);
    expect(ground.queue.sent).toEqual([]);
    expect(await readInbound(ground.table, 'forged')).toBeUndefined();
  });
});

test('the same id with another body is refused, then and for good, and the first one stands', async () => {
  const person = await knownApplicant();
  const [first, other] = [bodyOf(person, 'APPROVED'), bodyOf(person, 'REJECTED')];
  expect(await call('reused', first)).toBe(202);
  expect(await call('reused', other)).toBe(409);
  await translateEvents(translatingOn(ground), takeMessages(ground, 'translate') as readonly EventMessage[]);
  expect((await readInbound(ground.table, 'reused'))?.state).toBe('APPLIED');
  ground.clock.forward(200 * 86_400_000);
  expect(await call('reused', other)).toBe(409);
  expect(await call('reused', first)).toBe(202);
  expect(takeMessages(ground, 'translate')).toEqual([]);
  expect((await recordOf(ground, applicantOf(person), PROVINCE))?.status).toBe('APPROVED');
  ground.clock.forward(-200 * 86_400_000);
});

describe('a webhook that dies', () => {
  const died = async (): Promise<never> => {
    throw new Error('killed');
  };
  test.each<[string, () => Receiving, boolean]>([
    ['before its body is in the vault', () => ({ ...receiving(), vault: { ...ground.vault, writeOne: died } }), false],
    [
      'after its body is in the vault',
      () => ({
        ...receiving(),
        vault: {
          ...ground.vault,
          writeOne: async (object: string, frame: Uint8Array) => {
            await ground.vault.writeOne(object, frame);
            return await died();
          },
        },
      }),
      false,
    ],
    ['after its id is kept', () => ({ ...receiving(), queue: { ...ground.queue, send: died } }), true],
  ])('%s gives no 202; sent again, or found by the sweeper, it is applied once', async (name, on, isKept) => {
    const person = await knownApplicant();
    const id = `died_${name.length}`;
    const body = bodyOf(person, 'APPROVED');
    await expect(call(id, body, { on: on() })).rejects.toThrow('killed');
    expect((await readInbound(ground.table, id)) !== undefined).toBe(isKept);
    if (isKept) {
      // Nobody sends it again: it is due.
      ground.clock.forward(3_600_000);
      await sweepOnce(sweepingOn(ground, { [CITY]: 'deliver-city', [PROVINCE]: 'deliver-province' }));
      // Deliveries of other tests' are due by then, too.
      takeMessages(ground, 'deliver-city');
    } else expect(await call(id, body)).toBe(202);
    expect(await call(id, body)).toBe(202);
    const messages = (takeMessages(ground, 'translate') as readonly EventMessage[]).filter(
      ({ webhookId }) => webhookId === id,
    );
    expect(messages).toHaveLength(2);
    for (const message of messages) await translateEvents(translatingOn(ground), [message]);
    expect(takeMessages(ground, 'deliver-city')).toHaveLength(1);
    expect(await readInbound(ground.table, id)).toMatchObject({ state: 'APPLIED', problem: null });
    expect(await recordOf(ground, applicantOf(person), PROVINCE)).toMatchObject({ sequence: 1, status: 'APPROVED' });
  });
});

test('an event whose message is among the dead letters is still due', async () => {
  const person = await knownApplicant();
  expect(await call('dead', bodyOf(person, 'APPROVED'))).toBe(202);
  // Read eight times in vain.
  const unreadable = { ...translatingOn(ground), vault: { ...ground.vault, readFrame: async () => Buffer.from('?') } };
  const messages = takeMessages(ground, 'translate') as readonly EventMessage[];
  for (let times = 0; times < 8; times++) expect([...(await translateEvents(unreadable, messages))]).toEqual(['dead']);
  expect(ground.queue.sent).toEqual([]);
  ground.clock.forward(600_000);
  expect((await allDue(ground.table, ground.clock.now())).map(({ pk }) => pk)).toContain('W#dead');
  await sweepOnce(sweepingOn(ground, { [CITY]: 'deliver-city', [PROVINCE]: 'deliver-province' }));
  await translateEvents(translatingOn(ground), takeMessages(ground, 'translate') as readonly EventMessage[]);
  expect((await readInbound(ground.table, 'dead'))?.state).toBe('APPLIED');
});
