import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { createRowChecker } from '../../core/check.ts';
import { resolveDuplicates, type RowOfRecord } from '../../core/duplicates.ts';
import { contentHash, recordKey } from '../../core/identity.ts';
import { roundNight } from '../../local/nights/clean-nights.ts';
import { faultyNight } from '../../local/nights/faulty-night.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { systemById } from '../../schemas/systems/registry.ts';

const INDEX_KEY = new Uint8Array(32).fill(3);

interface Found {
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
  readonly outcome: 'rejected' | 'warned';
}

/** What the bridge's own check finds in a file, row by row and then between rows. */
function found(file: NightFile): {
  readonly accepted: number;
  readonly problems: readonly Found[];
  readonly fen: bigint;
} {
  const system = systemById(file.system);
  if (system === undefined) throw new Error(`no system ${file.system}`);
  const undecodable = file.planted.find((planted) => planted.code === 'row.encoding')?.row;
  const lines: string[][] = parse(new TextDecoder('gb18030').decode(file.bytes), { relaxColumnCount: true });
  const [header = [], ...rows] = lines;
  const made = createRowChecker({
    system,
    kind: file.kind,
    header,
    context: { programmeYear: file.year, today: file.businessDate },
  });
  if (!made.ok) throw new Error(made.problem.code);
  const problems: Found[] = [];
  const standing = new Map<string, RowOfRecord[]>();
  let accepted = 0;
  let fen = 0n;
  for (const [place, cells] of rows.entries()) {
    const row = place + 2;
    const checked = made.checker.row(row, cells, row === undecodable ? 'row.encoding' : undefined);
    for (const warning of checked.warnings)
      problems.push({ row, code: warning.code, field: warning.field, outcome: 'warned' });
    if (checked.ok) {
      accepted += 1;
      const { record } = checked;
      const key = recordKey(record, INDEX_KEY);
      const about = { row, contentHash: contentHash(file.kind, record, INDEX_KEY), updatedAt: record.updatedAt };
      const money = 'batchNo' in record ? { batchNo: record.batchNo, status: record.status } : {};
      standing.set(key, [...(standing.get(key) ?? []), { ...about, ...money }]);
    } else problems.push({ row, code: checked.problem.code, field: checked.problem.field, outcome: 'rejected' });
    fen += BigInt(made.amountOf(cells) ?? '0');
  }
  for (const same of standing.values()) {
    const { rejected, repeated } = resolveDuplicates(same);
    for (const row of rejected) problems.push({ row, code: 'row.duplicate', field: null, outcome: 'rejected' });
    for (const row of repeated) problems.push({ row, code: 'row.duplicate', field: null, outcome: 'warned' });
  }
  return { accepted, problems, fen };
}

test('every row of the round is good, in the eyes of the bridge; some cards fail the Luhn check', () => {
  const results = roundNight().files.map(found);
  expect(results.map((result) => result.accepted)).toEqual([4400, 4400, 2200, 2200]);
  expect(new Set(results.flatMap((result) => result.problems.map((problem) => problem.code)))).toEqual(
    new Set(['bank-card.luhn']),
  );
  expect(results.map((result) => result.fen)).toEqual([0n, 0n, 330_000_000n, 330_000_000n]);
});

test.each(faultyNight().files.map((file) => [file.fileName, file] as const))(
  'the bridge finds in %s what was planted, and nothing else',
  (_name, file) => {
    const planted = file.planted.flatMap(({ row, code, field, stage, outcome }) =>
      row === null || stage !== 'row' ? [] : [{ row, code, field, outcome }],
    );
    const byRow = (left: { readonly row: number }, right: { readonly row: number }): number => left.row - right.row;
    expect(found(file).problems.toSorted(byRow)).toEqual(planted.toSorted(byRow));
  },
);

test('the totals of the payment batches are what the bridge adds up, but for the one planted', () => {
  const payments = faultyNight().files.filter((file) => file.kind === 'payment');
  expect(payments.map((file) => (file.totalFen ?? 0n) - found(file).fen)).toEqual([0n, 150_000n]);
});
