import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRowChecker } from '../../../core/check.ts';
import { createRandom } from '../../../local/nights/random.ts';
import { parseCsv } from '../../../local/simulators/guangzhou/csv.ts';
import { manifestSchema, recordsPushSchema } from '../../../schemas/manifest.ts';
import { systemById } from '../../../schemas/systems/registry.ts';
import { type Batch, manifestOf } from './batch.ts';
import { damage } from './damages.ts';
import { cleanNight, drawNights, type Scenario } from './nights.ts';
import { PROGRAMME_YEAR } from './people.ts';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const CONTEXT = { programmeYear: PROGRAMME_YEAR, today: '2026-11-21' };

function drawn(seed: number): Scenario {
  const systems = ['shenzhen/dream-plan', 'guangzhou/matching-grants'] as const;
  return drawNights(createRandom(seed), { people: 2 + (seed % 7), nights: 2, systems });
}

/** The code under which the bridge rejects each row, `null` where it takes it; and the 分 it can read. */
function checked(system: string, kind: Batch['kind'], rows: readonly (readonly string[])[]) {
  const [header = [], ...cells] = rows;
  const found = systemById(system);
  if (found === undefined) throw new Error(`no system ${system}`);
  const check = createRowChecker({ system: found, kind, header, context: CONTEXT });
  if (!check.ok) throw new Error(`${system} ${kind}: ${check.problem.missing.join(', ')}`);
  const codes = cells.map((row, place) => {
    const result = check.checker.row(place + 2, row);
    return result.ok ? null : result.problem.code;
  });
  const fen = cells.reduce((sum, row) => sum + BigInt(check.amountOf(row) ?? 0), 0n);
  return { codes, fen };
}

function rowsIn(bytes: Buffer): readonly (readonly string[])[] {
  const utf8 = new TextDecoder('utf-8');
  const text = bytes.includes('更新时间') || bytes.includes('最后修改时间') ? utf8 : new TextDecoder('gb18030');
  const parsed = parseCsv(text.decode(bytes));
  if (!parsed.ok) throw new Error(`row ${parsed.row}`);
  return parsed.rows;
}

test.each(SEEDS)('seed %i: the bridge reads every file as the scenario means it', (seed) => {
  const { batches, pushes } = drawn(seed);
  for (const batch of batches.filter(({ damage: name }) => name !== 'truncated')) {
    const { codes, fen } = checked(batch.system, batch.kind, rowsIn(batch.bytes));
    expect(codes).toEqual(batch.planned.map(({ rejected }) => rejected));
    const manifest = manifestSchema.parse(manifestOf(batch));
    expect(manifest.sha256).toBe(createHash('sha256').update(batch.bytes).digest('hex'));
    const right = manifest.rows === codes.length && BigInt(manifest.totalFen ?? 0) === fen;
    expect(right).toBe(batch.damage !== 'wrong-total');
  }
  for (const { body, planned } of pushes) {
    const { records } = recordsPushSchema.parse(body);
    const header = Object.keys(planned[0]?.cells ?? {});
    const rows = records.map((record) => header.map((column) => String(record[column])));
    expect(checked(body.system, body.kind, [header, ...rows]).codes).toEqual(records.map(() => null));
  }
});

test.each(SEEDS)('seed %i: every row is expected to end somewhere, every grant is had at most once', (seed) => {
  const { expected, batches } = drawn(seed);
  const settled = expected.batches.filter(({ states }) => states.includes('SETTLED'));
  expect(settled.flatMap(({ rows }) => rows).every(({ ends }) => ends.length > 0)).toBe(true);
  for (const { received, rows } of settled)
    expect(received).toEqual({ rows: rows.length, fen: rows.reduce((sum, { fen }) => sum + fen, 0n) });
  // What is first said has to go on, unless it may be held or come too late.
  const contents = Map.groupBy(
    settled.flatMap(({ rows }) => rows),
    ({ content }) => content,
  );
  for (const rows of contents.values())
    expect(rows.some(({ ends, rejected }) => rejected !== null || ends.includes('applied'))).toBe(true);
  for (const { settled: times } of expected.payments) expect(times.max).toBeLessThanOrEqual(1);
  for (const { idNumber, settled: times } of expected.grants) {
    const reported = expected.payments.filter((payment) => payment.idNumber === idNumber && payment.reported).length;
    expect(times.min).toBeLessThanOrEqual(times.max);
    expect(times.max).toBeLessThanOrEqual(1 + reported);
  }
  const once = batches.filter((batch) => batch.damage !== 'duplicated');
  expect(new Set(once.map(({ system, sequence }) => `${system} ${sequence}`)).size).toBe(once.length);
});

test('the same seed draws the same nights, another one other people', () => {
  const digest = (seed: number): string =>
    JSON.stringify(drawn(seed).batches.map(({ sha256, sendAtMs, damage: name }) => [sha256, sendAtMs, name]));
  expect(digest(7)).toBe(digest(7));
  const people = SEEDS.flatMap((seed) => drawn(seed).people.map(({ idNumber }) => idNumber));
  expect(new Set(people).size).toBeGreaterThan(people.length - 16);
});

test('seeds bring every story and every damage', () => {
  const batches = SEEDS.flatMap((seed) => drawn(seed).batches);
  expect(new Set(batches.map(({ damage: name }) => name))).toEqual(
    new Set(['duplicated', 'out-of-order', 'sent-again', 'truncated', 'wrong-total', null]),
  );
  const payments = SEEDS.flatMap((seed) => drawn(seed).expected.payments);
  expect(payments.some(({ contested, reported }) => contested && reported)).toBe(true);
  expect(payments.some(({ contested, reported }) => contested && !reported)).toBe(true);
  expect(payments.some(({ throughBank }) => throughBank)).toBe(true);
  expect(SEEDS.some((seed) => drawn(seed).provinceFails.size > 0)).toBe(true);
});

test('personal values of every row are among the canaries', () => {
  for (const seed of SEEDS) {
    const { canaries, batches } = drawn(seed);
    const known = new Set(canaries.map(({ value }) => value));
    for (const { cells, rejected } of batches.flatMap(({ planned }) => planned)) {
      if (rejected !== null) continue;
      for (const column of ['身份证号', '证件号码', '手机号', '手机号码', '姓名', '学员姓名', '银行账号'])
        expect([seed, column, cells[column] === undefined || known.has(cells[column])]).toEqual([seed, column, true]);
    }
  }
});

test('a damaged batch is what its name says, and the expectation knows it', () => {
  const { batches } = cleanNight(createRandom(3), 4);
  const [applicants, , payments] = batches;
  if (applicants === undefined || payments === undefined) throw new Error('a night has three files');
  const random = createRandom(9);
  const [cut, whole] = damage(random, 'truncated', applicants, batches, 4);
  expect(cut?.bytes.length).toBeLessThan(applicants.bytes.length);
  expect([cut?.sha256, whole?.sha256]).toEqual([applicants.sha256, applicants.sha256]);
  expect([cut?.sequence, whole?.sequence]).toEqual([1, 4]);
  const [wrong, right] = damage(random, 'wrong-total', payments, batches, 4);
  expect([wrong?.totalFen, right?.totalFen]).toEqual(['600100', '600000']);
  const [once, twice] = damage(random, 'duplicated', payments, batches, 4);
  expect(manifestOf(twice ?? payments)).toEqual(manifestOf(once ?? payments));
});
