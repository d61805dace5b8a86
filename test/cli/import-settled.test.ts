import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bridge } from './bridge-in-process.ts';
import { paymentFile } from './payment-file.ts';

/** The API as far as an import needs it: what it was asked, and what it is to answer. */
let server: Server;
let folder: string;
let file: string;
let asked: { readonly manifests: Record<string, unknown>[]; uploads: number };
let batch: Record<string, unknown>;
let history: Record<string, unknown>;
let refusal: { readonly status: number; readonly code: string; readonly title: string } | null;

const VIEW = {
  batchId: 'b1',
  system: 'guangzhou/degree-subsidy',
  kind: 'payment',
  state: 'SETTLED',
  problem: null,
  fileName: 'paid.csv',
  received: 2,
  applied: 2,
  unchanged: 0,
  rejected: 0,
  held: 0,
  pending: 0,
  fen: { received: '300000', applied: '300000', unchanged: '0', rejected: '0', held: '0' },
};
const OPEN = {
  tenant: 'guangzhou',
  state: 'OPEN',
  signed: null,
  imported: { rows: 2, fen: '300000' },
  unfinished: 0,
  imports: [VIEW],
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-import-'));
  file = join(folder, 'paid.csv');
  writeFileSync(file, paymentFile([{}, { 身份证号: '440199199003070021', 申领编号: 'A2' }]));
  server = createServer((request, response) => {
    void answerTo(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const partners = { guangzhou: { credentialId: 'cred_1', secret } };
  writeFileSync(join(folder, 'access.json'), JSON.stringify({ apiUrl: url('/v1'), partners }));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = { manifests: [], uploads: 0 };
  [batch, history, refusal] = [VIEW, OPEN, null];
});

function url(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

async function answerTo(request: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> {
  const body = await text(request);
  if (request.method === 'PUT') asked.uploads += 1;
  if (request.method === 'PUT') return { status: 200, body: {} };
  if (request.url === '/v1/history') return { status: 200, body: history };
  if (request.url === '/v1/batches/b1') return { status: 200, body: batch };
  if (refusal !== null) return { status: refusal.status, body: refusal };
  asked.manifests.push(JSON.parse(body) as Record<string, unknown>);
  return { status: 201, body: { batchId: 'b1', upload: { url: url('/upload'), headers: {} } } };
}

const run = async (...args: readonly string[]) => await bridge(['import-settled', ...args, '--data', folder]);
const FULL = ['--system', 'guangzhou/degree-subsidy', '--year', '2025'] as const;

describe('an import', () => {
  test('is announced as one, and says what was imported and who has to sign it', async () => {
    const { code, stdout, stderr } = await run(file, ...FULL, '--total-fen', '300000');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(asked.manifests).toMatchObject([
      { purpose: 'settled-history', kind: 'payment', programmeYear: 2025, rows: 2, totalFen: '300000' },
    ]);
    expect(asked.uploads).toBe(1);
    expect(stdout.split('\n')[0]).toBe('已导入 2 笔，3,000.00 元。');
    expect(stdout).toContain('尚未签认');
    expect(stdout).toContain(`bridge statement history guangzhou --rows 2 --fen 300000 --as <操作员> --data ${folder}`);
  });

  test('is exit 1 where rows were held or rejected, and says that somebody may have been paid twice', async () => {
    batch = { ...VIEW, applied: 0, held: 1, rejected: 1 };
    const { code, stdout } = await run(file, ...FULL);
    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe('已导入 0 笔，3,000.00 元；不通过 1 笔；暂挂 1 笔。');
    expect(stdout).toContain('可能有人已被重复发放');
    expect(stdout).toContain('只导入发放成功和退票');
  });

  test('is exit 1 where the file was not taken', async () => {
    batch = { ...VIEW, state: 'HELD', problem: 'history.closed', applied: 0, held: 2 };
    const { code, stdout } = await run(file, ...FULL);
    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe('没有导入：这个文件没有被接收。');
    expect(stdout).toContain('上线前的发放已签认');
  });

  test('prints one line of JSON for programs', async () => {
    const { code, stdout } = await run(file, ...FULL, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ batch: VIEW, history: OPEN });
  });
});

describe('nothing is sent', () => {
  test('where the books say another total', async () => {
    const { code, stderr } = await run(file, ...FULL, '--total-fen', '300001');
    expect(code).toBe(2);
    expect(stderr).toContain('import.total-mismatch');
    expect(stderr).toContain('3,000.01');
    expect(asked.manifests).toEqual([]);
  });

  test.each([
    ['file', [...FULL]],
    ['system', ['paid.csv', '--year', '2025']],
    ['year', ['paid.csv', '--system', 'guangzhou/degree-subsidy']],
  ])('without its %s', async (_, args) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('usage.import-incomplete');
  });

  test('where the total is none', async () => {
    const { code, stderr } = await run(file, ...FULL, '--total-fen', '3000.00');
    expect({ code, asked: asked.manifests }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain('usage.total-fen');
  });

  test('after the history was signed off: the refusal is the API’s', async () => {
    refusal = { status: 409, code: 'history.closed', title: '上线前的发放已签认，不能再导入' };
    const { code, stderr } = await run(file, ...FULL);
    expect({ code, uploads: asked.uploads }).toEqual({ code: 2, uploads: 0 });
    expect(stderr).toContain('history.closed');
  });
});

describe('the state of a city’s history', () => {
  test('shows its imports, its total and that it is signed', async () => {
    history = { ...OPEN, state: 'SIGNED', signed: { rows: 2, fen: '300000', at: '2026-11-23T02:00:00Z' } };
    const { code, stdout } = await run('--status');
    expect(code).toBe(0);
    expect(stdout).toContain('guangzhou 上线前的发放已由两人签认：2 笔，3,000.00 元（2026-11-23 10:00:00）');
    expect(stdout).not.toContain('bridge statement');
  });

  test('says what is still under way; exit 1 where an import is not clean', async () => {
    history = { ...OPEN, unfinished: 1, imports: [{ ...VIEW, state: 'PROCESSING', applied: 1, pending: 1 }] };
    const { code, stdout } = await run('--status', '--system', 'guangzhou/degree-subsidy');
    expect(code).toBe(1);
    expect(stdout).toContain('还有 1 个导入批次没有处理完');
  });
});
