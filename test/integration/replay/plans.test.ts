import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepFound, readReplay, writeReplay } from '../../../adapters/ledger/replays.ts';
import { endWork } from '../../../adapters/ledger/work.ts';
import { contentHash } from '../../../core/identity.ts';
import { readOwnRecord } from '../../../functions/translate/own-record.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { type TestProvince, startDestination } from '../ledger/destination.ts';
import { openBatch, recordOf, rowsOf, statementOf, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson } from '../ledger/records.ts';
import { ask, AUTHOR, handle, planned, replayingOn, settle, stuck, workOff } from './replaying.ts';

let ground: Ground;
let outside: TestProvince;
let translating: Translating;
beforeAll(async () => {
  [ground, outside] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), outside.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  outside.script.length = 0;
  outside.attempts.length = 0;
});

const IN_GUANGZHOU = { ...AUTHOR, name: 'of-guangzhou', tenants: ['guangzhou'] } as const;
const IN_SHENZHEN = { ...AUTHOR, name: 'of-shenzhen', tenants: ['shenzhen'] } as const;

/** An application the province refuses by this code of its own. */
async function rejected(code: string, change: Partial<Applicant> = {}) {
  const record = applicantOf(newPerson(), change);
  const turn = { kind: 'say', outcome: 'refused', code } as const;
  const batchId = await stuck(ground, translating, outside, { kind: 'applicant', records: [record], turn });
  const item = await recordOf(ground, record);
  expect(item).toMatchObject({ state: 'REJECTED' });
  outside.attempts.length = 0;
  return { record, batchId, recordKey: item?.recordKey ?? '', problem: item?.problem ?? '' };
}

