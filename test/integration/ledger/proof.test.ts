import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeCsv } from '../../../adapters/files/csv-write.ts';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, type Manifest, readBatch } from '../../../adapters/ledger/batches.ts';
import { batchProofKey, keepProgress, readProof } from '../../../adapters/ledger/proofs.ts';
import { getProof } from '../../../cli/proof/get.ts';
import { verifyProof, type Verified } from '../../../cli/proof/verify.ts';
import type { PartnerApi } from '../../../cli/partner-api.ts';
import type { BatchStatement, DayStatement } from '../../../schemas/proof.ts';
import { parseStatement } from '../../../core/proof/statement.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { proofOfBatch } from '../../../functions/batches/batch-proof.ts';
import { showKeys, showLeaves, showProof } from '../../../functions/batches/proof.ts';
import { pushRecords } from '../../../functions/batches/push-records.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, ingestingOn, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { codeOf, endComparison, GUANGZHOU, partnerApiOn } from './proof-api.ts';
import { applicantOf, CITY, newPerson, paymentOf, PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let translating: Translating;
let ingesting: Ingesting;
let serving: Serving;
let folder: string;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
  ingesting = ingestingOn(ground);
  serving = { ...ground, landing: { s3: ground.s3, bucket: 'landing' }, translateQueue: 'translate' };
  api = partnerApiOn(serving);
  folder = mkdtempSync(join(tmpdir(), 'bridge-proof-'));
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  ground.queue.sent.length = 0;
});

let sequence = 0;
/** Each test has a business day, and a snapshot, of its own. */
let day = 0;
const date = (): string => `2026-10-${String(day).padStart(2, '0')}`;
beforeEach(() => {
  day += 1;
});

interface Sent {
  readonly batchId: string;
  /** The city's own file. */
  readonly path: string;
}

/** Announces and uploads the file of these records; `break` alters its cells first. */
async function send(
  kind: Kind,
  records: readonly Canonical[],
  change: Partial<Manifest> = {},
  broken: (cells: readonly string[], at: number) => readonly string[] = (cells) => cells,
): Promise<Sent> {
  sequence += 1;
  const system = systemById(CITY);
  const mapping = system === undefined ? undefined : mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new Error('the city writes tables');
  const cells = records.map((record, at) => broken(mapping.encode(record as never), at));
  const body = encodeCsv(mapping.header, cells, 'gb18030');
  const manifest: Manifest = {
    system: CITY,
    kind,
    programmeYear: 2050 + day,
    businessDate: date(),
    sequence,
    fileName: '城市.csv',
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    rows: records.length,
    totalFen: kind === 'payment' ? String(records.length * 150_000) : null,
    ...change,
  };
  const batch = announcedBatch('guangzhou', manifest, new Date(`${date()}T15:00:00Z`));
  await createBatch(ground.table, batch);
  await ground.s3.send(new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batch.batchId), Body: body }));
  await ingest(ingesting, landingKey(batch.batchId));
  const path = join(folder, `${batch.batchId}.csv`);
  writeFileSync(path, body);
  return { batchId: batch.batchId, path };
}
const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, province.url), 400);
const people = (count: number) => Array.from({ length: count }, newPerson);

let api: PartnerApi;

async function fetched(of: string): Promise<string> {
  const path = join(folder, `proof-${of}.txt`);
  await getProof(api, of, path, () => {});
  return path;
}

async function verified(path: string, cityFile?: string, row?: number): Promise<Verified> {
  const { current } = await ground.secrets.proofKeys();
  return await verifyProof({ path, cityFile, row, publicKey: current.publicKey, onLeaves: () => {} });
}

const leavesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\n').slice(2);
const endsOf = (path: string) => leavesOf(path).map((leaf) => leaf.replace(/ [0-9a-f]{64}/, ''));
const read = async (path: string) => (await verified(path)).statement as BatchStatement;

