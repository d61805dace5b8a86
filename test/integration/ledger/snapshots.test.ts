import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCsv } from '../../../adapters/files/csv-write.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, type Manifest, readBatch } from '../../../adapters/ledger/batches.ts';
import { listSnapshots, readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import { openSnapshot } from '../../../adapters/snapshots/open-snapshot.ts';
import { parsePointer } from '../../../core/ledger/pointer.ts';
import { decodeChunk } from '../../../core/lines.ts';
import { comparisonHash } from '../../../core/reconcile/compared.ts';
import { ENTRY_BYTES } from '../../../core/reconcile/entries.ts';
import { differingKeys } from '../../../core/reconcile/merge.ts';
import type { SnapshotLine } from '../../../core/snapshot.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { announce } from '../../../functions/batches/announce.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { ingestingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { servingOn } from './histories.ts';
import { applicantOf, certificateOf, CITY, newPerson, paymentOf, PROVINCE } from './records.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
});
afterAll(async () => await ground.stop());

let sequence = 0;
/** Each test has a programme year, so a snapshot, of its own. */
let year = 2040;

/** Takes in a file of these records; answers its batch's id. */
async function take(kind: Kind, records: readonly Canonical[], change: Partial<Manifest> = {}): Promise<string> {
  sequence += 1;
  const { system = CITY } = change;
  const found = systemById(system);
  const mapping = found === undefined ? undefined : mappingOf(found, kind);
  const body =
    mapping?.form === 'table'
      ? encodeCsv(
          mapping.header,
          records.map((record) => mapping.encode(record as never)),
          'gb18030',
        )
      : Buffer.from(
          records
            .map((record) => `${JSON.stringify(mapping?.encode(record as never, { paymentNo: `PN${sequence}` }))}\n`)
            .join(''),
        );
  const manifest: Manifest = {
    system,
    kind,
    programmeYear: year,
    businessDate: '2026-11-22',
    sequence,
    fileName: 'a.csv',
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    rows: records.length,
    totalFen: null,
    ...change,
  };
  const batch = announcedBatch(found?.tenant ?? '', manifest, ground.clock.now());
  await createBatch(ground.table, batch);
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batch.batchId), Body: body }));
  await ingest(ingestingOn(ground), landingKey(batch.batchId));
  return batch.batchId;
}

const itemOf = async (kind: Kind, part: number | string = year, system = CITY) =>
  await readSnapshot(ground.table, snapshotKeyOf(system, kind, part));

async function opened(kind: Kind, part: number | string = year, system = CITY) {
  const snapshot = await openSnapshot(ground.vault, await itemOf(kind, part, system));
  if (snapshot === null) throw new Error('no index');
  return snapshot;
}

async function linesOf(kind: Kind, part: number | string = year, system = CITY): Promise<readonly SnapshotLine[]> {
  const lines: SnapshotLine[] = [];
  for await (const line of (await opened(kind, part, system)).linesBetween('', null)) lines.push(line);
  return lines;
}

async function recordAt({ pointer }: SnapshotLine): Promise<Canonical | undefined> {
  const place = parsePointer(pointer);
  return decodeChunk(await ground.vault.readFrame(place))[place.line]?.record;
}

/** Puts back what a snapshot was before there was anything to compare it by. */
async function asBefore(kind: Kind): Promise<void> {
  const item = await itemOf(kind);
  const texts = (await linesOf(kind)).map((line) =>
    [line.recordKey, line.order, line.fen, line.mappingVersion, line.pointer, line.contentHashes.join(',')].join('\t'),
  );
  await ground.vault.writeOne(item.object ?? '', Buffer.from(texts.join('\n')));
  const { version, object, rows, fen } = item;
  const before = { ...snapshotKeyOf(CITY, kind, year), version, object, rows, fen };
  await ground.table.client.send(new PutItemCommand({ TableName: ground.table.name, Item: marshall(before) }));
}

test('a snapshot says by key, in its index and its lines, what it is compared by and where that came from', async () => {
  year += 1;
  const records = Array.from({ length: 40 }, () => applicantOf(newPerson(), { programmeYear: year }));
  const batchId = await take('applicant', records);
  const lines = await linesOf('applicant');
  expect(lines).toHaveLength(40);
  for (const line of lines) {
    const record = await recordAt(line);
    expect(line.compareHash).toBe(comparisonHash(record as Canonical, CITY));
    expect([line.batchId, records[line.row - 2]?.declarationNo]).toEqual([batchId, record?.declarationNo]);
    expect(line.facts).toMatchObject({
      programme: 'GZ-XLBZ',
      year,
      level: null,
      day: '2026-11-22',
      status: 'SUBMITTED',
    });
    expect(line.recordKey.startsWith(line.facts.personKey)).toBe(true);
  }
  const { index, readFrame, totals } = await opened('applicant');
  expect(index.entries).toBe(40);
  const entries = await readFrame(0);
  expect(entries).toHaveLength(40 * ENTRY_BYTES);
  expect(entries.toString('latin1', ENTRY_BYTES, ENTRY_BYTES + 20)).toBe(lines[1]?.recordKey.slice(0, 20));
  expect(totals).toEqual([{ programme: 'GZ-XLBZ', year, level: null, day: '2026-11-22', rows: 40, fen: '0' }]);
  expect(await itemOf('applicant')).toMatchObject({ programmes: ['GZ-XLBZ'], businessDate: '2026-11-22', batchId });
});

