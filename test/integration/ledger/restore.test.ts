import { randomBytes } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DisabledException, type KMSClient } from '@aws-sdk/client-kms';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { moveRestore, putRestore, readRestore } from '../../../adapters/ledger/restore.ts';
import { createVault } from '../../../adapters/vault/vault.ts';
import { VaultError } from '../../../adapters/vault/vault-error.ts';
import { recoverInbounds } from '../../../functions/sweep/recover-inbounds.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import { keep } from '../../../functions/webhook/keep.ts';
import type { EventMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, takeMessages, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from './records.ts';
import { sweepingOn, sweepOnce } from './sweeping.ts';
import { lastFileOf, toldTo } from './told.ts';

const DAY_MS = 86_400_000;

describe('that the table was put back', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround();
  });
  afterAll(async () => await ground.stop());

  test('is written down once: said again, it changes nothing; said of a later time, the look begins anew', async () => {
    const { table } = ground;
    expect(await readRestore(table)).toBeUndefined();
    await putRestore(table, { restoredTo: '2026-11-20T08:00:00+08:00', at: '2026-11-21T00:00:00Z' });
    const first = await readRestore(table);
    expect(first).toMatchObject({
      restoredTo: '2026-11-20T00:00:00.000Z',
      at: '2026-11-21T00:00:00.000Z',
      events: { day: '2026-11-19', after: '' },
    });
    if (first === undefined) throw new Error('nothing written');
    expect(await moveRestore(table, first, { events: null })).toBe(true);
    // Of two that went on from the same place the second has to look again.
    expect(await moveRestore(table, first, { events: { day: '2026-11-20', after: '' } })).toBe(false);
    await putRestore(table, { restoredTo: '2026-11-20T00:00:00Z', at: '2026-11-22T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({ at: '2026-11-21T00:00:00.000Z', events: null });
    await putRestore(table, { restoredTo: '2026-11-25T00:00:00Z', at: '2026-11-26T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({ events: { day: '2026-11-24', after: '' } });
  });

  test('to an earlier time than before keeps in doubt what was, and looks at the earlier days’ events', async () => {
    const { table } = ground;
    await putRestore(table, { restoredTo: '2026-11-23T00:00:00Z', at: '2026-11-27T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({
      restoredTo: '2026-11-25T00:00:00.000Z',
      events: { day: '2026-11-22', after: '' },
    });
  });
});

describe('what was said of a restore before', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround();
  });
  afterAll(async () => await ground.stop());

  test('is corrected by another time restored to, also of the same moment of return', async () => {
    const { table } = ground;
    const at = '2026-11-25T00:00:00Z';
    await putRestore(table, { restoredTo: '2026-11-24T00:00:00Z', at });
    const seen = await readRestore(table);
    if (seen === undefined) throw new Error('nothing written');
    await moveRestore(table, seen, { events: null });
    await putRestore(table, { restoredTo: '2026-11-20T00:00:00Z', at });
    expect(await readRestore(table)).toMatchObject({ events: { day: '2026-11-19', after: '' } });
  });

  test('and carried out late takes nothing back: money written before the later return stays in doubt', async () => {
    const { table } = ground;
    await putRestore(table, { restoredTo: '2026-12-02T00:00:00Z', at: '2026-12-03T00:00:00Z' });
    await putRestore(table, { restoredTo: '2026-12-01T00:00:00Z', at: '2026-12-01T12:00:00Z' });
    expect(await readRestore(table)).toMatchObject({
      at: '2026-12-03T00:00:00.000Z',
    });
  });

  test('and a look that had not ended goes on from where it stood, though the next restore was to a later day', async () => {
    const { table } = ground;
    await putRestore(table, { restoredTo: '2026-12-10T00:00:00Z', at: '2026-12-20T00:00:00Z' });
    const ended = await readRestore(table);
    if (ended === undefined) throw new Error('nothing written');
    await moveRestore(table, ended, { claims: null, events: null });
    await putRestore(table, { restoredTo: '2026-12-11T00:00:00Z', at: '2026-12-20T00:00:01Z' });
    const begun = await readRestore(table);
    if (begun === undefined) throw new Error('nothing written');
    const reached = { day: '2026-12-12', after: 'webhooks/2026-12-12/x/y' };
    // The table is put back to a time at which this had been reached.
    await moveRestore(table, begun, { claims: reached, events: reached });
    await putRestore(table, { restoredTo: '2026-12-20T12:00:00Z', at: '2026-12-21T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({
      restoredTo: '2026-12-20T12:00:00.000Z',
      claims: reached,
      events: reached,
    });
    // On the very day it is begun again: what came since may stand before the place reached.
    await putRestore(table, { restoredTo: '2026-12-13T12:00:00Z', at: '2026-12-21T00:00:01Z' });
    expect(await readRestore(table)).toMatchObject({ events: { day: '2026-12-12', after: '' } });
  });
});