describe('what is meant', () => {
  test('is found by its problem, state, kind and time, in any shard, each once', async () => {
    const from = ground.clock.now().toISOString();
    const all = [];
    for (let n = 0; n < 5; n++) all.push(await rejected('found.by-code'));
    const to = new Date(ground.clock.now().getTime() + 1).toISOString();
    ground.clock.forward(60_000);
    const { problem: code } = await rejected('found.by-code');
    const span = { code, from, to };
    expect((await planned(ground, { filter: span })).toReplay.rows).toBe(5);
    expect((await planned(ground, { filter: { code } })).toReplay.rows).toBe(6);
    // Another side's own code may be a number.
    expect((await planned(ground, { filter: { code: '4001' } })).records.rows).toBe(0);
    expect(
      (await planned(ground, { filter: { ...span, state: 'REJECTED', kind: 'applicant', system: CITY } })).records.rows,
    ).toBe(5);
    expect((await planned(ground, { filter: { ...span, state: 'QUARANTINED' } })).records.rows).toBe(0);
    expect((await planned(ground, { filter: { ...span, kind: 'payment' } })).records.rows).toBe(0);
    expect((await planned(ground, { filter: { ...span, tenant: 'shenzhen' } })).records.rows).toBe(0);
  });

  test('is not what its author may not see, and whoever may not see it sees no plan', async () => {
    const { problem: code, recordKey, batchId } = await rejected('seen.by-whom');
    for (const body of [{ filter: { code } }, { keys: [{ recordKey }] }, { filter: { batchId } }]) {
      const of = await ask.plan(ground, { ...body, reason: '接口恢复' }, IN_SHENZHEN);
      await workOff(ground, replayingOn(ground));
      expect((await ask.show(ground, of.body.replayId, IN_SHENZHEN)).body.toReplay.rows).toBe(0);
      const own = await ask.plan(ground, { ...body, reason: '接口恢复' }, IN_GUANGZHOU);
      await workOff(ground, replayingOn(ground));
      expect((await ask.show(ground, own.body.replayId, IN_GUANGZHOU)).body.toReplay.rows).toBe(1);
      expect((await ask.show(ground, own.body.replayId, IN_SHENZHEN)).status).toBe(404);
    }
    const other = await ask.plan(ground, { filter: { tenant: 'guangzhou' }, reason: '接口恢复' }, IN_SHENZHEN);
    expect(other.status).toBe(404);
    const nobody = await ask.plan(ground, { filter: { tenant: 'nowhere' }, reason: '接口恢复' });
    expect(nobody.status).toBe(404);
  });

  test('may be named by key; what is not there is said so', async () => {
    const { recordKey } = await rejected('by.key');
    const plan = await planned(ground, { keys: [{ recordKey }, { recordKey: 'nobody.a.GZ-XLBZ.2025', system: CITY }] });
    expect(plan.counts.map(({ action, code }) => [action, code])).toEqual([
      ['refused', 'replay.record-unknown'],
      ['replay', null],
    ]);
  });

  test('may be held lines of a batch the ledger never took, and what was delivered is listed as settled', async () => {
    const [good, unsayable] = [applicantOf(newPerson()), applicantOf(newPerson())];
    // As a mapping that has no word for it yet leaves it: held, and nothing of it in the ledger.
    const wrong = { ...unsayable, status: 'DOC_REVIEW' } as const;
    const batch = await openBatch(ground, 'applicant', [good, wrong]);
    await translateChunk(translating, batch);
    await settle(ground, translating, outside);
    const { batchId } = batch;
    expect(await recordOf(ground, wrong)).toBeUndefined();
    const plan = await planned(ground, { filter: { batchId } });
    expect(plan.counts.map(({ action, state, rows }) => [action, state, rows])).toEqual([
      ['nothing', 'DELIVERED', 1],
      ['refused', 'NONE', 1],
    ]);
    // While the chunk is under way nobody knows what it comes to.
    const open = await openBatch(ground, 'applicant', [applicantOf(newPerson())]);
    const early = await planned(ground, { filter: { batchId: open.batchId } });
    expect(early.counts).toMatchObject([{ action: 'nothing', code: 'replay.under-way', state: 'NONE' }]);
  });

  test('may be a line translate held before a mapping had a word for it: it goes as the message it always was', async () => {
    const record = applicantOf(newPerson());
    const chunk = await openBatch(ground, 'applicant', [record]);
    const problems = [{ row: 2, code: 'value.unmappable', line: 0 }];
    await endWork(ground.table, chunk, { settled: { held: { rows: 1, fen: '0' } }, problems, next: [] });
    const filter = { batchId: chunk.batchId, code: 'value.unmappable' };
    const plan = await planned(ground, { filter });
    expect(plan.counts).toMatchObject([{ action: 'replay', state: 'NONE', rows: 1 }]);
    await ask.run(ground, plan.replayId);
    await settle(ground, translating, outside);
    const item = await recordOf(ground, record);
    expect(item).toMatchObject({ state: 'DELIVERED', fence: 2 });
    const { body } = await ask.show(ground, plan.replayId);
    expect(rowsOf(await statementOf(ground, body.batches[0] ?? ''))).toEqual({ applied: 1 });
    const again = await planned(ground, { filter: { batchId: chunk.batchId } });
    expect(again.counts).toMatchObject([{ action: 'nothing', code: 'replay.settled', state: 'DELIVERED' }]);
  });

  test('may not be more than a plan holds', async () => {
    const { replayId } = (await ask.plan(ground, { filter: { code: 'too.many' }, reason: '接口恢复' })).body;
    ground.queue.sent.length = 0;
    await keepFound(ground.table, replayId, { step: 1, rows: 200_001, pointer: null, next: '0\n' });
    await handle(replayingOn(ground), { type: 'plan', replayId });
    expect((await ask.show(ground, replayId)).body).toMatchObject({ state: 'REFUSED', problem: 'replay.too-many' });
    expect((await ask.run(ground, replayId)).body.code).toBe('replay.not-planned');
  });
});

