import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeCsv } from '../../../adapters/files/csv-write.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { batchKeyOf, createBatch, listBatchIds, type Manifest, readBatch } from '../../../adapters/ledger/batches.ts';
import { readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import { listUnder, readWork } from '../../../adapters/ledger/work.ts';
import { parseSnapshotLine } from '../../../core/snapshot.ts';
import { isConserved } from '../../../core/ledger/tally.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { pushRecords } from '../../../functions/batches/push-records.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, ingestingOn, openBatch, problemsOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, paymentOf, PROVINCE } from './records.ts';
import { sweepingOn, sweepOnce } from './sweeping.ts';

let ground: Ground;
let province: TestProvince;
let translating: Translating;
let ingesting: Ingesting;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
  ingesting = ingestingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.setMishap(null);
});

let sequence = 0;
/** Each test compares with a snapshot of its own: one per programme year. */
let year = 2026;

/** The file of these records as the city writes it, announced and uploaded; answers its batch. */
async function uploaded(kind: Kind, records: readonly Canonical[], change: Partial<Manifest> = {}): Promise<string> {
  sequence += 1;
  const system = systemById(CITY);
  const mapping = system === undefined ? undefined : mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new Error('the city writes tables');
  const body = encodeCsv(
    mapping.header,
    records.map((record) => mapping.encode(record as never)),
    'gb18030',
  );
  const batchId = `upload${sequence}`;
  await createBatch(ground.table, {
    ...batchKeyOf(batchId),
    batchId,
    tenant: 'guangzhou',
    state: 'AWAITING_UPLOAD',
    run: null,
    received: { rows: 0, fen: '0' },
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [],
    problem: null,
    createdAt: ground.clock.now().toISOString(),
    manifest: {
      system: CITY,
      kind,
      programmeYear: year,
      businessDate: '2026-11-22',
      sequence,
      fileName: 'a.csv',
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      rows: records.length,
      totalFen: kind === 'payment' ? String(records.length * 150_000) : null,
      ...change,
    },
  });
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: body }));
  return batchId;
}
const take = async (batchId: string) => await ingest(ingesting, landingKey(batchId));
const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, province.url), 400);
const rows = async (batchId: string) => rowsOf(await statementOf(ground, batchId));
const snapshot = async (kind: Kind) => await readSnapshot(ground.table, snapshotKeyOf(CITY, kind, year));
const people = (count: number) => Array.from({ length: count }, newPerson);
const CHANGED = { major: '新', updatedAt: '2026-11-23T08:00:00+08:00' };

async function snapshotLines(kind: Kind) {
  const { object } = await snapshot(kind);
  const lines: string[] = [];
  for await (const frame of ground.vault.readAll(object ?? ''))
    lines.push(...Buffer.from(frame).toString('utf8').split('\n'));
  return lines.map(parseSnapshotLine);
}

async function rejectedRows(batchId: string): Promise<readonly number[]> {
  const [first] = (await readBatch(ground.table, batchId))?.rejects ?? [];
  if (first === undefined) return [];
  const numbers: number[] = [];
  for await (const frame of ground.vault.readAll(first.object))
    for (const line of Buffer.from(frame).toString('utf8').split('\n'))
      if (line.startsWith('{"row"')) numbers.push((JSON.parse(line) as { row: number }).row);
  return numbers.toSorted((a, b) => a - b);
}