describe('events taken after the time the table was put back to', () => {
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
    outside.files.clear();
  });

  const items = async () =>
    (await ground.table.client.send(new ScanCommand({ TableName: ground.table.name, ConsistentRead: true }))).Items ??
    [];
  const translating = () => translatingOn(ground);
  const toProvince = () => deliveringTo(ground, PROVINCE, outside.url);
  const toCity = () => deliveringTo(ground, CITY, outside.url);
  const always = () => true;

  /** Puts the table back to what it held then, as a point-in-time recovery does. */
  async function putBack(then: Awaited<ReturnType<typeof items>>): Promise<void> {
    const { client, name: TableName } = ground.table;
    for (const { pk = { S: '' }, sk = { S: '' } } of await items())
      await client.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
    for (const Item of then) await client.send(new PutItemCommand({ TableName, Item }));
  }
  const restored = async (restoredTo: Date) =>
    await putRestore(ground.table, { restoredTo: restoredTo.toISOString(), at: ground.clock.now().toISOString() });

  test('are made anew from the vault, applied in their order, and the city hears of them', async () => {
    const person = newPerson();
    await translateChunk(translating(), await openBatch(ground, 'applicant', [applicantOf(person)]));
    await drain(ground, translating(), toProvince());
    const before = await toldTo(ground, person, 'applicant.status-changed', 1, { status: 'CITY_REVIEW' });
    await translateEvents(translating(), [before.message]);
    await drain(ground, translating(), toCity());
    const [then, restoredTo] = [await items(), ground.clock.now()];
    const told: string[] = [before.webhookId];
    for (const [at, status] of ['APPROVED', 'PUBLIC_NOTICE', 'PAYABLE'].entries()) {
      ground.clock.forward(DAY_MS);
      const event = await toldTo(ground, person, 'applicant.status-changed', at + 2, { status });
      told.push(event.webhookId);
      await translateEvents(translating(), [event.message]);
    }
    await putBack(then);
    const kept = { ...ground, translateQueue: 'translate' };
    outside.files.clear();
    ground.queue.sent.length = 0;
    ground.clock.forward(60_000);
    await sweepOnce(sweepingOn(ground, { [CITY]: 'deliver-city' }));
    // Nobody has said yet that the table was put back.
    expect(await readInbound(ground.table, told[1] ?? '')).toBeUndefined();
    await restored(restoredTo);
    const made = await Promise.all([
      recoverInbounds(sweepingOn(ground), always),
      recoverInbounds(sweepingOn(ground), always),
    ]);
    // Two at once make each of them once.
    expect(made[0] + made[1]).toBe(3);
    expect((await readRestore(ground.table))?.events).toBeNull();
    expect(await readInbound(ground.table, told[0] ?? '')).toMatchObject({ state: 'APPLIED' });
    await sweepOnce(sweepingOn(ground, { [CITY]: 'deliver-city' }));
    await translateEvents(translating(), takeMessages(ground, 'translate') as readonly EventMessage[]);
    await drain(ground, translating(), toCity());
    expect(
      await Promise.all(told.map(async (webhookId) => (await readInbound(ground.table, webhookId))?.state)),
    ).toEqual(['APPLIED', 'APPLIED', 'APPLIED', 'APPLIED']);
    expect(await recordOf(ground, applicantOf(person), PROVINCE)).toMatchObject({ sequence: 4, status: 'PAYABLE' });
    expect(lastFileOf(outside, 'gb18030')).toContain('待发放');
    // The province sends one again: its id is known.
    const item = await readInbound(ground.table, told[3] ?? '');
    if (item === undefined) throw new Error('no item');
    const body = Buffer.from(await ground.vault.readFrame(item.pointer));
    expect(await keep(kept, told[3] ?? '', body)).toBe('settled');
    expect(await keep(kept, told[3] ?? '', Buffer.from('{}'))).toBe('other-body');
  });

  test('are made of the body that came first, whatever came later under their id', async () => {
    const restoredTo = new Date(ground.clock.now().getTime() + 1);
    const then = await items();
    ground.clock.forward(DAY_MS);
    const kept = { ...ground, translateQueue: 'translate' };
    const bodies = ['{"a":1}', '{"a":2}', '{"a":3}'].map((text) => Buffer.from(text));
    const first = await toldTo(ground, newPerson(), 'applicant.status-changed', 1, { status: 'APPROVED' });
    const hash = (await readInbound(ground.table, first.webhookId))?.hash;
    for (const body of bodies) {
      ground.clock.forward(1_000);
      expect(await keep(kept, first.webhookId, body)).toBe('other-body');
    }
    await putBack(then);
    await restored(restoredTo);
    await recoverInbounds(sweepingOn(ground), always);
    expect((await readInbound(ground.table, first.webhookId))?.hash).toBe(hash);
  });

  test('are gone through page by page, a run after the other, past those nobody can read', async () => {
    const restoredTo = new Date(ground.clock.now().getTime() + 1);
    const then = await items();
    ground.clock.forward(DAY_MS);
    const kept = { ...ground, translateQueue: 'translate' };
    const ids = Array.from({ length: 25 }, (_, at) => `page_${String(at).padStart(3, '0')}`);
    for (const id of ids) await keep(kept, id, Buffer.from(id));
    const day = ground.clock.now().toISOString().slice(0, 10);
    const damaged = { Bucket: 'vault', Key: `webhooks/${day}/page_010x/damaged-1` };
    await ground.s3.send(new PutObjectCommand({ ...damaged, Body: 'nonsense' }));
    await putBack(then);
    await restored(restoredTo);
    // A page, or a day, a run; pages of ten.
    const { list } = ground.vault;
    const vault = { ...ground.vault, list: async (prefix: string, after: string) => await list(prefix, after, 10) };
    const runs: unknown[] = [];
    for (let run = 0; run < 12; run++) {
      let turns = 0;
      const looked = recoverInbounds({ ...sweepingOn(ground), vault }, () => ++turns <= 1);
      runs.push(await looked.catch((error: unknown) => (error instanceof Error ? error.message : error)));
    }
    // The run that met it fails, so that a person hears of it; those of its page are made all the same.
    expect(runs.filter((made) => made !== 0)).toEqual([9, 'damaged events in the vault: 1', 8]);
    expect((await readRestore(ground.table))?.events).toBeNull();
    for (const id of ids) expect((await readInbound(ground.table, id))?.state, id).toBe('RECEIVED');
    expect(await readInbound(ground.table, 'page_010x')).toBeUndefined();
    await ground.s3.send(new DeleteObjectCommand(damaged));
  });

  test('are taken up once the key of the vault is in use again', async () => {
    const restoredTo = new Date(ground.clock.now().getTime() + 1);
    const then = await items();
    ground.clock.forward(DAY_MS);
    for (const id of ['key_out_1', 'key_out_2'])
      await keep({ ...ground, translateQueue: 'translate' }, id, Buffer.from(id));
    await putBack(then);
    await restored(restoredTo);
    const denied = createVault({
      s3: ground.s3,
      kms: {
        send: async () => Promise.reject(new DisabledException({ message: 'out', $metadata: {} })),
      } as unknown as KMSClient,
      bucket: 'vault',
      keyId: 'alias/bridge',
      randomBytes,
    });
    await expect(recoverInbounds({ ...sweepingOn(ground), vault: denied }, always)).rejects.toThrow(
      'vault.unavailable',
    );
    await recoverInbounds(sweepingOn(ground), always);
    expect((await readRestore(ground.table))?.events).toBeNull();
    for (const id of ['key_out_1', 'key_out_2'])
      expect((await readInbound(ground.table, id))?.state, id).toBe('RECEIVED');
  });

  test('are looked at again where the vault did not answer', async () => {
    const restoredTo = new Date(ground.clock.now().getTime() + 1);
    const then = await items();
    ground.clock.forward(DAY_MS);
    await keep({ ...ground, translateQueue: 'translate' }, 'unanswered', Buffer.from('{}'));
    await putBack(then);
    await restored(restoredTo);
    const { vault } = ground;
    const readFirst = async () => {
      throw new VaultError('vault.unavailable', 'x');
    };
    await expect(recoverInbounds({ ...sweepingOn(ground), vault: { ...vault, readFirst } }, always)).rejects.toThrow(
      'vault.unavailable',
    );
    expect((await readRestore(ground.table))?.events).not.toBeNull();
    await recoverInbounds(sweepingOn(ground), always);
    expect((await readInbound(ground.table, 'unanswered'))?.state).toBe('RECEIVED');
  });
});
