import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../../cli/program.ts';
import { undeclared } from '../declared/answers.ts';
import { bridge } from './bridge-in-process.ts';

const NONE = { applied: 0, unchanged: 0, rejected: 0, held: 0 };
const batchOf = (state: 'PROCESSING' | 'SETTLED', applied: number, pending: number) => ({
  batchId: 'batch-1',
  system: 'guangzhou/degree-subsidy',
  kind: 'applicant',
  programmeYear: 2025,
  programmeYears: [2025],
  businessDate: '2026-11-23',
  sequence: 1,
  fileName: 'a.csv',
  state,
  problem: null,
  createdAt: '2026-11-23T01:00:00.000Z',
  warnings: 0,
  ...NONE,
  received: 10,
  applied,
  pending,
  fen: { received: '0', applied: '0', unchanged: '0', rejected: '0', held: '0', pending: '0' },
  conserved: true,
});
const [begun, halfway, settled] = [
  batchOf('PROCESSING', 0, 10),
  batchOf('PROCESSING', 5, 5),
  batchOf('SETTLED', 10, 0),
];

/** What the API says, one after the other; the last again and again. */
let says: (typeof begun)[] = [];
const asked: string[] = [];
const data = mkdtempSync(join(tmpdir(), 'bridge-status-'));
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const view = (says.length > 1 ? says.shift() : says[0]) ?? begun;
  const path = request.url ?? '';
  const body = JSON.stringify(path === '/batches' ? { batches: [view] } : view);
  const complaints = undeclared({ method: 'GET', path, status: 200, type: 'application/json', body });
  response.writeHead(complaints.length > 0 ? 599 : 200, { 'content-type': 'application/json' });
  response.end(complaints.length > 0 ? JSON.stringify(complaints) : body);
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credential = { credentialId: 'c', secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` };
  writeFileSync(join(data, 'access.json'), JSON.stringify({ apiUrl, partners: { guangzhou: credential } }));
});
afterAll(() => {
  server.close();
  rmSync(data, { recursive: true });
});

test('one batch is watched until it has settled: in a pipe each change below the other, what stays the same once', async () => {
  says = [begun, begun, halfway, settled];
  const { code, stdout } = await bridge(['status', 'batch-1', '--watch', '--data', data]);
  expect(code).toBe(0);
  expect(stdout.match(/batch-1/g)).toHaveLength(3);
  expect(stdout).not.toContain('\u001B');
});

test('with --json each change is a line for programs', async () => {
  says = [halfway, settled];
  const { stdout } = await bridge(['status', 'batch-1', '--watch', '--json', '--data', data]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { batches: { applied: number }[] });
  expect(lines.map(({ batches }) => batches[0]?.applied)).toEqual([5, 10]);
});

test('a terminal is painted anew and gets its cursor back when Ctrl-C ends it', async () => {
  says = [begun];
  asked.length = 0;
  const stdout = Object.assign(new PassThrough(), { isTTY: true });
  const written = text(stdout);
  const terminal = {
    stdin: Readable.from([]),
    stdout,
    stderr: new PassThrough(),
    language: 'zh',
    json: false,
  } as const;
  const now = () => new Date('2026-11-23T02:00:00Z');
  const running = runProgram(['status', '--watch', '--data', data], { ...terminal, isInteractive: true, now });
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.emit('SIGINT');
  expect(await running).toBe(0);
  stdout.end();
  const painted = await written;
  expect(painted.startsWith('\u001B[?25l\u001B[H\u001B[J2026-11-23 10:00:00\n')).toBe(true);
  expect(painted.endsWith('\u001B[?25h')).toBe(true);
});