test('payments are added up by level and day', async () => {
  year += 1;
  const paid = { programmeYear: year, status: 'SUCCESS', paidOn: '2026-11-20' } as const;
  const [one, two, three] = [newPerson(), newPerson(), newPerson()];
  await take(
    'payment',
    [
      paymentOf(one, paid),
      paymentOf(two, { ...paid, amountFen: '150001' }),
      paymentOf(three, { programmeYear: year, fundingLevel: 'DISTRICT' }),
    ],
    { totalFen: '450001' },
  );
  const of = { programme: 'GZ-XLBZ', year };
  expect((await opened('payment')).totals).toEqual([
    { ...of, level: 'CITY', day: '2026-11-20', rows: 2, fen: '300001' },
    { ...of, level: 'DISTRICT', day: null, rows: 1, fen: '150000' },
  ]);
});

test('lines are found by key, by range and by number', async () => {
  year += 1;
  await take(
    'certificate',
    Array.from({ length: 30 }, (_, at) =>
      certificateOf(newPerson(), { certificateNo: `10476520160${String(5_000_000 + at)}`, programmeYear: year }),
    ),
  );
  const lines = await linesOf('certificate');
  const snapshot = await opened('certificate');
  const [from, to] = [lines[7]?.recordKey ?? '', lines[12]?.recordKey ?? ''];
  const between: SnapshotLine[] = [];
  for await (const line of snapshot.linesBetween(from, to)) between.push(line);
  expect(between).toEqual(lines.slice(7, 12));
  expect(await snapshot.linesOf(to)).toEqual([lines[12]]);
  expect(await snapshot.linesOf(`${to}x`)).toEqual([]);
  expect(await snapshot.lineAt(29)).toEqual(lines[29]);
  await expect(snapshot.lineAt(30)).rejects.toThrow(RangeError);
  await expect(snapshot.readFrame(1)).rejects.toThrow(RangeError);
});

test('a record told again keeps where it came from; a changed one has a new comparison hash, row and batch', async () => {
  year += 1;
  const [one, two] = [newPerson(), newPerson()].map((person) => applicantOf(person, { programmeYear: year }));
  if (one === undefined || two === undefined) throw new Error('two');
  const first = await take('applicant', [one, two]);
  const before = await linesOf('applicant');
  const later = { ...two, major: '新', updatedAt: '2026-11-24T08:00:00+08:00' };
  const second = await take('applicant', [later, one], { businessDate: '2026-11-24' });
  const after = await linesOf('applicant');
  const of = (lines: readonly SnapshotLine[], batchId: string) => lines.find((line) => line.batchId === batchId);
  const kept = of(after, first);
  expect(kept).toEqual({ ...before.find(({ recordKey }) => recordKey === kept?.recordKey), order: kept?.order });
  const changed = of(after, second);
  expect(changed).toMatchObject({ row: 2, facts: { day: '2026-11-24' } });
  expect(changed?.compareHash).toBe(comparisonHash((await recordAt(changed as SnapshotLine)) as Canonical, CITY));
  expect(before.map(({ compareHash }) => compareHash)).not.toContain(changed?.compareHash);
  expect(await itemOf('applicant')).toMatchObject({ businessDate: '2026-11-24', batchId: second });
});

test('a file that comes late does not make the snapshot older', async () => {
  year += 1;
  await take('applicant', [applicantOf(newPerson(), { programmeYear: year })], { businessDate: '2026-11-23' });
  await take('applicant', [applicantOf(newPerson(), { programmeYear: year })], { businessDate: '2026-11-21' });
  expect(await itemOf('applicant')).toMatchObject({ version: 2, rows: 2, businessDate: '2026-11-23' });
});

