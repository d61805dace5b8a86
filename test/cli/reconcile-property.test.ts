import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partitionOf } from '../../cli/reconcile/entry.ts';
import type { Cut } from '../../cli/reconcile/request.ts';
import { type Reconciled, reconcileFiles } from '../../cli/reconcile/run.ts';
import { personKey } from '../../core/identity.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { isConserved, type ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { cityFile, cityPayment, idOf, provinceFile, provincePayment } from './reconcile-files.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'reconcile-property-'))));
afterAll(() => rm(folder, { recursive: true }));

/** A payment in the words the test thinks in; `null` where a side does not say it. */
interface Said {
  readonly person: number;
  readonly level: 'CITY' | 'DISTRICT';
  readonly batch: string;
  readonly name: string;
  readonly payee: string;
  readonly bank: string;
  readonly account: string;
  readonly fen: number;
  readonly paid: string | null;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'RETURNED';
}

interface Sides {
  readonly city: readonly Said[];
  readonly province: readonly Said[];
}

const changes: fc.Arbitrary<Partial<Said>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.record(
    {
      batch: fc.constantFrom('B1', 'B2'),
      name: fc.constantFrom('张三', '李四'),
      payee: fc.constantFrom('张三', '李四'),
      bank: fc.constantFrom('中国银行', '工商银行'),
      account: fc.constantFrom('6222020000000000018', '6222020000000000026'),
      fen: fc.integer({ min: 149_990, max: 150_010 }),
      paid: fc.constantFrom('2026-11-10', '2026-11-11', null),
      status: fc.constantFrom('PROCESSING', 'SUCCESS', 'RETURNED'),
    },
    { requiredKeys: [] },
  ),
);
const times = fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2, 3));

/** People, each with what a side says of them, none to three times. */
const sides: fc.Arbitrary<Sides> = fc
  .array(fc.record({ changes, city: times, province: times, level: fc.constantFrom('CITY', 'DISTRICT') }), {
    minLength: 200,
    maxLength: 300,
    size: 'max',
  })
  .map((people) => {
    const said = people.map(({ level }, person): Said => ({
      person,
      level,
      batch: 'B1',
      name: '张三',
      payee: '张三',
      bank: '中国银行',
      account: '6222020000000000018',
      fen: 150_000,
      paid: '2026-11-10',
      status: 'SUCCESS',
    }));
    return {
      city: said.flatMap((one, at) => Array.from({ length: people[at]?.city ?? 0 }, () => one)),
      province: said.flatMap((one, at) =>
        Array.from({ length: people[at]?.province ?? 0 }, () => ({ ...one, ...people[at]?.changes })),
      ),
    };
  });

const LEVELS = { CITY: '市', DISTRICT: '区' } as const;

async function written(
  name: string,
  { city, province }: Sides,
): Promise<Readonly<Record<'city' | 'province', string>>> {
  const paths = { city: join(folder, `${name}.csv`), province: join(folder, `${name}.jsonl`) };
  const rows = city.map(({ person, level, batch, name: of, payee, bank, account, fen, paid }) =>
    cityPayment(person, {
      发放批次: batch,
      姓名: of,
      户名: payee,
      开户行: bank,
      银行账号: account,
      资助层级: LEVELS[level],
      '发放金额(元)': (fen / 100).toFixed(2),
      发放日期: paid ?? '',
    }),
  );
  const lines = province.map(({ person, level, batch, name: of, payee, bank, account, fen, paid, status }) =>
    provincePayment(person, {
      batchNo: batch,
      name: of,
      payeeName: payee,
      bankName: bank,
      accountNo: account,
      fundingLevel: level,
      amountFen: fen,
      paidOn: paid ?? undefined,
      status,
    }),
  );
  await writeFile(paths.city, cityFile('payment', rows));
  await writeFile(paths.province, provinceFile(lines));
  return paths;
}

interface Outcome {
  readonly statement: ReconciliationStatement;
  readonly lines: readonly DiscrepancyLine[];
}

async function compared(paths: Readonly<Record<'city' | 'province', string>>, cut: Cut): Promise<Outcome> {
  const request = {
    kind: 'payment',
    city: { path: paths.city, system: 'guangzhou/degree-subsidy' },
    province: { path: paths.province, system: 'province/yuegonghui' },
    year: 2025,
    asOf: '2026-11-23',
    today: '2026-11-23',
  } as const;
  await using result: Reconciled = await reconcileFiles(request, cut, () => {});
  const lines: DiscrepancyLine[] = [];
  for await (const line of result.lines()) lines.push(line);
  return { statement: result.statement, lines };
}