describe('the proof of a batch', () => {
  test('says of each row of the city’s file what became of it, whoever decided', async () => {
    const [one, two, three, four, ...others] = people(8).map((person) => applicantOf(person));
    if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('four');
    await send('applicant', [one]);
    await settleAll();
    const stranger = { ...three, declarationNo: one.declarationNo };
    const twice = { ...two, major: '旧', updatedAt: '2026-11-21T08:00:00+08:00' };
    // Unchanged; both of one record; under another's number; a wrong ID; applied.
    const sent = await send('applicant', [one, two, twice, stranger, four, ...others], {}, (cells, at) =>
      at === 4 ? cells.map((cell) => (cell === four.idNumber ? '123' : cell)) : cells,
    );
    await settleAll();
    const path = await fetched(sent.batchId);
    expect(endsOf(path)).toEqual([
      '2 unchanged -',
      '3 applied -',
      '4 rejected row.duplicate',
      '5 rejected record.identity-changed',
      '6 rejected citizen-id.length',
      '7 applied -',
      '8 applied -',
      '9 applied -',
      '10 applied -',
    ]);
    expect(await verified(path, sent.path, 5)).toMatchObject({
      count: 0,
      row: { row: 5, outcome: 'rejected', index: 3, isIncluded: true },
      statement: { state: 'SETTLED', rejected: { rows: 3 }, applied: { rows: 5 }, tree: { size: 9 } },
    });
    expect(rowsOf(await statementOf(ground, sent.batchId))).toEqual({ applied: 5, unchanged: 1, rejected: 3 });
  });

  test('says what the destination refused', async () => {
    const { batchId } = await send(
      'applicant',
      people(2).map((person) => applicantOf(person)),
    );
    province.script.push({ kind: 'say', outcome: 'refused', code: 'province.refused' });
    await settleAll();
    expect(endsOf(await fetched(batchId))).toEqual(['2 rejected province.refused', '3 rejected province.refused']);
  });

  test('is made once: its bytes are the same ever after, whoever asks at a time', async () => {
    const { batchId } = await send(
      'payment',
      people(3).map((person) => paymentOf(person)),
    );
    await expect(api.get(`/batches/${batchId}/proof`)).rejects.toThrow('proof.not-settled');
    await settleAll();
    const answers = await Promise.all([1, 2, 3].map(() => api.get(`/batches/${batchId}/proof`)));
    ground.clock.forward(60_000);
    answers.push(await api.get(`/batches/${batchId}/proof`));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { current } = await ground.secrets.proofKeys();
    expect(await read(await fetched(batchId))).toMatchObject({
      received: { rows: 3, fen: '450000' },
      keyId: current.keyId,
    });
  });

  test('goes on where it was left, and comes to the same', async () => {
    const { batchId } = await send(
      'applicant',
      people(5).map((person) => applicantOf(person)),
    );
    await settleAll();
    const batch = await readBatch(ground.table, batchId);
    if (batch === undefined) throw new Error('no batch');
    const now = ground.clock.now();
    const late = new Date(now.getTime() - 1);
    expect(await proofOfBatch(serving, batch, late)).toEqual({ kind: 'making', done: 0, of: 5 });
    const key = batchProofKey(batchId, batch.run ?? '');
    expect(await readProof(ground.table, key)).toMatchObject({ state: 'MAKING', frames: 0, subtrees: [], counts: {} });
    const made = await proofOfBatch(serving, batch, now);
    expect(made).toMatchObject({ kind: 'made' });
    await keepProgress(ground.table, key, { state: 'MAKING', frames: 1, subtrees: [], counts: {} });
    expect(await proofOfBatch(serving, batch, now)).toEqual(made);
  });

  test('of one that is held says so of each row, and of one that is refused that there are none', async () => {
    const records = people(3).map((person) => paymentOf(person));
    const held = await send('payment', records, { totalFen: '1' }, (cells, at) =>
      at === 0 ? cells.map((cell) => (cell === records[0]?.idNumber ? '123' : cell)) : cells,
    );
    const path = await fetched(held.batchId);
    expect(endsOf(path)).toEqual([
      '2 rejected citizen-id.length',
      '3 held batch.total-mismatch',
      '4 held batch.total-mismatch',
    ]);
    expect(await verified(path, held.path)).toMatchObject({
      count: 0,
      statement: { state: 'HELD', problem: 'batch.total-mismatch', held: { rows: 2, fen: '300000' } },
    });
    const batch = announcedBatch(
      'guangzhou',
      { ...(await manifestOf(held.batchId)), sequence: 999 },
      ground.clock.now(),
    );
    await createBatch(ground.table, batch);
    await ground.s3.send(
      new PutObjectCommand({ Bucket: 'landing', Key: landingKey(batch.batchId), Body: Buffer.from('a,b\n1,2\n') }),
    );
    await ingest(ingesting, landingKey(batch.batchId));
    expect(await verified(await fetched(batch.batchId))).toMatchObject({
      count: 0,
      statement: { state: 'REFUSED', problem: 'file.header', received: { rows: 0 }, tree: { size: 0 } },
    });
  });

  test('of records pushed one by one is of their own JSON', async () => {
    const system = systemById(CITY);
    const mapping = system === undefined ? undefined : mappingOf(system, 'applicant');
    if (mapping?.form !== 'table') throw new Error('the city writes tables');
    const objects = people(2).map((person) => {
      const cells = mapping.encode(applicantOf(person));
      return Object.fromEntries(mapping.header.map((column, at) => [column, cells[at] ?? '']));
    });
    const bad = { ...objects[0], 身份证号: '123' };
    const body = Buffer.from(
      JSON.stringify({ system: CITY, kind: 'applicant', sequence: 1, records: [...objects, bad] }),
    );
    const answer = await pushRecords(serving, GUANGZHOU, {} as APIGatewayProxyEvent, body);
    const { batchId } = JSON.parse(answer.body) as { batchId: string };
    await settleAll();
    const path = await fetched(batchId);
    expect(endsOf(path)).toEqual(['1 applied -', '2 applied -', '3 rejected citizen-id.length']);
    const request = join(folder, 'request.json');
    writeFileSync(request, body);
    expect(await verified(path, request)).toMatchObject({ count: 0 });
    // What the ledger knows already goes no further.
    const later = Buffer.from(JSON.stringify({ system: CITY, kind: 'applicant', sequence: 2, records: objects }));
    const known = await pushRecords(serving, GUANGZHOU, {} as APIGatewayProxyEvent, later);
    await settleAll();
    expect(endsOf(await fetched((JSON.parse(known.body) as { batchId: string }).batchId))).toEqual([
      '1 unchanged -',
      '2 unchanged -',
    ]);
  });

  test('is not to be had of a batch whose rows were not kept, nor of another’s', async () => {
    const { batchId } = await send(
      'applicant',
      people(1).map((person) => applicantOf(person)),
    );
    await settleAll();
    const batch = await readBatch(ground.table, batchId);
    if (batch === undefined) throw new Error('no batch');
    const { proof: _proof, ...older } = batch;
    expect(await proofOfBatch(serving, older, ground.clock.now())).toEqual({ kind: 'refused', code: 'proof.not-kept' });
    const event = { pathParameters: { id: batchId } } as unknown as APIGatewayProxyEvent;
    expect(codeOf(await showProof(serving, { tenant: 'shenzhen', requestId: 'r' }, event))).toBe('batch.unknown');
    expect(codeOf(await showLeaves(serving, { tenant: 'shenzhen', requestId: 'r' }, event))).toBe('batch.unknown');
  });

  test('is not signed where the rows do not come to the totals', async () => {
    const { batchId } = await send(
      'applicant',
      people(2).map((person) => applicantOf(person)),
    );
    await settleAll();
    const batch = await readBatch(ground.table, batchId);
    if (batch?.proof?.ends === undefined) throw new Error('no rows kept');
    const forged = { ...batch, proof: { ...batch.proof, ends: ['rejected row.columns'] } };
    expect(await proofOfBatch(serving, forged, ground.clock.now())).toEqual({ kind: 'refused', code: 'proof.differs' });
  });
});

