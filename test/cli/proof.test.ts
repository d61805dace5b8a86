import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatLeaf, rowDigest } from '../../core/proof/leaf.ts';
import { growTree } from '../../core/proof/merkle.ts';
import { openSigningKey, signStatement } from '../../core/proof/signing.ts';
import { statementText } from '../../core/proof/statement.ts';
import type { BatchStatement, DayStatement } from '../../schemas/proof.ts';
import { bridge } from './bridge-in-process.ts';
import { IDS, paymentFile } from './payment-file.ts';

const newKey = () => {
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  return openSigningKey(der.toString('base64'));
};
const KEY = newKey();
const NOTHING = { rows: 0, fen: '0' };
const root = (leaves: readonly string[]): string => {
  const tree = growTree();
  for (const leaf of leaves) tree.add(leaf);
  return Buffer.from(tree.root()).toString('hex');
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-cli-proof-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const written = (name: string, content: string): string => {
  writeFileSync(at(name), content);
  return at(name);
};

/** Payments by their number, no cell of which is quoted. */
const fileOf = (numbers: readonly number[]): Buffer =>
  paymentFile(
    numbers.map((number) => ({ 申领编号: `A${number}`, 身份证号: IDS[number] ?? '', '发放金额(元)': '1500.00' })),
    'utf-8',
  );
const CITY = fileOf([0, 1, 2, 3, 4]);
const ROWS = CITY.toString('utf8').trimEnd().split(/\r?\n/).slice(1);
/** The third was rejected. */
const LEAVES = ROWS.map((line, index) =>
  formatLeaf({
    row: index + 2,
    digest: Buffer.from(rowDigest(line.split(','))).toString('hex'),
    ...(index === 2 ? { outcome: 'rejected', code: 'payment.already-claimed' } : { outcome: 'applied', code: null }),
  }),
);
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
  sequence: 1,
  fileName: '发放.csv',
  fileSha256: createHash('sha256').update(CITY).digest('hex'),
  state: 'SETTLED',
  problem: null,
  received: { rows: 5, fen: '750000' },
  applied: { rows: 4, fen: '600000' },
  unchanged: NOTHING,
  rejected: { rows: 1, fen: '150000' },
  held: NOTHING,
  tree: { size: 5, root: root(LEAVES) },
  madeAt: '2026-11-23T02:00:00.000Z',
  keyId: KEY.keyId,
};

function proofOf(statement: BatchStatement | DayStatement, leaves: readonly string[], key = KEY): string {
  const text = statementText(statement);
  return `${[text, JSON.stringify(signStatement(key, text)), ...leaves].join('\n')}\n`;
}
const PROOF = proofOf(STATEMENT, LEAVES);

interface Verdict {
  readonly valid: boolean;
  readonly findings: readonly { readonly code: string; readonly row: number | null; readonly message: string }[];
  readonly row: { readonly outcome: string; readonly code: string | null; readonly isIncluded: boolean } | null;
}

async function verify(...args: readonly string[]): Promise<{ readonly code: number; readonly verdict: Verdict }> {
  const { code, stdout } = await bridge(['proof', 'verify', ...args, '--json']);
  return { code, verdict: JSON.parse(stdout) as Verdict };
}
const codesOf = ({ findings }: Verdict) => findings.map(({ code, row }) => (row === null ? code : `${code} ${row}`));