describe('an upload', () => {
  test('is compared with the night before: what is new or changed goes on, the rest costs nothing', async () => {
    year += 1;
    const all = people(30).map((person) => applicantOf(person));
    const first = await uploaded('applicant', all);
    await take(first);
    await settleAll();
    expect(await rows(first)).toEqual({ applied: 30 });
    expect(await snapshot('applicant')).toMatchObject({ version: 1, rows: 30 });
    const second = await uploaded(
      'applicant',
      all.map((record, at) => (at === 7 ? { ...record, ...CHANGED } : record)),
    );
    ground.calls.clear();
    await take(second);
    expect(ground.calls.statements).toBe(1);
    expect(await rows(second)).toEqual({ unchanged: 29, pending: 1 });
    await settleAll();
    expect(await rows(second)).toEqual({ unchanged: 29, applied: 1 });
    expect(await snapshot('applicant')).toMatchObject({ version: 2, rows: 30 });
  });

  test('is absent rows’ no withdrawal, and an older row’s no update', async () => {
    year += 1;
    const [one, two] = people(2);
    if (one === undefined || two === undefined) throw new Error('two');
    await take(await uploaded('applicant', [applicantOf(one, CHANGED)]));
    await take(await uploaded('applicant', [applicantOf(two)]));
    expect((await snapshot('applicant')).rows).toBe(2);
    const late = await uploaded('applicant', [applicantOf(one, { major: '旧' })]);
    await take(late);
    expect(await rows(late)).toEqual({ rejected: 1 });
    expect(await rejectedRows(late)).toEqual([2]);
  });

  test('leaves the snapshot sorted by key, each line leading to its record', async () => {
    year += 1;
    await take(
      await uploaded(
        'applicant',
        people(40).map((person) => applicantOf(person)),
      ),
    );
    const lines = await snapshotLines('applicant');
    const keys = lines.map(({ recordKey }) => recordKey);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(40);
    expect(lines.every(({ pointer }) => /^records\/.+#\d+#\d+#\d+#\d+$/.test(pointer))).toBe(true);
  });

  test('keeps the newest order of a record whose older attempt comes along', async () => {
    year += 1;
    const [person] = people(1);
    if (person === undefined) throw new Error('one');
    const failed = paymentOf(person, { status: 'FAILED', updatedAt: '2026-11-20T08:00:00+08:00' });
    await take(await uploaded('payment', [failed]));
    await take(await uploaded('payment', [failed, paymentOf(person, { batchNo: '2025-02' })]));
    expect(await snapshotLines('payment')).toMatchObject([{ order: expect.stringMatching(/^2026-11-22/) as string }]);
  });

  test.each<readonly [string, Partial<Manifest>, string]>([
    ['rows', { rows: 3 }, 'batch.rows-mismatch'],
    ['total', { totalFen: '300001' }, 'batch.total-mismatch'],
    ['digest', { sha256: '0'.repeat(64) }, 'batch.digest-mismatch'],
  ])('whose %s differ from the manifest is held whole', async (_, change, problem) => {
    year += 1;
    const batchId = await uploaded(
      'payment',
      people(2).map((person) => paymentOf(person)),
      change,
    );
    await take(batchId);
    expect(await readBatch(ground.table, batchId)).toMatchObject({ state: 'HELD', problem });
    expect((await statementOf(ground, batchId)).held).toEqual({ rows: 2, fen: '300000' });
    expect(await snapshot('payment')).toMatchObject({ version: 0 });
    expect(ground.queue.sent).toEqual([]);
  });

  test('that can’t be read is refused', async () => {
    const batchId = await uploaded('applicant', []);
    await ground.s3.send(
      new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batchId), Body: Buffer.from('a,b\n1,2\n') }),
    );
    await take(batchId);
    expect(await readBatch(ground.table, batchId)).toMatchObject({ state: 'REFUSED', problem: 'file.header' });
  });

  test('of many rows that lost to others of their file has every one of them among its rejects', async () => {
    year += 1;
    const records = people(700).flatMap((person) => [applicantOf(person, CHANGED), applicantOf(person)]);
    const batchId = await uploaded('applicant', records);
    await take(batchId);
    expect(await rows(batchId)).toEqual({ rejected: 700, pending: 700 });
    expect(await rejectedRows(batchId)).toEqual(Array.from({ length: 700 }, (_, at) => 3 + at * 2));
  });

  test('of 1,100 changed rows goes on in chunks of at most 500', async () => {
    year += 1;
    const batchId = await uploaded(
      'applicant',
      people(1100).map((person) => applicantOf(person)),
    );
    await take(batchId);
    expect(ground.queue.sent).toHaveLength(3);
    await settleAll();
    expect(await rows(batchId)).toEqual({ applied: 1100 });
  });
});

describe('a run', () => {
  test.each(Array.from({ length: 7 }, (_, at) => at + 1))(
    'that dies at ledger call %i is followed by one that counts',
    async (at) => {
      year += 1;
      const records = people(3).map((person) => paymentOf(person));
      const batchId = await uploaded('payment', records);
      let seen = 0;
      ground.setMishap(() => {
        if (++seen >= at) throw new Error('killed');
      });
      await take(batchId).catch(() => {});
      ground.setMishap(null);
      ground.queue.sent.length = 0;
      await take(batchId);
      // What the dead run left on the table is found by the sweeper, and ends without a trace.
      ground.clock.forward(3_600_000);
      await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province' }));
      await settleAll();
      const statement = await statementOf(ground, batchId);
      expect(isConserved(statement)).toBe(true);
      expect(statement.received).toEqual({ rows: 3, fen: '450000' });
      expect(statement.applied).toEqual(statement.received);
      const paid = [...province.effects.values()].filter(({ idNumber }) =>
        records.some((record) => record.idNumber === idNumber),
      );
      expect(paid).toHaveLength(3);
      expect(await snapshot('payment')).toMatchObject({ version: 1, rows: 3, fen: '450000' });
    },
  );

  test('whose chunks the sweeper finds before it has ended loses none of them', async () => {
    year += 1;
    const batchId = await uploaded('applicant', [applicantOf(newPerson())]);
    ground.setMishap((call) => {
      if (call === 'TransactWriteItems') throw new Error('killed');
    });
    await expect(take(batchId)).rejects.toThrow('killed');
    ground.setMishap(null);
    const [chunk] = await listUnder(ground.table, batchKeyOf(batchId).pk, 'C#');
    const found = { pk: String(chunk?.['pk']), sk: String(chunk?.['sk']), hash: String(chunk?.['hash']) };
    await translateChunk(translating, { v: 1, type: 'chunk', ...found });
    expect((await readWork(ground.table, found))?.state).toBe('OPEN');
    await take(batchId);
    await settleAll();
    expect(await rows(batchId)).toEqual({ applied: 1 });
  });

  test('of one batch beside another’s: both are in the snapshot', async () => {
    year += 1;
    const batches = await Promise.all(
      [1, 2, 3].map(() =>
        uploaded(
          'applicant',
          people(5).map((person) => applicantOf(person)),
        ),
      ),
    );
    await Promise.all(batches.map(take));
    expect(await snapshot('applicant')).toMatchObject({ version: 3, rows: 15 });
    ground.clock.forward(3_600_000);
    await settleAll();
    for (const batchId of batches) expect(await rows(batchId)).toEqual({ applied: 5 });
  });

  test('of the same upload twice at once: one counts', async () => {
    year += 1;
    const batchId = await uploaded(
      'applicant',
      people(4).map((person) => applicantOf(person)),
    );
    await Promise.all([take(batchId), take(batchId)]);
    await settleAll();
    expect(await rows(batchId)).toEqual({ applied: 4 });
    expect(await snapshot('applicant')).toMatchObject({ version: 1, rows: 4 });
  });
});