describe('a request', () => {
  test.each([
    [{}, 'replay.invalid'],
    [{ filter: {}, keys: [{ recordKey: 'k.a.b' }] }, 'replay.invalid'],
    [{ filter: { colour: 'red' } }, 'replay.invalid'],
    [{ filter: { code: '13812345678' } }, 'replay.invalid'],
    [{ filter: { code: '张三丰' } }, 'replay.invalid'],
    [{ filter: {}, reason: '来电 13812345678' }, 'replay.invalid'],
    [
      { keys: [{ recordKey: 'k.a.b' }], mapping: 'original', overlays: [edit('k.a.b', '/mobile', '1')] },
      'replay.invalid',
    ],
    [{ keys: [{ recordKey: 'k.a.b' }], overlays: [edit('k.a.b', '/idNumber', '1')] }, 'replay.overlay-forbidden'],
    [{ keys: [{ recordKey: 'k.p.b' }], overlays: [edit('k.p.b', '/amountFen', '1')] }, 'replay.overlay-forbidden'],
    [{ keys: [{ recordKey: 'k.p.b' }], overlays: [edit('k.p.b', '/schoolName', '1')] }, 'replay.overlay-forbidden'],
  ])('is refused: %j', async (body, code) => {
    expect(await ask.plan(ground, { reason: '接口恢复', ...body })).toMatchObject({ status: 400, body: { code } });
  });

  test('with an edit of a record that is not meant makes no plan', async () => {
    const { recordKey } = await rejected('edit.unused');
    const plan = await planned(ground, { keys: [{ recordKey }], overlays: [edit('k.a.b', '/mobile', '13811112222')] });
    expect(plan).toMatchObject({ state: 'REFUSED', problem: 'replay.overlay-unused' });
  });
});

function edit(recordKey: string, path: string, value: string) {
  return { recordKey, edits: [{ op: 'replace', path, value }] };
}

describe('an edit', () => {
  test('goes to the province, lies over what stays as it was, and is shown masked', async () => {
    const { record, recordKey } = await rejected('mobile.unknown');
    const before = await recordOf(ground, record);
    const plan = await planned(ground, {
      keys: [{ recordKey }],
      overlays: [edit(recordKey, '/mobile', '13811112222')],
    });
    const { lines } = (await ask.lines(ground, plan.replayId)).body;
    expect(lines).toMatchObject([
      {
        overlaid: ['mobile'],
        wasSent: true,
        changes: [{ field: 'mobile', before: '138****0000', after: '138****2222' }],
      },
    ]);
    await ask.run(ground, plan.replayId);
    await settle(ground, translating, outside);
    const after = await recordOf(ground, record);
    const edited = { ...record, mobile: '13811112222' };
    expect(after).toMatchObject({ state: 'DELIVERED', contentHash: contentHash('applicant', edited, INDEX_KEY) });
    expect(outside.effects.get(after?.attemptId ?? '')).toMatchObject({ mobile: '13811112222' });
    if (before === undefined || after === undefined) throw new Error('no record');
    expect(await readOwnRecord(ground, after, new Map())).toMatchObject({ mobile: '13811112222' });
    expect(await readOwnRecord(ground, before, new Map())).toEqual(record);
    // What the city says tomorrow counts again.
    const newer = { ...record, mobile: '13833334444', updatedAt: '2026-11-23T23:05:00+08:00' };
    await translateChunk(translating, await openBatch(ground, 'applicant', [newer], { seenBefore: true }));
    await settle(ground, translating, outside);
    expect(await recordOf(ground, record)).toMatchObject({ contentHash: contentHash('applicant', newer, INDEX_KEY) });
  });

  test('that makes no record of it is a line that is refused', async () => {
    const { recordKey } = await rejected('edit.invalid');
    const plan = await planned(ground, { keys: [{ recordKey }], overlays: [edit(recordKey, '/mobile', '123')] });
    expect(plan.counts).toMatchObject([{ action: 'refused', code: 'replay.overlay-invalid' }]);
  });
});