/** A row per key: code, ID number and level; and the sums of each code, as SQL finds them. */
async function joined({
  city,
  province,
}: Sides): Promise<{ readonly found: readonly string[]; readonly sums: unknown }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const [table, rows] of Object.entries({ city, province })) {
      const values = rows.map((said) =>
        [
          idOf(said.person),
          said.level,
          said.batch,
          said.name,
          said.payee,
          said.bank,
          said.account,
          said.fen,
          said.paid,
          said.status,
        ]
          .map((value) => (value === null ? 'NULL' : `'${value}'`))
          .join(),
      );
      const columns =
        'id TEXT, level TEXT, batch TEXT, name TEXT, payee TEXT, bank TEXT, account TEXT, fen BIGINT, paid TEXT, status TEXT';
      await connection.run(`CREATE TABLE ${table} (${columns})`);
      await connection.run(`INSERT INTO ${table} VALUES ${values.map((each) => `(${each})`).join()}`);
    }
    const found = await connection.runAndReadAll(`${JOIN} SELECT code, id, level FROM judged WHERE code <> 'matched'`);
    const sums = await connection.runAndReadAll(
      `${JOIN} SELECT code, count(*), sum(city_fen), sum(province_fen) FROM judged WHERE code <> 'matched' GROUP BY code`,
    );
    return {
      found: found
        .getRowsJson()
        .map(([code, id, level]) => [code, id, level].map(String).join(' '))
        .toSorted(),
      sums: Object.fromEntries(
        sums.getRowsJson().map(([code, ...rest]) => [code, rest.map((value) => Number(value ?? 0))]),
      ),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const BY_KEY = `SELECT id, level, count(*) AS n, sum(fen) AS total,
  ${['batch', 'name', 'payee', 'bank', 'account', 'fen', 'paid', 'status'].map((column) => `any_value(${column}) AS ${column}`).join()}`;

const JOIN = `
  WITH c AS (${BY_KEY} FROM city GROUP BY id, level), p AS (${BY_KEY} FROM province GROUP BY id, level),
    judged AS (SELECT coalesce(c.id, p.id) AS id, coalesce(c.level, p.level) AS level,
      c.total AS city_fen, p.total AS province_fen, CASE
      WHEN c.n > 1 OR p.n > 1 THEN 'duplicate'
      WHEN p.id IS NULL THEN 'missing-in-province'
      WHEN c.id IS NULL THEN 'missing-in-city'
      WHEN c.payee <> p.payee OR c.account <> p.account THEN 'wrong-payee'
      WHEN c.fen > p.fen THEN 'amount-over'
      WHEN c.fen < p.fen THEN 'amount-under'
      WHEN c.status = 'SUCCESS' AND p.status = 'RETURNED' THEN 'returned-after-success'
      WHEN c.status <> p.status THEN 'state-mismatch'
      WHEN c.batch <> p.batch OR c.name <> p.name OR c.bank <> p.bank OR c.paid <> p.paid THEN 'field-mismatch'
      ELSE 'matched' END AS code
      FROM c FULL OUTER JOIN p USING (id, level))`;

function ours({ statement, lines }: Outcome): Awaited<ReturnType<typeof joined>> {
  return {
    found: lines
      .map(({ code, city, province }) => {
        const { idNumber, fundingLevel } = (city ?? province)?.fields ?? {};
        return `${code} ${idNumber} ${fundingLevel}`;
      })
      .toSorted(),
    sums: Object.fromEntries(
      statement.discrepancies.map(({ code, count, ofCity, ofProvince }) => [
        code,
        [count, Number(ofCity.fen), Number(ofProvince.fen)],
      ]),
    ),
  };
}

test('is the full outer join SQL makes of the same values, however it is cut and in whatever order rows come', async () => {
  await fc.assert(
    fc.asyncProperty(
      sides,
      fc.integer({ min: 1, max: 40 }),
      fc.infiniteStream(fc.nat()),
      async (given, partitions, dice) => {
        const expected = await joined(given);
        const inOrder = await compared(await written('in-order', given), { threads: 0, partitions });
        expect(ours(inOrder)).toEqual(expected);
        expect(isConserved(inOrder.statement)).toBe(true);
        expect(inOrder.statement.city.received.rows).toBe(given.city.length);
        const shuffled = await written('shuffled', {
          city: shuffle(given.city, dice),
          province: shuffle(given.province, dice),
        });
        const otherwise = await compared(shuffled, { threads: 0, partitions: 1 });
        expect(ours(otherwise)).toEqual(expected);
        expect(otherwise.statement).toEqual(inOrder.statement);
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
});

test('threads and partitions change nothing, nor the order of lines', async () => {
  const [given] = fc.sample(sides, { numRuns: 1 });
  if (given === undefined) throw new Error('no sample');
  const paths = await written('threads', given);
  const alone = await compared(paths, { threads: 0, partitions: 1 });
  expect(ours(alone)).toEqual(await joined(given));
  for (const cut of [
    { threads: 1, partitions: 3 },
    { threads: 2, partitions: 64 },
  ])
    expect(await compared(paths, cut)).toEqual(alone);
  const places = alone.lines.map(({ city, province }) => city?.row ?? 1_000_000 + (province?.row ?? 0));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('people spread evenly over the partitions, so that each fits in memory', () => {
  const sizes = new Map<number, number>();
  for (let index = 0; index < 10_000; index += 1) {
    const partition = partitionOf(personKey(Buffer.alloc(32, 7), idOf(index)), 100);
    sizes.set(partition, (sizes.get(partition) ?? 0) + 1);
  }
  expect([sizes.size, Math.min(...sizes.keys()), Math.max(...sizes.keys())]).toEqual([100, 0, 99]);
  expect(Math.max(...sizes.values())).toBeLessThan(200);
});

/** Fisher and Yates. */
function shuffle<T>(rows: readonly T[], dice: Iterator<number>): readonly T[] {
  const mixed = [...rows];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Number(dice.next().value) % (at + 1);
    const [one, two] = [mixed[at], mixed[other]];
    if (one === undefined || two === undefined) continue;
    [mixed[at], mixed[other]] = [two, one];
  }
  return mixed;
}
