import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckReport } from '../../cli/check/tally.ts';
import { bridge } from './bridge-in-process.ts';
import { paymentFile, PAYMENT_HEADER } from './payment-file.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bridge-whose-'))));
afterAll(() => rm(folder, { recursive: true }));

const CERTIFICATE = JSON.stringify({
  declarationNo: 'XL20250001',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '440199199003070013',
  certificateType: '5',
  certificateNo: '104765201605701784',
  schoolName: '河南大学',
  major: '会计',
  educationLevel: '21',
  graduatedOn: '2024-07-01',
  verification: 'VERIFIED',
  updatedAt: '2026-11-22T23:05:00+08:00',
});
const PAYMENT = JSON.stringify({
  ...(JSON.parse(CERTIFICATE) as object),
  paymentNo: 'UB1',
  batchNo: 'B1',
  payeeName: '张三',
  bankName: '工商银行',
  accountNo: '6222021234567890128',
  amountFen: 150_000,
  fundingLevel: 'CITY',
  status: 'SUCCESS',
  certificateNo: undefined,
});

async function check(system: string, kind: string, content: string | Uint8Array) {
  const path = join(folder, 'file');
  await writeFile(path, content);
  const { code, stdout, stderr } = await bridge(['check', path, '--system', system, '--kind', kind, '--json']);
  if (code === 2) return JSON.parse(stderr) as { error: { code: string; message: string } };
  const { rejects, accepted } = JSON.parse(stdout) as CheckReport;
  return { accepted, rejects: rejects.map(({ row, code: problem }) => `${row} ${problem}`) };
}

describe('an export of 粤工惠', () => {
  const certificates = (...lines: string[]) => check('province/yuegonghui', 'certificate', `${lines.join('\n')}\n`);

  test.each([
    ['never closed', CERTIFICATE.slice(0, -1)],
    ['with a comma too many', `${CERTIFICATE.slice(0, -1)},}`],
    ['with a wrong escape', CERTIFICATE.replace('XL', '\\x')],
    ['of two objects', CERTIFICATE + CERTIFICATE],
  ])('a first line %s is a bad row', async (_, broken) => {
    expect(await certificates(broken)).toEqual({ accepted: 0, rejects: ['1 row.malformed'] });
    expect(await certificates(broken, CERTIFICATE)).toEqual({ accepted: 1, rejects: ['1 row.malformed'] });
  });

  test.each(Object.keys(JSON.parse(CERTIFICATE) as object))('an only line without %s is a bad row', async (member) => {
    const line = JSON.stringify({ ...(JSON.parse(CERTIFICATE) as object), [member]: undefined });
    expect(await certificates(line)).toEqual({ accepted: 0, rejects: ['1 row.field-missing'] });
  });

  test("another's first line is a bad row where ours follow, and the whole file another's where none do", async () => {
    expect(await certificates(PAYMENT, CERTIFICATE)).toEqual({ accepted: 1, rejects: ['1 row.field-missing'] });
    const header = PAYMENT_HEADER.join(',');
    expect(await certificates(header, CERTIFICATE)).toEqual({ accepted: 1, rejects: ['1 row.malformed'] });
    expect(await certificates(PAYMENT, PAYMENT)).toMatchObject({
      error: { code: 'file.header', message: expect.stringContaining('province/yuegonghui payment') as unknown },
    });
    expect(await certificates(header, '1,2,3')).toMatchObject({
      error: { code: 'file.header', message: expect.stringContaining('guangzhou/degree-subsidy payment') as unknown },
    });
  });
});

describe('a CSV whose header is its own system’s', () => {
  const payments = (content: string | Uint8Array) => check('guangzhou/degree-subsidy', 'payment', content);

  test.each([
    ['|', '竖线'],
    ['\t', '制表符'],
    [';', '分号'],
  ])('with %j between the cells says so', async (mark, name) => {
    expect(await payments(`${PAYMENT_HEADER.join(mark)}\n`)).toMatchObject({
      error: { code: 'file.header', message: expect.stringContaining(name) as unknown },
    });
  });

  test('with a column twice says which', async () => {
    expect(await payments(paymentFile([{}], 'utf-8', [...PAYMENT_HEADER, '发放金额']))).toMatchObject({
      error: { code: 'file.header', message: expect.stringContaining('重复 发放金额') as unknown },
    });
  });
});
