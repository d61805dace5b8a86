import { describe, expect, test } from 'vitest';
import { sign } from '../../../core/webhook-signature.ts';
import { admit, BODY_BYTES_MAX, isWellFormed } from '../../../functions/webhook/admit.ts';
import type { Receiving } from '../../../functions/webhook/environment.ts';

const data = {
  declarationNo: 'XL2025',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  sequence: 1,
  updatedAt: '2026-11-23T10:00:00+08:00',
  status: 'APPROVED',
};
const EVENT = { type: 'applicant.status-changed', timestamp: '2026-11-23T10:00:00+08:00', data };
const well = (value: unknown): boolean =>
  isWellFormed(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

/** An event with so many brackets around a value nobody reads: two of them are the event's own. */
const nested = (depth: number, open = '[', close = ']'): string => {
  const inner = open.repeat(depth - 2) + '1' + close.repeat(depth - 2);
  return JSON.stringify({ ...EVENT, data: { ...data, more: 0 } }).replace('"more":0', `"more":${inner}`);
};

describe('a body', () => {
  test('of the contract passes, with fields this bridge does not know', () => {
    expect(well(EVENT)).toBe(true);
    expect(well({ ...EVENT, data: { ...data, idSuffix: 'x' }, extra: { a: [] } })).toBe(true);
    expect(well({ type: 'notice.published', timestamp: EVENT.timestamp, data: { text: '公示' } })).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['JSON of another shape', []],
    ['no data', { type: EVENT.type, timestamp: EVENT.timestamp }],
    ['an unknown type', { ...EVENT, type: 'applicant.deleted' }],
    ['a sequence from 0', { ...EVENT, data: { ...data, sequence: 0 } }],
    ['no application number', { ...EVENT, data: { ...data, declarationNo: undefined } }],
    ['a time without zone', { ...EVENT, timestamp: '2026-11-23T10:00:00' }],
  ])('with %s is refused', (_, value) => {
    expect(well(value)).toBe(false);
  });

  test.each([
    ['an unknown status', { ...EVENT, data: { ...data, status: 'MAYBE' } }],
    ['no time of change', { ...EVENT, data: { ...data, updatedAt: undefined } }],
    ['a payment without its level', { ...EVENT, type: 'payment.settled', data: { ...data, status: 'SUCCESS' } }],
  ])('with %s is an event all the same: it is kept for a person to look at', (_, value) => {
    expect(well(value)).toBe(true);
  });

  test('may be 32 deep and no deeper', () => {
    expect(well(nested(32))).toBe(true);
    expect(well(nested(33))).toBe(false);
    expect(well(nested(32, '{"a":', '}'))).toBe(true);
    expect(well(nested(33, '{"a":', '}'))).toBe(false);
  });

  test('is measured outside of strings', () => {
    const brackets = '['.repeat(100);
    expect(well({ ...EVENT, data: { ...data, more: `${brackets}\\"${brackets}` } })).toBe(true);
    expect(well({ ...EVENT, data: { ...data, more: ['\\', '"'] } })).toBe(true);
  });

  test('of nothing but brackets costs one pass', () => {
    expect(well('['.repeat(BODY_BYTES_MAX))).toBe(false);
    expect(well(']'.repeat(100) + nested(33))).toBe(false);
  });

  test('may be 256 KiB', () => {
    expect(BODY_BYTES_MAX).toBe(256 * 1024);
  });
});

describe('a request', () => {
  const secrets = [
    'whsec_' + Buffer.alloc(32, 1).toString('base64'),
    'whsec_' + Buffer.alloc(32, 2).toString('base64'),
  ];
  const now = new Date('2026-11-23T02:00:00Z');
  const timestamp = String(now.getTime() / 1000);
  const body = Buffer.from(JSON.stringify(EVENT));
  const owners: string[] = [];
  const receiving = {
    clock: { now: () => now },
    secrets: {
      signingSecrets: (owner: string) => {
        owners.push(owner);
        return Promise.resolve(secrets);
      },
    },
  } as unknown as Receiving;
  const headersWith = (secret: string) => ({
    id: 'msg_1',
    timestamp,
    signature: sign({ secret, id: 'msg_1', timestamp, body }),
  });

  test.each(secrets)('signed with either valid secret of the province is admitted', async (secret) => {
    expect(await admit(receiving, headersWith(secret), body)).toBeNull();
    expect(owners.at(-1)).toBe('province/yuegonghui');
  });

  test('is refused by the code of what is wrong, for one byte more as for another secret', async () => {
    const signed = headersWith(secrets[0] ?? '');
    expect(await admit(receiving, signed, Buffer.concat([body, Buffer.from(' ')]))).toBe('webhook.signature-mismatch');
    const foreign = headersWith(`whsec_${Buffer.alloc(32, 3).toString('base64')}`);
    expect(await admit(receiving, foreign, body)).toBe('webhook.signature-mismatch');
    expect(await admit(receiving, { ...signed, signature: '' }, body)).toBe('webhook.header-missing');
    expect(await admit(receiving, { ...signed, timestamp: '1' }, body)).toBe('webhook.timestamp-stale');
  });
});