describe('bridge proof verify', () => {
  test('holds for the file that was sent, and says what became of a row', async () => {
    const file = written('发放.csv', CITY.toString('utf8'));
    const { code, verdict } = await verify(written('p', PROOF), '--file', file, '--row', '4', '--key', KEY.publicKey);
    expect(verdict).toMatchObject({
      valid: true,
      findings: [],
      keyPinned: true,
      row: { row: 4, outcome: 'rejected', code: 'payment.already-claimed', isIncluded: true },
    });
    expect(code).toBe(0);
    const told = await bridge(['proof', 'verify', at('p'), '--file', file, '--row', '4']);
    expect(told.stdout).toContain('证明成立');
    expect(told.stdout).toContain('第 4 行：不通过');
    expect(told.stdout).toMatch(/收到 +5 +7,500\.00/);
  });

  test('holds where a mail program ended the lines in CR LF', async () => {
    expect((await verify(written('crlf', PROOF.replaceAll('\n', '\r\n')))).code).toBe(0);
  });

  test.each<readonly [string, (proof: string) => string, readonly string[]]>([
    [
      'a byte of a row’s digest',
      (proof) =>
        proof.replace(`\n3 ${LEAVES[1]?.slice(2, 4)}`, `\n3 ${LEAVES[1]?.[2] === '0' ? '1' : '0'}${LEAVES[1]?.[3]}`),
      ['proof.root-mismatch'],
    ],
    [
      'the end of a row',
      (proof) => proof.replace('rejected payment.already-claimed', 'applied -'),
      ['proof.leaves-differ', 'proof.root-mismatch'],
    ],
    ['a row taken out', (proof) => proof.replace(`${LEAVES[1]}\n`, ''), ['proof.leaves-differ', 'proof.root-mismatch']],
    [
      'a row twice',
      (proof) => proof.replace(`${LEAVES[1]}\n`, `${LEAVES[1]}\n${LEAVES[1]}\n`),
      ['proof.leaves-differ', 'proof.root-mismatch'],
    ],
    [
      'two rows exchanged',
      (proof) => proof.replace(`${LEAVES[0]}\n${LEAVES[1]}`, `${LEAVES[1]}\n${LEAVES[0]}`),
      ['proof.leaves-differ', 'proof.root-mismatch'],
    ],
    ['the end cut off', (proof) => proof.slice(0, -40), ['proof.leaves-differ', 'proof.root-mismatch']],
    [
      'a count',
      (proof) => proof.replace('"applied":{"rows":4', '"applied":{"rows":5'),
      ['proof.signature-mismatch', 'proof.parts-differ', 'proof.leaves-differ'],
    ],
    [
      '分',
      (proof) => proof.replace('"fen":"600000"', '"fen":"600001"'),
      ['proof.signature-mismatch', 'proof.parts-differ'],
    ],
    [
      'the root',
      (proof) => proof.replace(STATEMENT.tree.root, root([])),
      ['proof.signature-mismatch', 'proof.root-mismatch'],
    ],
    ['the signature', (proof) => proof.replace(/"value":"../, '"value":"AA'), ['proof.signature-mismatch']],
  ])('does not hold with %s altered', async (_, alter, codes) => {
    const altered = alter(PROOF);
    expect(altered).not.toBe(PROOF);
    const { code, verdict } = await verify(written('altered', altered));
    expect([...new Set(verdict.findings.map((finding) => finding.code))]).toEqual(codes);
    expect(code).toBe(1);
  });

  test('does not hold where somebody else signed, if the key is given', async () => {
    const other = newKey();
    const forged = written('forged', proofOf({ ...STATEMENT, keyId: other.keyId }, LEAVES, other));
    expect((await verify(forged)).code).toBe(0);
    const { code, verdict } = await verify(forged, '--key', KEY.publicKey);
    expect(codesOf(verdict)).toEqual(['proof.key-differs']);
    expect(code).toBe(1);
    expect((await bridge(['proof', 'verify', forged])).stdout).toContain('公钥取自证明文件本身');
  });

  test('does not hold for totals that were signed wrong', async () => {
    const lost = { ...STATEMENT, received: { rows: 5, fen: '900000' } };
    expect(codesOf((await verify(written('lost', proofOf(lost, LEAVES)))).verdict)).toEqual(['proof.parts-differ']);
  });

  test.each<readonly [string, readonly number[] | 'other', readonly string[]]>([
    ['a row less', [0, 1, 2, 3], ['proof.row-added 6', 'proof.file-differs', 'proof.amounts-differ']],
    ['a row more', [0, 1, 2, 3, 4, 4], ['proof.row-missing 7', 'proof.file-differs']],
    ['two rows exchanged', [1, 0, 2, 3, 4], ['proof.row-differs 2', 'proof.row-differs 3', 'proof.file-differs']],
    ['another cell', 'other', ['proof.row-differs 2', 'proof.file-differs']],
  ])('does not hold for a file with %s', async (_, rows, codes) => {
    const bytes = rows === 'other' ? Buffer.from(CITY.toString('utf8').replace('中国银行', '农商银行')) : fileOf(rows);
    const { code, verdict } = await verify(at('p'), '--file', written('own.csv', bytes.toString('utf8')));
    expect(codesOf(verdict)).toEqual(codes);
    expect(verdict.findings[0]?.message).toMatch(/^(第 \d+ 行：)?[本证]/);
    expect(code).toBe(1);
  });

  test.each<readonly [string, readonly number[], string]>([
    ['less', [0, 2, 3, 4], '少 1 行，从第 3 行起错开'],
    ['more', [0, 1, 1, 2, 3, 4], '多 1 行，从第 4 行起错开'],
  ])('says where a file with a row %s in its middle is out of step', async (_, rows, hint) => {
    const ran = await bridge([
      'proof',
      'verify',
      at('p'),
      '--file',
      written('step.csv', fileOf(rows).toString('utf8')),
    ]);
    expect(ran.stdout).toContain(hint);
    expect(ran.code).toBe(1);
  });

  test('tells of a row that is not in it', async () => {
    const { code, verdict } = await verify(at('p'), '--row', '99');
    expect([code, codesOf(verdict), verdict.row]).toEqual([1, ['proof.row-missing 99'], null]);
  });

  test.each([
    ['a file that is no proof', () => [written('none', '{}\n{}\n')], 'proof.unreadable'],
    ['no file', () => [at('nowhere')], 'file.not-found'],
    ['a key that is none', () => [at('p'), '--key', 'AAAA'], 'usage.key'],
    ['a row that is none', () => [at('p'), '--row', '0'], 'usage.row'],
    ['the city’s file not there', () => [at('p'), '--file', at('nowhere')], 'file.not-found'],
  ])('can’t be done with %s', async (_, args, code) => {
    const ran = await bridge(['proof', 'verify', ...args(), '--json']);
    expect([ran.code, JSON.parse(ran.stderr)]).toEqual([2, { error: expect.objectContaining({ code }) as object }]);
  });
});

const held: BatchStatement = {
  ...STATEMENT,
  batchId: 'b2',
  state: 'HELD',
  problem: 'batch.total-mismatch',
  applied: NOTHING,
  rejected: NOTHING,
  held: STATEMENT.received,
};
const TEXTS = [statementText(STATEMENT), statementText(held)];
const DAY: DayStatement = {
  v: 1,
  type: 'day',
  tenant: 'guangzhou',
  date: '2026-11-22',
  announcedFrom: '2026-11-14T16:00:00.000Z',
  announcedUntil: '2026-12-22T16:00:00.000Z',
  received: { rows: 10, fen: '1500000' },
  applied: { rows: 4, fen: '600000' },
  unchanged: NOTHING,
  rejected: { rows: 1, fen: '150000' },
  held: { rows: 5, fen: '750000' },
  reconciliations: [],
  tree: { size: 2, root: root(TEXTS) },
  madeAt: '2026-11-23T02:00:00.000Z',
  keyId: KEY.keyId,
};

describe('the proof of a day', () => {
  test('holds where its batches come to its totals', async () => {
    const { code, verdict } = await verify(written('day', proofOf(DAY, TEXTS)), '--key', KEY.publicKey);
    expect([code, verdict.valid, verdict.findings]).toEqual([0, true, []]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a batch less', proofOf(DAY, TEXTS.slice(1)), ['proof.leaves-differ', 'proof.root-mismatch']],
    [
      'a batch twice',
      proofOf({ ...DAY, tree: { size: 2, root: root([TEXTS[0] ?? '', TEXTS[0] ?? '']) } }, [
        TEXTS[0] ?? '',
        TEXTS[0] ?? '',
      ]),
      ['proof.leaves-differ'],
    ],
    ['another city’s batch', proofOf({ ...DAY, tenant: 'foshan' }, TEXTS), ['proof.leaves-differ']],
  ])('does not hold with %s', async (_, proof, codes) => {
    const { code, verdict } = await verify(written('altered-day', proof));
    expect([code, [...new Set(codesOf(verdict))]]).toEqual([1, codes]);
  });

  test('has no rows to look for', async () => {
    const ran = await bridge(['proof', 'verify', at('day'), '--row', '2', '--json']);
    expect([ran.code, JSON.parse(ran.stderr)]).toMatchObject([2, { error: { code: 'usage.proof-day' } }]);
  });
});

test('bridge proof get writes what the API says, page by page, and checks it', async () => {
  const asked: string[] = [];
  const [text = '', signature = ''] = PROOF.split('\n');
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    const page = /page=(\d)$/.exec(url)?.[1];
    const isFirst = asked.length === 1;
    const made = { state: 'MADE', statement: text, signature: JSON.parse(signature) as object, leaves: { pages: 2 } };
    const body =
      page === undefined
        ? isFirst
          ? { state: 'MAKING', done: 1, of: 5 }
          : made
        : { leaves: LEAVES.slice(Number(page) * 3, Number(page) * 3 + 3) };
    response.writeHead(isFirst ? 202 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const partners = { guangzhou: { credentialId: 'guangzhou', secret } };
  written('access.json', JSON.stringify({ apiUrl, operators: {}, partners }));
  const ran = await bridge(['proof', 'get', 'b1', '--out', at('got'), '--data', folder]);
  server.close();
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(readFileSync(at('got'), 'utf8')).toBe(PROOF);
  expect(asked).toEqual([
    '/batches/b1/proof',
    '/batches/b1/proof',
    '/batches/b1/proof/leaves?page=0',
    '/batches/b1/proof/leaves?page=1',
  ]);
  expect(ran.stdout).toContain('证明成立');
});
