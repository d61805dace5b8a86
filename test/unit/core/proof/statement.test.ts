import { createHash, generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatLeaf, parseLeaf, rowDigest } from '../../../../core/proof/leaf.ts';
import { isSigned, keyIdOf, openSigningKey, readPublicKey, signStatement } from '../../../../core/proof/signing.ts';
import { parseStatement, statementText, unaccountedOf } from '../../../../core/proof/statement.ts';
import { createRowMarks, PAGE_ROWS, ROW_MAX } from '../../../../core/proof/row-marks.ts';
import type { BatchStatement } from '../../../../schemas/proof.ts';

const nothing = { rows: 0, fen: '0' };
const STATEMENT: BatchStatement = {
  v: 1,
  type: 'batch',
  tenant: 'guangzhou',
  batchId: 'b1',
  run: 'r1',
  system: 'guangzhou/degree-subsidy',
  kind: 'payment',
  purpose: null,
  programmeYears: [2025],
  businessDate: '2026-11-22',
  sequence: 7,
  fileName: '发放.csv',
  fileSha256: '0'.repeat(64),
  state: 'SETTLED',
  problem: null,
  received: { rows: 3, fen: '450000' },
  applied: { rows: 2, fen: '300000' },
  unchanged: nothing,
  rejected: { rows: 1, fen: '150000' },
  held: nothing,
  tree: { size: 3, root: 'a'.repeat(64) },
  madeAt: '2026-11-23T02:00:00.000Z',
  keyId: '0123456789abcdef',
};

describe('a leaf', () => {
  test('is text that anybody can make: row, digest, outcome, code', () => {
    const digest = Buffer.from(rowDigest(['张三', ' 01', ''])).toString('hex');
    expect(digest).toBe(createHash('sha256').update('张三\u001F 01\u001F', 'utf8').digest('hex'));
    const leaf = { row: 17, digest, outcome: 'rejected', code: 'citizen-id.check-digit' } as const;
    expect(formatLeaf(leaf)).toBe(`17 ${digest} rejected citizen-id.check-digit`);
    expect(parseLeaf(formatLeaf(leaf))).toEqual(leaf);
    expect(parseLeaf(`2 ${digest} applied -`)).toEqual({ row: 2, digest, outcome: 'applied', code: null });
  });

  test.each(['', '0 x applied -', `02 ${'a'.repeat(64)} applied -`, `2 ${'a'.repeat(64)} pending -`])(
    'is not %j',
    (text) => {
      expect(parseLeaf(text)).toBeNull();
    },
  );
});

describe('a statement', () => {
  test('has one text, whatever the order of its members', () => {
    const shuffled = Object.fromEntries(Object.entries(STATEMENT).toReversed()) as unknown as BatchStatement;
    expect(statementText(shuffled)).toBe(statementText(STATEMENT));
    expect(statementText(STATEMENT).startsWith('{"v":1,"type":"batch","tenant":"guangzhou"')).toBe(true);
    expect(parseStatement(statementText(STATEMENT))).toEqual(STATEMENT);
  });

  test.each([
    ['white space', (text: string) => text.replace(':', ': ')],
    ['another order', (text: string) => text.replace('"v":1,"type":"batch"', '"type":"batch","v":1')],
    ['a member more', (text: string) => text.replace('{"v":1', '{"w":1,"v":1')],
    ['a member twice', (text: string) => text.replace('{"v":1', '{"v":1,"v":1')],
    ['a number written otherwise', (text: string) => text.replace('"sequence":7', '"sequence":7.0')],
    ['nothing', () => ''],
  ])('is none with %s', (_, alter) => {
    expect(parseStatement(alter(statementText(STATEMENT)))).toBeNull();
  });

  test('tells what is unaccounted for, in rows and in 分', () => {
    expect(unaccountedOf(STATEMENT)).toEqual(nothing);
    expect(unaccountedOf({ ...STATEMENT, held: { rows: 0, fen: '1' } })).toEqual({ rows: 0, fen: '-1' });
    expect(unaccountedOf({ ...STATEMENT, applied: nothing })).toEqual({ rows: 2, fen: '300000' });
  });
});

describe('a signature', () => {
  const pkcs8 = (seed: string) => Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex').toString('base64');
  const key = openSigningKey(pkcs8('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));

  test('is that of RFC 8032 §7.1, test 1', () => {
    expect(Buffer.from(key.publicKey, 'base64').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(Buffer.from(signStatement(key, '').value, 'base64').toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  test('holds for its text alone', () => {
    const signature = signStatement(key, '声明');
    expect(isSigned('声明', signature)).toBe(true);
    expect(isSigned('声 明', signature)).toBe(false);
    const other = openSigningKey(pkcs8('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'));
    expect(isSigned('声明', { ...signature, publicKey: other.publicKey, keyId: other.keyId })).toBe(false);
    expect(isSigned('声明', { ...signature, keyId: other.keyId })).toBe(false);
    expect(isSigned('声明', { ...signature, value: '' })).toBe(false);
    expect(isSigned('声明', { ...signature, publicKey: 'AAAA' })).toBe(false);
  });

  test('any bit of it counts', () => {
    const signature = signStatement(key, '声明');
    const bytes = Buffer.from(signature.value, 'base64');
    fc.assert(
      fc.property(fc.nat({ max: 511 }), (bit) => {
        const altered = Buffer.from(bytes);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isSigned('声明', { ...signature, value: altered.toString('base64') })).toBe(false);
      }),
      { numRuns: 64 },
    );
  });

  test('names a key that is read as base64 or PEM, and no other kind of key', () => {
    const pair = generateKeyPairSync('ed25519');
    const pem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const own = openSigningKey(pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
    expect(readPublicKey(pem)).toBe(own.publicKey);
    expect(readPublicKey(`${own.publicKey}\n`)).toBe(own.publicKey);
    expect(own.keyId).toBe(keyIdOf(own.publicKey));
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'pem', type: 'spki' });
    expect(readPublicKey(rsa.toString())).toBeNull();
    expect(readPublicKey('公钥')).toBeNull();
  });
});

describe('marks of rows', () => {
  test('are kept a byte each, in any order, up to the last row a file may have', () => {
    const marks = createRowMarks();
    marks.set(PAGE_ROWS + 1, 3);
    marks.set(2, 1);
    marks.set(ROW_MAX + 1, 9);
    expect([2, 3, PAGE_ROWS + 1, ROW_MAX + 1].map((row) => marks.get(row))).toEqual([1, 0, 3, 0]);
    expect(marks.pages().map(({ page }) => page)).toEqual([0, 1]);
    expect(() => marks.set(2, 256)).toThrow(RangeError);
  });
});
