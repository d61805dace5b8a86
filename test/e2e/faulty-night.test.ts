import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { faultyNight } from '../../local/nights/faulty-night.ts';
import { manifestOf } from '../../local/simulators/guangzhou/push.ts';
import type { FailurePage } from '../../schemas/api/failures.ts';
import type { Story, StorySource } from '../../schemas/api/records.ts';
import { isOurOwn, sightingsBelow } from './canaries.ts';
import { compareThrice } from './compared.ts';
import { giveAndTakeBack } from './credentials.ts';
import { type Deployed, deploy } from './deployed.ts';
import { readCsv } from './edited.ts';
import type { LedgerItem } from './ledger.ts';
import { loseEvent, tellApplication } from './lost-event.ts';
import { operatorsOf } from './operators.ts';
import { planSwept, replayInParts } from './replaying.ts';
import { until } from './until.ts';

/** A night of planted faults, then everything else the functions can do: none of their grants may be left unused. */
describe('a night with faults', () => {
  const night = faultyNight();
  const calm = smallNight({ people: 6, seed: 41 });
  let bridge: Deployed;
  let granted: readonly Grant[];
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
    granted = bridge.deployment.stack.unusedGrants();
  });
  afterAll(async () => await bridge.stop());

  test('every planted fault of a row is found where it is, and nothing else', async () => {
    const batchIds = await bridge.partner.push(night.files);
    const statements = await bridge.ended(batchIds);
    await bridge.quiet();
    for (const [index, file] of night.files.entries()) {
      const statement = statements[index];
      const rejected = file.planted.filter(({ stage, outcome }) => stage === 'row' && outcome === 'rejected');
      const repeated = file.planted.filter(
        ({ code, outcome }) => code === 'row.duplicate' && outcome === 'warned',
      ).length;
      const held = file.planted.some(({ code }) => code === 'batch.total-mismatch') ? file.rows : 0;
      expect(statement, file.fileName).toMatchObject({
        state: held > 0 ? 'HELD' : 'SETTLED',
        received: file.rows,
        rejected: rejected.length,
        held,
        unchanged: repeated,
        applied: file.rows - rejected.length - repeated - held,
        pending: 0,
        conserved: true,
      });
      const { text } = await bridge.partner.call('GET', `/batches/${batchIds[index] ?? ''}/rejects`);
      const { header, rows } = rejectsOf(text);
      expect(header.slice(-4)).toEqual(['错误行号', '错误字段', '错误代码', '错误说明']);
      expect(
        rows.map((cells) => [
          Number(cells['错误行号']),
          cells['错误字段'] === '' ? null : cells['错误字段'],
          cells['错误代码'],
        ]),
      ).toEqual(
        rejected.map(({ row, field, code }) => [row, field, code]).toSorted(([a], [b]) => Number(a) - Number(b)),
      );
    }
    expect(await bridge.outside.province()).toMatchObject({ appliedTwice: 0, paidTwice: 0 });
  });

  test('what the functions may do is what they do: after every kind of work no grant is unused, and none was missing', async () => {
    const { partner, outside, deployment } = bridge;
    // What the province says has failed may be called off, and its claim be freed.
    await outside.provinceKnobs({ failedPayments: 1 });
    // A destination that does not answer: deliveries go on in successors, and what is due is sent again by the sweep.
    await Promise.all([outside.pauseProvince(true), outside.pauseCity(true)]);
    const batchIds = await partner.push(calm.files);
    // An event of a record nobody has sent yet: it waits.
    const stranger = await tellApplication(bridge, { declarationNo: 'GZXL20259999999', sequence: 1 });
    const open = async (test_: (item: LedgerItem) => boolean) =>
      (await bridge.ledger.items()).filter((item) => 'duePk' in item && test_(item));
    const waiting = await until(
      'deliveries under way',
      () => open(({ sk }) => /^D#.*#00[2-9]$/.test(sk)),
      (items) => items.length > 0,
    );
    const parked = await until(
      'a parked event',
      () => open(({ pk, state }) => pk === `W#${stranger}` && state === 'PARKED'),
      (items) => items.length > 0,
    );
    for (const item of [...waiting, ...parked]) await bridge.ledger.makeDue(item).catch(() => undefined);
    await deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    await outside.pauseProvince(false);
    const events = await until(
      'events for the city',
      () => open(({ pk, type, sk }) => pk.startsWith('E#') && type === 'delivery' && !sk.endsWith('#001')),
      (items) => items.length > 0,
    );
    for (const item of events) await bridge.ledger.makeDue(item).catch(() => undefined);
    await deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    await outside.pauseCity(false);
    expect((await bridge.ended(batchIds)).map(({ applied }) => applied)).toEqual(calm.files.map(({ rows }) => rows));
    await compareThrice(bridge, '2026-11-21', { programme: 'GZ-XLBZ', year: 2026 });
    // Messages nobody can read go to the dead letters, by way of every reader.
    await Promise.all(
      [
        'IngestQueue',
        'TranslateQueue',
        'DeliverProvinceYuegonghuiQueue',
        'DeliverGuangzhouDegreeSubsidyQueue',
        'ReconcileQueue',
        'ReplayQueue',
      ].map(sendNonsense),
    );
    await pushRecords();
    await look();
    await operate();
    await readMessages([stranger, ...(await loseEvent(bridge, 73))]);
    await goAgain();
    await giveAndTakeBack(bridge, 'guangzhou');
    await deployment.stack.invoke('UnionBridge-Watch-Watch', {});
    await seal();
    await announceAgain();
    // A repeat of the event announces the same batches again.
    for (let times = 0; times < 2; times++) await deployment.stack.invoke('Collect', { time: '2026-11-22T15:30:00Z' });
    await until(
      'no unused grant',
      async () => unusedByAll(deployment.stack.unusedGrants(), granted),
      (unused) => unused.length === 0,
      30_000,
    );
    expect(deployment.stack.denied()).toEqual([]);
  });

  test('personal data is seen in no queue, ledger, log or vault, whatever went wrong with it', async () => {
    const canaries = [...night.canaries, ...calm.canaries];
    expect(sightingsBelow(bridge.dataDir, canaries).filter(isOurOwn)).toEqual([]);
  });

  async function sendNonsense(queue: string): Promise<void> {
    const { stack } = bridge.deployment;
    const sqs = new SQSClient({
      endpoint: stack.endpoint,
      region: stack.region,
      credentials: { ...stack.adminCredentials },
    });
    await sqs.send(
      new SendMessageCommand({ QueueUrl: stack.physicalIds['UnionBridge-Flow']?.[queue], MessageBody: 'nonsense' }),
    );
    sqs.destroy();
  }

  async function pushRecords(): Promise<void> {
    const [applicants] = calm.files;
    const records = readCsv(applicants?.bytes ?? Buffer.alloc(0)).rows.map((cells) => ({
      ...cells,
      专业: '即时专业',
      更新时间: '2026-11-21 08:00:00',
    }));
    const { status, json } = await bridge.partner.call('POST', '/records', {
      system: 'guangzhou/degree-subsidy',
      kind: 'applicant',
      sequence: 500,
      records,
    });
    expect(status).toBe(202);
    expect(await bridge.ended([String(json['batchId'])])).toMatchObject([{ applied: records.length }]);
  }

  /** What takes two persons: a claim is freed, two permits are one person's, the ledger was put back. */
  async function operate(): Promise<void> {
    const operators = operatorsOf(bridge.deployment.access);
    const payments = calm.files.find(({ kind }) => kind === 'payment');
    const [paid] = readCsv(payments?.bytes ?? Buffer.alloc(0)).rows;
    const recordsOf = async () => {
      const { json } = await operators.call('viewer', 'GET', `/records/${paid?.['申领编号'] ?? ''}`);
      const { stories = [] } = json as { readonly stories?: readonly Story[] };
      return stories.flatMap(({ records }) => records).filter(({ kind }) => kind === 'payment');
    };
    const toldBy = (records: readonly StorySource[], source: string) =>
      records.find((record) => record.source === source);
    await until('the province to say it failed', recordsOf, (records) =>
      records.some(({ source, status }) => source === 'province/yuegonghui' && status === 'FAILED'),
    );
    const { json } = await bridge.partner.call('POST', '/records', {
      system: 'guangzhou/degree-subsidy',
      kind: 'payment',
      programmeYear: 2025,
      sequence: 501,
      records: [{ ...paid, 发放状态: '已取消', 更新时间: '2026-11-21 09:00:00' }],
    });
    expect(await bridge.ended([String(json['batchId'])])).toMatchObject([{ applied: 1 }]);
    const own = toldBy(await recordsOf(), 'guangzhou/degree-subsidy');
    const released = {
      recordKey: own?.recordKey,
      source: own?.source,
      evidence: '省平台发放失败，市总工会已撤销',
    };
    const at = new Date().toISOString();
    for (const statement of [
      { type: 'claim.released', ...released },
      { type: 'permit.linked', newer: '911124198108030024', older: '91114019900101001X' },
      { type: 'ledger.restored', restoredTo: at, at },
    ]) {
      expect(await operators.agree(statement)).toMatchObject({ status: 201, json: { state: 'IN_EFFECT' } });
    }
    expect((await operators.list('operator')).status).toBe(200);
    const lost = (await bridge.ledger.items()).find(
      ({ pk, sk, state }) => pk.startsWith('W#') && sk === '0' && state === 'APPLIED',
    );
    if (lost === undefined) throw new Error('no event has come');
    await bridge.ledger.forget(lost);
    await bridge.deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    await until(
      'an event made anew from the vault',
      async () => (await bridge.ledger.items()).filter(({ pk }) => pk === lost.pk),
      (items) => items.length === 1,
    );
  }

  /** A night after the other, so that the second is compared with the first; and an auditor reads what was locked away. */
  async function seal(): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    for (const date of [day, next]) await bridge.deployment.stack.invoke('Audit', { time: `${date}T16:30:00Z` });
    const operators = operatorsOf(bridge.deployment.access);
    expect(await operators.call('auditor', 'GET', '/audit/anchors')).toMatchObject({
      status: 200,
      json: { anchors: [{ date: day }, { date: next }] },
    });
  }

  /** Other bytes than were announced: announced again, the batch is awaited again, and the sweep finds a file nobody told of. */
  async function announceAgain(): Promise<void> {
    const file = calm.files[0];
    if (file === undefined) throw new Error('no file');
    const manifest = { ...manifestOf(file), sequence: 600, sha256: '0'.repeat(64) };
    const { json } = await bridge.partner.call('POST', '/batches', manifest);
    const { batchId, upload } = json as { batchId: string; upload: { url: string; headers: Record<string, string> } };
    const { url, headers } = upload;
    const put = async () => await fetch(url, { method: 'PUT', headers, body: new Uint8Array(file.bytes) });
    expect((await put()).status).toBe(200);
    expect(await bridge.ended([batchId])).toMatchObject([{ state: 'HELD' }]);
    expect((await bridge.partner.call('POST', '/batches', manifest)).json['batchId']).toBe(batchId);
    for (const item of await bridge.ledger.items())
      if (item.pk === `B#${batchId}` && item.sk === '0') await bridge.ledger.makeDue(item);
    await bridge.deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    expect(await bridge.ended([batchId])).toMatchObject([{ state: 'HELD' }]);
  }

  async function readMessages(messageIds: readonly string[]): Promise<void> {
    const operators = operatorsOf(bridge.deployment.access);
    for (const messageId of messageIds)
      expect((await operators.call('viewer', 'GET', `/messages/${messageId}`)).json).toMatchObject({ messageId });
  }

  /** What stands in quarantine goes once more, in more than one part; a plan's message is lost. */
  async function goAgain(): Promise<void> {
    expect((await replayInParts(bridge, 71)).replayed).toMatchObject([{ received: 3, applied: 3, pending: 0 }]);
    expect(await planSwept(bridge, { tenant: 'guangzhou' })).toMatchObject({ state: 'PLANNED' });
  }

  async function look(): Promise<void> {
    const [applicants] = calm.files;
    // One of whom nothing was said since by other ways than the file.
    const first = readCsv(applicants?.bytes ?? Buffer.alloc(0)).rows.at(-1);
    expect((await bridge.partner.call('GET', '/batches')).status).toBe(200);
    expect([200, 202]).toContain((await bridge.partner.call('GET', '/proofs/2026-11-20')).status);
    const operators = operatorsOf(bridge.deployment.access);
    const shown = await operators.call('viewer', 'GET', `/records/${first?.['申领编号'] ?? ''}`);
    const stories = shown.json['stories'] as readonly Story[];
    const [story] = stories;
    const told = stories.flatMap(({ records }) => records);
    expect(told[0]).toMatchObject({ kind: 'applicant', state: 'DELIVERED', sentFrom: 'delivery' });
    expect(told.map(({ rawFrom }) => rawFrom)).toContain('file');
    for (const value of [first?.['姓名'], first?.['身份证号'], first?.['手机号']])
      expect(JSON.stringify(shown.json)).not.toContain(value);
    const path = `/records/${story?.recordKey ?? ''}/unmask`;
    const reason = { reason: '当事人来电核对登记的手机号' };
    expect((await operators.call('viewer', 'POST', path, reason)).status).toBe(403);
    const whole = await operators.call('operator', 'POST', path, reason);
    expect(JSON.stringify(whole.json)).toContain(first?.['身份证号']);
    const wrong = await operators.call('viewer', 'GET', '/failures?limit=200');
    const { failures } = wrong.json as unknown as FailurePage;
    expect(new Set(failures.map(({ tenant }) => tenant))).toEqual(new Set(['guangzhou']));
    expect(new Set(failures.map(({ type }) => type))).toContain('row');
    const his = await operators.call('operator', 'POST', '/failures/search', { citizenId: first?.['身份证号'] });
    expect(his.status).toBe(200);
  }
});

const DELIVERS = /Deliver[A-Z][A-Za-z]+/g;

interface Grant {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Grants no function uses. All functions that deliver are the same code with a queue each, so one that uses a grant speaks for all that
 * have it.
 *
 * @param granted what had not been used before there was anything to do
 */
function unusedByAll(unused: readonly Grant[], granted: readonly Grant[]): readonly string[] {
  const holders = alikeIn(granted);
  return [...alikeIn(unused)]
    .filter(([name, names]) => names.length === holders.get(name)?.length)
    .map(([name]) => name);
}

/** By what they are called where one function that delivers is like another. */
function alikeIn(grants: readonly Grant[]): ReadonlyMap<string, readonly string[]> {
  const named = grants.map(({ functionName, action, resource }) => [functionName, action, resource].join(' '));
  return Map.groupBy(named, (name) => name.replaceAll(DELIVERS, 'Deliver'));
}

/** The rejects come as UTF-8 with a BOM. */
function rejectsOf(text: string): ReturnType<typeof readCsv> {
  return readCsv(iconv.encode(text.replace(/^\uFEFF/, ''), 'gb18030'));
}
