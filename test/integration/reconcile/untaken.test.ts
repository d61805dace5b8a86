import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import { writeRecords } from '../../../adapters/ledger/records.ts';
import { listSnapshots } from '../../../adapters/ledger/snapshots.ts';
import { openSnapshot } from '../../../adapters/snapshots/open-snapshot.ts';
import { recordKey } from '../../../core/identity.ts';
import { parsePointer } from '../../../core/ledger/pointer.ts';
import { decodeChunk } from '../../../core/lines.ts';
import type { SnapshotLine } from '../../../core/snapshot.ts';
import type { Certificate } from '../../../schemas/canonical/certificate.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, certificateOf, CITY, INDEX_KEY, newItem, newPerson, PROVINCE } from '../ledger/records.ts';
import { casesOf, drainReconcile, reconcilingOn, takeIn, tick, type TestReconciling } from './sides.ts';

let ground: Ground;
let reconciling: TestReconciling;
beforeEach(async () => {
  ground = await startGround();
  reconciling = reconcilingOn(ground);
});
afterEach(async () => {
  await ground.stop();
});

const UNIT: RunOf = { night: '2026-11-23', programme: 'GZ-XLBZ', kind: 'certificate', run: 1 };
const first = certificateOf(newPerson(), { updatedAt: '2026-11-10T10:00:00+08:00' });
/** The same number, a day later, of another person. */
const other: Certificate = {
  ...first,
  name: '李四',
  idNumber: newPerson().idNumber,
  updatedAt: '2026-11-11T10:00:00+08:00',
};

/** The ledger took the first version and holds back the second, which is what the city's snapshot says now. */
async function heldBack(): Promise<void> {
  await takeIn(ground, CITY, 'certificate', [first]);
  const line = await lineOfCity();
  const { recordKey: key, contentHashes, pointer, row, batchId } = line;
  const taken = {
    recordKey: key,
    kind: 'certificate',
    contentHash: contentHashes[0] ?? '',
    pointer,
    row,
    batchId,
  } as const;
  await writeRecords(ground.table, [{ record: newItem({ ...taken, state: 'DELIVERED' }), expectedFence: null }]);
  await takeIn(ground, CITY, 'certificate', [other]);
  expect((await lineOfCity()).pointer).not.toBe(pointer);
}

/** The only line, or that of one record. */
async function lineOfCity(key?: string): Promise<SnapshotLine> {
  const listed = (await listSnapshots(ground.table)).find(({ system }) => system === CITY);
  const opened = listed === undefined ? null : await openSnapshot(ground.vault, listed.item);
  const line = key === undefined ? await opened?.lineAt(0) : (await opened?.linesOf(key))?.[0];
  if (line === undefined) throw new Error('the city has no such line');
  return line;
}

async function compared() {
  await tick(reconciling);
  await drainReconcile(ground, reconciling);
  return (await readReconciliation(ground.table, UNIT))?.statement;
}

test('a version the ledger has not taken is held, and the province compared with the one it has', async () => {
  await heldBack();
  await takeIn(ground, PROVINCE, 'certificate', [first]);
  const statement = await compared();
  expect(statement).toMatchObject({
    city: { received: { rows: 1 }, held: { rows: 1 }, matched: { rows: 0 } },
    province: { received: { rows: 1 }, matched: { rows: 1 } },
    discrepancies: [],
  });
  expect(await casesOf(ground, 'certificate')).toEqual([]);
});

test('what the province says otherwise than the version that was taken is found all the same', async () => {
  await heldBack();
  await takeIn(ground, PROVINCE, 'certificate', [{ ...first, schoolName: '别的学校' }]);
  const statement = await compared();
  expect(statement?.discrepancies.map(({ code, count }) => [code, count])).toEqual([['field-mismatch', 1]]);
  expect(await casesOf(ground, 'certificate')).toMatchObject([{ code: 'field-mismatch', fields: ['schoolName'] }]);
});

test('what came under a new permit and stands under the old one does not stop the comparison', async () => {
  const application = applicantOf(newPerson(), { idType: '03', sex: '9', updatedAt: '2026-11-10T10:00:00+08:00' });
  const renewed = { ...application, idNumber: newPerson().idNumber, mobile: '13900000000' };
  await takeIn(ground, CITY, 'applicant', [application]);
  await takeIn(ground, CITY, 'applicant', [renewed]);
  const { contentHashes, pointer, row, batchId } = await lineOfCity(recordKey(renewed, INDEX_KEY));
  const { messageId } =
    decodeChunk(await ground.vault.readFrame(parsePointer(pointer)))[parsePointer(pointer).line] ?? {};
  const stands = { recordKey: recordKey(application, INDEX_KEY), kind: 'applicant', state: 'DELIVERED' } as const;
  const taken = { contentHash: contentHashes[0] ?? '', pointer, row, batchId, messageId: messageId ?? '' };
  await writeRecords(ground.table, [{ record: newItem({ ...stands, ...taken }), expectedFence: null }]);
  await takeIn(ground, PROVINCE, 'applicant', [{ ...application, major: '别的专业' }]);
  await compared();
  expect((await casesOf(ground, 'applicant')).find(({ recordKey: key }) => key === stands.recordKey)).toMatchObject({
    code: 'field-mismatch',
    fields: expect.arrayContaining(['mobile', 'major']) as unknown,
  });
});