test('the same rows under the same sequence again change nothing, but for a snapshot without an index', async () => {
  year += 1;
  const records = [
    applicantOf(newPerson(), { programmeYear: year }),
    applicantOf(newPerson(), { programmeYear: year }),
  ];
  const same = { sequence: 900_000 };
  await take('applicant', records, same);
  await take('applicant', records, { ...same, fileName: 'b.csv' });
  expect((await itemOf('applicant')).version).toBe(1);
  const lines = await linesOf('applicant');
  await asBefore('applicant');
  expect(await openSnapshot(ground.vault, await itemOf('applicant'))).toBeNull();
  const again = await take('applicant', records.slice(0, 1), { ...same, fileName: 'c.csv' });
  expect((await readBatch(ground.table, again))?.settled.unchanged).toEqual({ rows: 1, fen: '0' });
  expect((await itemOf('applicant')).version).toBe(2);
  const upgraded = await linesOf('applicant');
  const told = lines.find(({ row }) => row === 2);
  expect(upgraded.find(({ recordKey }) => recordKey === told?.recordKey)).toEqual({ ...told, batchId: again });
  // The other's row has not come since: nothing is known of it yet, and it differs from everything.
  const other = upgraded.find(({ recordKey }) => recordKey !== told?.recordKey);
  expect([other?.compareHash, other?.facts.programme]).toEqual(['', '']);
  expect((await opened('applicant')).totals.map(({ programme, rows }) => [programme, rows])).toEqual([
    ['', 1],
    ['GZ-XLBZ', 1],
  ]);
});

test('the list has every snapshot once', async () => {
  year += 1;
  for (const day of ['2026-11-22', '2026-11-23'])
    await take('applicant', [applicantOf(newPerson(), { programmeYear: year })], { businessDate: day });
  const listed = await listSnapshots(ground.table);
  const names = listed.map(({ system, kind, part }) => `${system} ${kind} ${part}`);
  expect(names.filter((name) => name === `${CITY} applicant ${year}`)).toHaveLength(1);
  expect(names).toEqual(names.toSorted());
  expect(listed.find(({ part }) => part === String(year))?.item).toEqual(await itemOf('applicant'));
});

const EXPORT = { system: PROVINCE, programmeYear: null, purpose: 'export' } as const;

test('an export replaces what the province held, programme by programme, and nothing of it is sent on', async () => {
  const people = Array.from({ length: 6 }, newPerson);
  const shenzhen = { programmeCode: 'SZ-YMJH', regionCode: '440300' };
  const records = people.map((person, at) => applicantOf(person, at < 4 ? {} : shenzhen));
  ground.queue.sent.length = 0;
  const batchId = await take('applicant', records, EXPORT);
  expect(await readBatch(ground.table, batchId)).toMatchObject({
    state: 'TRANSLATING',
    received: { rows: 6 },
    settled: { applied: { rows: 6, fen: '0' }, rejected: { rows: 0, fen: '0' } },
  });
  expect(ground.queue.sent).toEqual([]);
  expect((await itemOf('applicant', 'GZ-XLBZ', PROVINCE)).rows).toBe(4);
  expect(await itemOf('applicant', 'SZ-YMJH', PROVINCE)).toMatchObject({ rows: 2, programmes: ['SZ-YMJH'], batchId });
  // None of a programme is another thing than no export of it.
  expect(await itemOf('applicant', 'GD-QXYM', PROVINCE)).toMatchObject({ version: 1, rows: 0 });
  expect(await linesOf('applicant', 'GD-QXYM', PROVINCE)).toEqual([]);
  const [line] = await linesOf('applicant', 'GZ-XLBZ', PROVINCE);
  expect(line?.pointer).toMatch(new RegExp(`^exports/2026-11-22/${batchId}/`));
  expect(line?.compareHash).toBe(comparisonHash((await recordAt(line as SnapshotLine)) as Canonical, PROVINCE));

  const second = await take('applicant', records.slice(1, 4), { ...EXPORT, businessDate: '2026-11-23' });
  expect(await itemOf('applicant', 'GZ-XLBZ', PROVINCE)).toMatchObject({ version: 2, rows: 3, batchId: second });
  expect(await itemOf('applicant', 'SZ-YMJH', PROVINCE)).toMatchObject({ version: 2, rows: 0 });
});

test('both sides’ snapshots are compared by their indexes: exactly what differs is named', async () => {
  year += 1;
  const people = Array.from({ length: 20 }, newPerson);
  const city = people.map((person) => applicantOf(person, { programmeYear: year }));
  await take('applicant', city);
  const province: Canonical[] = [];
  for (const line of await linesOf('applicant')) {
    const record = (await recordAt(line)) as Canonical;
    if (line.row === 7) province.push({ ...record, major: '别的' });
    else if (line.row !== 5) province.push(record);
  }
  await take('applicant', province, { ...EXPORT, businessDate: '2026-11-24' });
  const sides = [await opened('applicant'), await opened('applicant', 'GZ-XLBZ', PROVINCE)] as const;
  const found = differingKeys([sides[0]], sides[1]);
  const differing = new Set<string | undefined>();
  for await (const candidate of found)
    for (const { ordinal } of candidate.city)
      differing.add(city[(await sides[0].lineAt(ordinal)).row - 2]?.declarationNo);
  expect(differing).toEqual(new Set([city[3]?.declarationNo, city[5]?.declarationNo]));
  expect(found.matched()).toBe(18);
});