describe('the proof of a day', () => {
  test('is of all its batches, together with what the night’s comparison said; each change is another edition', async () => {
    const first = await send(
      'applicant',
      people(2).map((person) => applicantOf(person)),
    );
    const held = await send(
      'payment',
      people(2).map((person) => paymentOf(person)),
      { totalFen: '1' },
    );
    await expect(api.get(`/proofs/${date()}`)).rejects.toThrow('proof.not-settled');
    await settleAll();
    const path = await fetched(date());
    const checked = await verified(path);
    expect(checked).toMatchObject({ count: 0, statement: { type: 'day', tenant: 'guangzhou', date: date() } });
    expect(
      leavesOf(path)
        .map((text) => (parseStatement(text) as BatchStatement).batchId)
        .toSorted(),
    ).toEqual([first.batchId, held.batchId].toSorted());
    const day1 = checked.statement as DayStatement;
    expect([day1.received, day1.applied.rows, day1.held]).toEqual([
      { rows: 4, fen: '300000' },
      2,
      { rows: 2, fen: '300000' },
    ]);
    expect(day1.reconciliations).toEqual([]);
    await endComparison(ground.table, date());
    const again = (await verified(await fetched(date()))).statement as DayStatement;
    expect(again.reconciliations).toMatchObject([
      { programme: 'GZ-XLBZ', kind: 'applicant', city: { matched: { rows: 2 } }, province: { received: { rows: 2 } } },
    ]);
    expect(again.tree).toEqual(day1.tree);
  });

  test('is none of a day without batches, or of what is no day', async () => {
    await expect(api.get('/proofs/2020-01-01')).rejects.toThrow('proof.no-batches');
    await expect(api.get('/proofs/2026-02-30')).rejects.toThrow('proof.request-invalid');
  });
});

test('the public keys are published', async () => {
  const { current } = await ground.secrets.proofKeys();
  expect(JSON.parse((await showKeys(serving)).body)).toEqual({
    keys: [{ keyId: current.keyId, algorithm: 'ed25519', publicKey: current.publicKey, retiredAt: null }],
  });
});

async function manifestOf(batchId: string): Promise<Manifest> {
  const batch = await readBatch(ground.table, batchId);
  if (batch === undefined) throw new Error('no batch');
  return batch.manifest;
}