test('the original goes to the letter as it was last sent', async () => {
  const { record, recordKey } = await rejected('as.sent');
  const plan = await planned(ground, { keys: [{ recordKey }], mapping: 'original' });
  expect((await ask.lines(ground, plan.replayId)).body.lines).toMatchObject([{ action: 'replay', changes: [] }]);
  await ask.run(ground, plan.replayId);
  await settle(ground, translating, outside);
  const after = await recordOf(ground, record);
  expect(after).toMatchObject({ state: 'DELIVERED' });
  expect(outside.effects.get(after?.attemptId ?? '')).toMatchObject({ mobile: record.mobile, major: record.major });
});

describe('a run', () => {
  test('leaves alone what has changed since it was planned', async () => {
    const { record, recordKey } = await rejected('changed.since');
    const plan = await planned(ground, { keys: [{ recordKey }] });
    const newer = { ...record, major: '会计', updatedAt: '2026-11-23T10:00:00+08:00' };
    await translateChunk(translating, await openBatch(ground, 'applicant', [newer], { seenBefore: true }));
    await settle(ground, translating, outside);
    const before = await recordOf(ground, record);
    await ask.run(ground, plan.replayId);
    await settle(ground, translating, outside);
    const { body } = await ask.show(ground, plan.replayId);
    expect(body).toMatchObject({ state: 'DONE', progress: { changed: 1, replayed: 0, done: 1 }, batches: [] });
    expect((await ask.lines(ground, plan.replayId)).body.lines).toMatchObject([{ verdict: 'changed' }]);
    expect(await recordOf(ground, record)).toEqual(before);
  });

  test('that is told another list than its own does not begin', async () => {
    const { recordKey } = await rejected('other.list');
    const plan = await planned(ground, { keys: [{ recordKey }] });
    const other = await ask.run(ground, plan.replayId, { hash: 'a'.repeat(64) });
    expect(other).toMatchObject({ status: 409, body: { code: 'replay.hash-mismatch' } });
  });

  test('pauses, and goes on where it was', async () => {
    const { record, recordKey } = await rejected('pause.me');
    const plan = await planned(ground, { keys: [{ recordKey }] });
    expect((await ask.pause(ground, plan.replayId)).body.code).toBe('replay.not-running');
    await ask.run(ground, plan.replayId);
    expect((await ask.pause(ground, plan.replayId)).body.state).toBe('PAUSED');
    await settle(ground, translating, outside);
    expect(await recordOf(ground, record)).toMatchObject({ state: 'REJECTED' });
    expect(await ask.resume(ground, plan.replayId)).toMatchObject({ status: 202, body: { state: 'RUNNING' } });
    await settle(ground, translating, outside);
    expect(await recordOf(ground, record)).toMatchObject({ state: 'DELIVERED' });
  });

  test('waits while what it handed over stays open, then pauses; resumed, it goes on once without looking', async () => {
    const { record, recordKey } = await rejected('destination.down');
    const plan = await planned(ground, { keys: [{ recordKey }] });
    const open = await Promise.all(
      Array.from({ length: 4 }, async () => (await openBatch(ground, 'applicant', [applicantOf(newPerson())])).batchId),
    );
    await ask.run(ground, plan.replayId);
    const running = await readReplay(ground.table, plan.replayId);
    if (running === undefined) throw new Error('no plan');
    // As after four parts whose batches nobody takes.
    const { version } = running;
    await writeReplay(ground.table, { ...running, version: version + 1, batches: open }, ground.clock.now());
    await workOff(ground, replayingOn(ground));
    const paused = (await ask.show(ground, plan.replayId)).body;
    expect(paused).toMatchObject({ state: 'PAUSED', problem: 'replay.destination-stopped' });
    expect(await recordOf(ground, record)).toMatchObject({ state: 'REJECTED' });
    await ask.resume(ground, plan.replayId);
    await settle(ground, translating, outside);
    expect(await recordOf(ground, record)).toMatchObject({ state: 'DELIVERED' });
  });
});
