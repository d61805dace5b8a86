import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import type { Night, NightFile } from '../../local/nights/night.ts';
import { COLUMNS } from '../../local/nights/wire.ts';
import { isOurOwn, LANDING, sightingsBelow, sightingsIn, VAULT } from './canaries.ts';
import { type Deployed, deploy } from './deployed.ts';
import { readCsv, sentAgain } from './edited.ts';
import type { Statement } from './partner.ts';

const PEOPLE = 30;
const TOTAL_FEN = String(BigInt(PEOPLE) * GRANT_FEN);
const KINDS = ['applicant', 'certificate', 'payment'] as const;

/** One deployment lives through several nights; each test goes on where the one before it ended. */
describe('nights of one city', () => {
  const night: Night = smallNight({ people: PEOPLE, seed: 11 });
  let bridge: Deployed;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
  });
  afterAll(async () => await bridge.stop());

  async function send(files: readonly NightFile[]): Promise<readonly Statement[]> {
    const statements = await bridge.ended(await bridge.partner.push(files));
    await bridge.quiet();
    return statements;
  }

  function askedByTranslate(): Readonly<Record<string, number>> | undefined {
    return bridge.deployment.stack.metrics().calls['UnionBridge-Flow-Translate'];
  }

  function recordsWritten(): number {
    return Object.values(bridge.deployment.stack.metrics().itemsWritten).reduce(
      (sum, byPrefix) => sum + (byPrefix['R'] ?? 0),
      0,
    );
  }

  test('every row of a first night reaches the province, in rows and in 分', async () => {
    const statements = await send(night.files);
    for (const [index, { kind, fileName, rows, totalFen }] of night.files.entries()) {
      const fen = String(totalFen ?? 0);
      expect(statements[index]).toMatchObject({
        kind,
        fileName,
        state: 'SETTLED',
        problem: null,
        conserved: true,
        received: rows,
        applied: rows,
        unchanged: 0,
        rejected: 0,
        held: 0,
        pending: 0,
        fen: { received: fen, applied: fen, unchanged: '0', rejected: '0', held: '0', pending: '0' },
      });
    }
    const { records, appliedTwice, paidTwice, outcomes } = await bridge.outside.province();
    expect(records.map(({ kind, programme, year, rows, fen }) => [kind, programme, year, rows, fen])).toEqual([
      ['applicant', 'GZ-XLBZ', 2025, PEOPLE, '0'],
      ['certificate', 'GZ-XLBZ', 2025, PEOPLE, '0'],
      ['payment', 'GZ-XLBZ', 2025, PEOPLE, TOTAL_FEN],
    ]);
    expect({ appliedTwice, paidTwice, outcomes }).toEqual({
      appliedTwice: 0,
      paidTwice: 0,
      outcomes: { applied: 3 * PEOPLE, unchanged: 0, stale: 0, refused: 0, busy: 0 },
    });
  });

  test('what the province decided comes back to the city, in its own wire form', async () => {
    const { records, webhooks } = await bridge.outside.province();
    const reviewed = rowsOf(night, 'applicant').filter((cells) =>
      /^(?:已提交|系统校核|.*审核)$/.test(cells['申领状态'] ?? ''),
    ).length;
    const verified = rowsOf(night, 'certificate').filter((cells) => cells['核验状态'] === '待核验').length;
    expect(reviewed * verified).toBeGreaterThan(0);
    expect(records.find(({ kind }) => kind === 'payment')?.byStatus).toEqual({ SUCCESS: PEOPLE });
    expect(webhooks).toMatchObject({ delivered: reviewed + verified + PEOPLE, pending: 0, failed: 0 });
    const { records: received, arrivals } = await bridge.outside.city();
    expect(received).toEqual([
      { kind: 'applicant', rows: reviewed, fen: '0', byStatus: { 审核通过: reviewed } },
      { kind: 'certificate', rows: verified, fen: '0', byStatus: { 已核验: verified } },
      { kind: 'payment', rows: PEOPLE, fen: TOTAL_FEN, byStatus: { 发放成功: PEOPLE } },
    ]);
    expect(arrivals).toEqual({ created: reviewed + verified + PEOPLE, changed: 0, unchanged: 0, stale: 0 });
    for (const kind of KINDS) {
      const files = outboxFiles(bridge, kind);
      expect(files.length).toBeGreaterThan(0);
      const sent = new Map(rowsOf(night, kind).map((cells) => [cells['申领编号'], cells]));
      for (const { header, rows } of files) {
        expect(header).toEqual(COLUMNS[kind]);
        for (const cells of rows)
          expect(cells).toMatchObject({
            姓名: sent.get(cells['申领编号'])?.['姓名'],
            身份证号: sent.get(cells['申领编号'])?.['身份证号'],
          });
      }
    }
  });

  test('the same night again is unchanged: no record is written, nothing leaves', async () => {
    const [before, written, province] = [
      await bridge.outside.city(),
      recordsWritten(),
      await bridge.outside.province(),
    ];
    const asked = askedByTranslate();
    const statements = await send(night.files.map((file, place) => sentAgain(file, 10 + place)));
    expect(
      statements.map(({ state, received, unchanged, fen }) => [state, received, unchanged, fen.unchanged]),
    ).toEqual(night.files.map(({ rows, totalFen }) => ['SETTLED', rows, rows, String(totalFen ?? 0)]));
    expect(recordsWritten() - written).toBe(0);
    // Not even asked for: what the snapshot knows goes no further.
    expect(askedByTranslate()).toEqual(asked);
    expect(await bridge.outside.province()).toEqual(province);
    expect(await bridge.outside.city()).toEqual(before);
  });

  test('a corrected night moves the corrected rows alone', async () => {
    const [written, before] = [recordsWritten(), await bridge.outside.province()];
    const [applicants] = night.files;
    if (applicants === undefined) throw new Error('a night begins with its applicants');
    const corrected = sentAgain(applicants, 20, (cells, row) =>
      row % 6 === 0 ? { ...cells, 专业: '示范专业', 更新时间: '2026-11-20 09:00:00' } : cells,
    );
    const [statement] = await send([corrected]);
    expect(statement).toMatchObject({
      state: 'SETTLED',
      received: PEOPLE,
      applied: 5,
      unchanged: PEOPLE - 5,
      rejected: 0,
      conserved: true,
    });
    // Each of the five once when it was taken, once when it was delivered.
    expect(recordsWritten() - written).toBe(10);
    const after = await bridge.outside.province();
    expect(after.outcomes).toEqual({ ...before.outcomes, applied: before.outcomes.applied + 5 });
    expect((await bridge.outside.exported('applicant')).filter(({ major }) => major === '示范专业')).toHaveLength(5);
  });

  test('an older night arriving late applies nothing', async () => {
    const [written, before] = [recordsWritten(), await bridge.outside.province()];
    const [applicants] = night.files;
    if (applicants === undefined) throw new Error('a night begins with its applicants');
    const [statement] = await send([sentAgain(applicants, 30)]);
    expect(statement).toMatchObject({
      state: 'SETTLED',
      applied: 0,
      unchanged: PEOPLE - 5,
      rejected: 5,
      conserved: true,
    });
    expect(recordsWritten() - written).toBe(0);
    expect(await bridge.outside.province()).toEqual(before);
    const { text } = await bridge.partner.call('GET', `/batches/${statement?.batchId ?? ''}/rejects`);
    expect(text.match(/record\.stale/g)).toHaveLength(5);
  });

  test('no name, ID number, mobile or account is seen in a queue, the ledger, a log, an object’s name or the sealed vault', async () => {
    const { dataDir } = bridge;
    const everywhere = sightingsBelow(dataDir, night.canaries);
    // The looking works: the city's own files are here as they came, each person in all of them.
    expect(everywhere.filter(({ place }) => place.startsWith(LANDING)).length).toBeGreaterThan(PEOPLE * 4);
    expect(everywhere.filter(isOurOwn)).toEqual([]);
    expect(sightingsIn('ledger', Buffer.from(JSON.stringify(await bridge.ledger.items())), night.canaries)).toEqual([]);
    expect(sightingsIn('log', Buffer.from(bridge.log.join('\n')), night.canaries)).toEqual([]);
    // And it looked at the right places: messages that were sent, work that was done, records that were sealed.
    expect(readFileSync(join(dataDir, 'sqs', 'fauxqs.db-wal')).includes('"type":"delivery"')).toBe(true);
    expect(readFileSync(join(dataDir, 'logs', 'UnionBridge-Flow-Ingest.log')).includes('ingest.done')).toBe(true);
    expect(filesBelow(join(dataDir, VAULT)).filter((name) => name.startsWith('records/')).length).toBeGreaterThan(0);
  });
});

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' });
}

function rowsOf(night: Night, kind: NightFile['kind']): readonly Readonly<Record<string, string>>[] {
  return night.files.filter((file) => file.kind === kind).flatMap((file) => readCsv(file.bytes).rows);
}

function outboxFiles(bridge: Deployed, kind: string) {
  const folder = join(bridge.dataDir, 'simulators', 'guangzhou', 'outbox', kind);
  return readdirSync(folder).map((name) => readCsv(readFileSync(join(folder, name))));
}
