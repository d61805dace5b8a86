import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { bigNight, roundNight, smallNight } from '../../local/nights/clean-nights.ts';
import { faultyNight } from '../../local/nights/faulty-night.ts';
import { fileSha256, type NightFile } from '../../local/nights/night.ts';

const round = roundNight();
const faulty = faultyNight();

function rowsOf(file: NightFile): Record<string, string>[] {
  return parse(new TextDecoder('gb18030', { fatal: true }).decode(file.bytes), { columns: true });
}

function fileOf(kind: NightFile['kind'], from = faulty): NightFile {
  const file = from.files.find((candidate) => candidate.kind === kind);
  if (file === undefined) throw new Error(`no ${kind} file`);
  return file;
}

function values(rows: Record<string, string>[], column: string): Set<string | undefined> {
  return new Set(rows.map((row) => row[column]));
}

describe('the round of 4,400 people', () => {
  test('is the same night each time, byte for byte', () => {
    expect(round.files.map((file) => fileSha256(file.bytes).slice(0, 12))).toMatchInlineSnapshot(`
      [
        "91544abc93cb",
        "224a5a91fcfe",
        "358f147fe0a4",
        "49f368432d50",
      ]
    `);
    expect(roundNight().files.map((file) => fileSha256(file.bytes))).toEqual(
      round.files.map((file) => fileSha256(file.bytes)),
    );
  });

  test('holds 4,400 applicants and certificates, and ¥6,600,000.00 in two batches', () => {
    const payments = round.files.filter((file) => file.kind === 'payment');
    expect(round.files.map((file) => [file.kind, file.rows, rowsOf(file).length])).toEqual([
      ['applicant', 4400, 4400],
      ['certificate', 4400, 4400],
      ['payment', 2200, 2200],
      ['payment', 2200, 2200],
    ]);
    expect(payments.map((file) => file.totalFen)).toEqual([330_000_000n, 330_000_000n]);
    expect(payments.flatMap((file) => [...values(rowsOf(file), '发放批次')])).toEqual(['2025-01', '2025-02']);
    for (const file of payments)
      expect([values(rowsOf(file), '发放金额(元)'), values(rowsOf(file), '发放状态')]).toEqual([
        new Set(['1500.00']),
        new Set(['待发放']),
      ]);
  });

  test('never gives two people one ID number, mobile, card, declaration or certificate', () => {
    const applicants = rowsOf(fileOf('applicant', round));
    const payments = round.files.filter((file) => file.kind === 'payment').flatMap(rowsOf);
    for (const column of ['申领编号', '身份证号', '手机号'])
      expect([column, values(applicants, column).size]).toEqual([column, 4400]);
    expect(values(rowsOf(fileOf('certificate', round)), '证书编号').size).toBe(4400);
    expect(values(payments, '银行账号').size).toBe(4400);
  });

  test('has about a fifth of its applicants in review and of its certificates to verify', () => {
    const reviewed = rowsOf(fileOf('applicant', round)).filter((row) =>
      ['审核通过', '公示', '待发放'].includes(row['申领状态'] ?? ''),
    ).length;
    const verified = rowsOf(fileOf('certificate', round)).filter((row) => row['核验状态'] === '已核验').length;
    expect(reviewed).toBeGreaterThan(3300);
    expect(reviewed).toBeLessThan(3700);
    expect(verified).toBeGreaterThan(3300);
    expect(verified).toBeLessThan(3700);
  });

  test('keeps the characters that do not fit GBK, and permits of every kind', () => {
    const applicants = rowsOf(fileOf('applicant', round));
    const names = [...values(applicants, '姓名')].join(',');
    for (const hard of ['𬱖', '㛃', '𠮷', '欧阳', '阿卜杜拉·买买提']) expect(names).toContain(hard);
    expect(values(applicants, '证件类型').size).toBe(3);
    expect(applicants.some((row) => row['身份证号']?.length === 15)).toBe(true);
  });

  test('is clearly synthetic: every citizen ID is of the county 440199, which does not exist', () => {
    const citizens = rowsOf(fileOf('applicant', round)).filter((row) => row['证件类型'] === '居民身份证');
    expect(citizens.length).toBeGreaterThan(4000);
    expect(citizens.every((row) => row['身份证号']?.startsWith('440199'))).toBe(true);
  });

  test('lists its personal values as canaries, each of them in a file', () => {
    const text = round.files.map((file) => new TextDecoder('gb18030').decode(file.bytes)).join('');
    for (const what of ['name', 'idNumber', 'mobile', 'accountNo'])
      expect(round.canaries.filter((canary) => canary.what === what).length).toBeGreaterThan(1500);
    expect(round.canaries.filter((_, index) => index % 97 === 0).every((canary) => text.includes(canary.value))).toBe(
      true,
    );
  });
});