test('all rows of an export stay, further rows of one payment too, the later one last', async () => {
  const person = newPerson();
  const paid = { status: 'SUCCESS', paidOn: '2026-11-20' } as const;
  const later = paymentOf(person, { ...paid, batchNo: '2025-02', updatedAt: '2026-11-22T23:30:00+08:00' });
  const batchId = await take('payment', [later, paymentOf(person, paid), paymentOf(newPerson(), paid)], {
    ...EXPORT,
    totalFen: '450000',
  });
  expect((await readBatch(ground.table, batchId))?.settled.applied).toEqual({ rows: 3, fen: '450000' });
  const lines = await linesOf('payment', 'GZ-XLBZ', PROVINCE);
  const twice = lines.filter(({ recordKey }) => lines.filter((line) => line.recordKey === recordKey).length === 2);
  expect(twice.map(({ row }) => row)).toEqual([2, 1]);
  const snapshot = await opened('payment', 'GZ-XLBZ', PROVINCE);
  expect(await snapshot.linesOf(twice[0]?.recordKey ?? '')).toEqual(twice);
});

test('a bad row of an export is rejected, the others stand', async () => {
  const good = certificateOf(newPerson());
  const batchId = await take('certificate', [good, { ...good, idNumber: '440199199003070014' }], EXPORT);
  expect((await readBatch(ground.table, batchId))?.settled).toEqual({
    applied: { rows: 1, fen: '0' },
    rejected: { rows: 1, fen: '0' },
  });
  expect((await readBatch(ground.table, batchId))?.rejects).toHaveLength(1);
});

test.each<readonly [string, Partial<Manifest>]>([
  ['batch.rows-mismatch', { rows: 9 }],
  ['batch.digest-mismatch', { sha256: '0'.repeat(64) }],
  ['batch.superseded', { businessDate: '2026-11-01' }],
])('an export that is held for %s leaves what stands', async (problem, change) => {
  const stands = await itemOf('applicant', 'GZ-XLBZ', PROVINCE);
  const day = { businessDate: '2026-11-25' };
  const batchId = await take('applicant', [applicantOf(newPerson())], { ...EXPORT, ...day, ...change });
  expect(await readBatch(ground.table, batchId)).toMatchObject({ state: 'HELD', problem });
  expect(await itemOf('applicant', 'GZ-XLBZ', PROVINCE)).toEqual(stands);
});

test.each<readonly [string, string, object, number]>([
  ['guangzhou', CITY, {}, 400],
  ['guangzhou', PROVINCE, {}, 403],
  ['bank', 'bank/payout', {}, 400],
  // All programmes and years at once: no single year can be named.
  ['province', PROVINCE, { programmeYear: null }, 201],
])(
  'of %s, %s may not be announced as an export, unless it is the province: %s %s',
  async (tenant, system, change, status) => {
    const manifest = {
      system,
      kind: 'payment',
      programmeYear: 2025,
      businessDate: '2026-11-22',
      sequence: 1,
      fileName: 'a',
    };
    const about = { bytes: 1, sha256: '0'.repeat(64), rows: 1, totalFen: '1', purpose: 'export' };
    const body = Buffer.from(JSON.stringify({ ...manifest, ...about, ...change }));
    const partner = { tenant, requestId: `request-${tenant}-${system}` };
    expect((await announce(servingOn(ground), partner, {} as APIGatewayProxyEvent, body)).statusCode).toBe(status);
  },
);

test('an export that dies between its objects and its flip leaves what stands, and its repeat replaces it', async () => {
  const stands = await itemOf('applicant', 'GZ-XLBZ', PROVINCE);
  const record = applicantOf(newPerson());
  const change = { ...EXPORT, businessDate: '2026-11-26', sequence: 910_000 };
  ground.setMishap((call) => {
    if (call === 'TransactWriteItems') throw new Error('the function has died');
  });
  await expect(take('applicant', [record], change)).rejects.toThrow('died');
  ground.setMishap(null);
  expect(await itemOf('applicant', 'GZ-XLBZ', PROVINCE)).toEqual(stands);
  await take('applicant', [record], change);
  expect(await itemOf('applicant', 'GZ-XLBZ', PROVINCE)).toMatchObject({ version: stands.version + 1, rows: 1 });
});