describe('records pushed now', () => {
  const partner = { tenant: 'guangzhou', requestId: 'req_1' };
  const serving = (): Serving => ({ ...ground, landing: ingesting.landing, translateQueue: 'translate' });
  const bodyOf = (records: readonly Canonical[]) => {
    const mapping = mappingOf(systemById(CITY) as never, 'applicant');
    if (mapping?.form !== 'table') throw new Error('the city writes tables');
    const rowsAsObjects = records.map((record) =>
      Object.fromEntries(mapping.encode(record as never).map((cell, at) => [mapping.header[at] ?? '', cell])),
    );
    return Buffer.from(
      JSON.stringify({ system: CITY, kind: 'applicant', programmeYear: 2025, sequence: 1, records: rowsAsObjects }),
    );
  };
  const push = async (requestId: string, body: Buffer) => {
    const answer = await pushRecords(serving(), { ...partner, requestId }, {} as never, body);
    return {
      status: answer.statusCode,
      ...(JSON.parse(answer.body) as { batchId: string; accepted: number; rejects: { code: string }[] }),
    };
  };

  test('are a batch of their own; the same request again is the same batch', async () => {
    const [one, two] = people(2);
    if (one === undefined || two === undefined) throw new Error('two');
    const body = bodyOf([applicantOf(one), applicantOf(one, CHANGED), applicantOf(two, { mobile: '12' })]);
    const first = await push('same', body);
    expect(first).toMatchObject({ status: 202, accepted: 1 });
    expect(first.rejects.map(({ code }) => code).toSorted()).toEqual(['mobile.format', 'row.duplicate']);
    expect((await push('same', body)).batchId).toBe(first.batchId);
    await settleAll();
    expect(await rows(first.batchId)).toEqual({ applied: 1, rejected: 2 });
    expect((await listBatchIds(ground.table, 'guangzhou')).filter((id) => id === first.batchId)).toHaveLength(1);
  });

  test('under an id of a request before, but others, are a batch of their own too', async () => {
    const [one, two] = people(2).map((person) => applicantOf(person));
    if (one === undefined || two === undefined) throw new Error('two');
    const first = await push('again', bodyOf([one]));
    const other = await push('again', bodyOf([two, one]));
    expect(other.batchId).not.toBe(first.batchId);
    await settleAll();
    expect(await rows(first.batchId)).toEqual({ applied: 1 });
    expect((await statementOf(ground, other.batchId)).received.rows).toBe(2);
    expect((await statementOf(ground, other.batchId)).pending.rows).toBe(0);
  });

  test.each(Array.from({ length: 3 }, (_, at) => at + 1))(
    'are whole or not there after a crash at ledger call %i',
    async (at) => {
      const records = people(2).map((person) => applicantOf(person));
      const body = bodyOf(records);
      let seen = 0;
      ground.setMishap(() => {
        if (++seen >= at) throw new Error('killed');
      });
      await push(`crash${at}`, body).catch(() => {});
      ground.setMishap(null);
      // An hour passes, and with it the sweeper, before the city tries again.
      ground.clock.forward(3_600_000);
      await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province' }));
      await settleAll();
      const { batchId } = await push(`crash${at}`, body);
      await settleAll();
      expect(await rows(batchId)).toEqual({ applied: 2 });
      expect(await problemsOf(ground, batchId)).toEqual([]);
    },
  );
});

test('an instruction that was held goes on when its city touches it, and is a repeat when it does not', async () => {
  year += 1;
  const [person = newPerson()] = people(1);
  const payment = paymentOf(person, { programmeYear: year });
  const other = paymentOf(person, { programmeYear: year - 20 });
  await translateChunk(translating, await openBatch(ground, 'payment', [other]));
  const nights = [
    { change: {}, expected: { held: 1 } },
    { change: {}, expected: { unchanged: 1 } },
    { change: { updatedAt: '2026-11-23T08:00:00+08:00' }, expected: { held: 1 } },
  ];
  for (const { change, expected } of nights) {
    const batch = await uploaded('payment', [{ ...payment, ...change }]);
    await take(batch);
    await settleAll();
    expect(await rows(batch)).toEqual(expected);
  }
});