describe('the night of planted faults', () => {
  test('is the same night each time, byte for byte', () => {
    expect(faulty.files.map((file) => fileSha256(file.bytes).slice(0, 12))).toMatchInlineSnapshot(`
      [
        "2254871d974d",
        "31e0d5f3c98c",
        "1ded834068f0",
        "93469c3fcf6a",
      ]
    `);
  });

  test('plants faults of every code a row of this path can have', () => {
    const count = (outcome: string): number =>
      faulty.files.flatMap((file) => file.planted).filter((planted) => planted.outcome === outcome).length;
    expect([count('rejected'), count('warned'), count('held')]).toEqual([63, 9, 3]);
    expect([...new Set(faulty.files.flatMap((file) => file.planted.map((planted) => planted.code)))].toSorted())
      .toMatchInlineSnapshot(`
      [
        "bank-card.format",
        "bank-card.luhn",
        "batch.total-mismatch",
        "certificate.format",
        "certificate.level-mismatch",
        "certificate.other-person",
        "citizen-id.check-digit",
        "citizen-id.date",
        "citizen-id.excel-damaged",
        "citizen-id.format",
        "citizen-id.length",
        "citizen-id.region-retired",
        "citizen-id.sex-mismatch",
        "code.unknown",
        "date.ambiguous",
        "date.future",
        "date.invalid",
        "file.column-unknown",
        "mobile.format",
        "money.format",
        "money.negative",
        "money.precision",
        "money.zero",
        "payee.not-applicant",
        "payment.already-claimed",
        "payment.amount-standard",
        "row.columns",
        "row.duplicate",
        "row.encoding",
        "row.field-missing",
        "uscc.check-digit",
        "uscc.format",
        "uscc.pilot",
      ]
    `);
  });

  test('points at the row a spreadsheet shows', () => {
    const file = fileOf('applicant');
    const lines = parse(new TextDecoder('gb18030').decode(file.bytes), { relaxColumnCount: true });
    const header = lines[0] ?? [];
    const cell = (code: string, field: string): string | undefined => {
      const planted = file.planted.find((candidate) => candidate.code === code && candidate.field === field);
      return lines[(planted?.row ?? 0) - 1]?.[header.indexOf(field)];
    };
    expect(cell('mobile.format', '联系电话')).toBe('1400012');
    expect(cell('code.unknown', '申领状态')).toBe('审核中');
    expect(cell('citizen-id.excel-damaged', '证件号码')).toBe('4.40199E+17');
    expect(lines.length - 1).toBe(file.rows);
  });

  test('spoils exactly one line so that it is no GB18030', () => {
    const lines = fileOf('applicant').bytes.toString('latin1').split('\r\n');
    const undecodable = lines.flatMap((line, index) => {
      try {
        new TextDecoder('gb18030', { fatal: true }).decode(Buffer.from(line, 'latin1'));
        return [];
      } catch {
        return [index + 1];
      }
    });
    expect(undecodable).toEqual(
      fileOf('applicant')
        .planted.filter((planted) => planted.code === 'row.encoding')
        .map((planted) => planted.row),
    );
  });

  test('states for each payment batch what the city can add up, and for one of them 1,500 yuan more', () => {
    const [first, second] = faulty.files.filter((file) => file.kind === 'payment');
    if (first === undefined || second === undefined) throw new Error('two payment batches are expected');
    expect(first.totalFen).toBe(fenOf(rowsOf(first), '发放金额（元）'));
    expect(second.totalFen).toBe(fenOf(rowsOf(second), '发放金额(元)') + 150_000n);
    expect(second.planted).toEqual([
      { row: null, field: null, code: 'batch.total-mismatch', stage: 'file', outcome: 'held' },
    ]);
  });

  test('pays nobody of the round again but the one planted for it', () => {
    const paid = new Set(
      round.files
        .filter((file) => file.kind === 'payment')
        .flatMap(rowsOf)
        .map((row) => row['身份证号']),
    );
    const again = rowsOf(fileOf('payment')).flatMap((row, index) => (paid.has(row['身份证号']) ? [index + 2] : []));
    expect(again).toEqual(
      fileOf('payment')
        .planted.filter((planted) => planted.code === 'payment.already-claimed')
        .map((planted) => planted.row),
    );
  });
});

describe('other nights', () => {
  test('a small night shares no person with another seed or the round', () => {
    const ids = (night: typeof round): string[] =>
      night.canaries.filter((canary) => canary.what === 'idNumber').map((canary) => canary.value);
    const all = [
      ids(round),
      ids(faulty),
      ids(smallNight({ people: 200, seed: 1 })),
      ids(smallNight({ people: 200, seed: 2 })),
    ];
    // One person of the round is in the faulty night on purpose.
    expect(new Set(all.flat()).size).toBe(all.flat().length - 1);
  });

  test('a big night is streamed in small blocks, and repeats itself', () => {
    const hash = (): string[] =>
      bigNight({ rows: 1200 }).map((file) =>
        [...file.blocks()].reduce((sum, block) => sum.update(block), createHash('sha256')).digest('hex'),
      );
    const [applicants] = bigNight({ rows: 1200 });
    expect(hash()).toEqual(hash());
    expect([...(applicants?.blocks() ?? [])].length).toBe(4);
    expect(bigNight({ rows: 1200 }).map((file) => [file.rows, file.totalFen])).toEqual([
      [1200, null],
      [1200, null],
      [1200, 180_000_000n],
    ]);
  });
});

/** An independent reading of the amounts: digits in any width, thousands separators, 元 and ¥; what is malformed, negative or too precise counts nothing. */
function fenOf(rows: Record<string, string>[], column: string): bigint {
  return rows.reduce((total, row) => {
    const match = /^(\d+)(?:\.(\d\d))?$/.exec((row[column] ?? '').normalize('NFKC').replaceAll(/[,¥元]/g, ''));
    return match === null ? total : total + BigInt(match[1] ?? '0') * 100n + BigInt(match[2] ?? '0');
  }, 0n);
}
