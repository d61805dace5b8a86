import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../cli/login/session.ts';
import { runProgram } from '../../cli/program.ts';
import { locationOf, openBrowser } from '../integration/local/browser.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

let api: OperatorsApi;
beforeEach(async () => {
  api = await startOperatorsApi();
  api.answers.push({ status: 200, body: { discrepancies: [], next: null } });
});
afterEach(() => api.stop());

const file = () => join(api.data, 'login.json');
const session = () => JSON.parse(readFileSync(file(), 'utf8')) as Session;
const run = (...args: readonly string[]) => bridge([...args, '--data', api.data]);
const errorOf = ({ stderr }: { readonly stderr: string }) => (JSON.parse(stderr) as { error: { code: string } }).error;

test('a sample user logs in without a browser; the commands after it are theirs until they log out', async () => {
  expect(errorOf(await run('discrepancies', '--json'))).toMatchObject({ code: 'login.missing' });
  expect(await run('login', '--as', 'approver')).toMatchObject({ code: 0, stdout: '已登录：复核员 王\n', stderr: '' });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect((await run('discrepancies')).code).toBe(0);
  expect(await run('logout')).toMatchObject({ code: 0, stdout: '已退出登录。\n' });
  expect(await run('logout')).toMatchObject({ code: 0, stdout: '没有登录。\n' });
  expect((await run('discrepancies')).code).toBe(2);
  expect(api.heard.map(({ by }) => by)).toEqual(['approver']);
});

test('a name on a command is for that command alone', async () => {
  await run('login', '--as', 'viewer');
  await run('discrepancies', '--as', 'auditor');
  await run('discrepancies');
  expect(api.heard.map(({ by }) => by)).toEqual(['auditor', 'viewer']);
});

test('for programs it says who, and until when; never a token', async () => {
  const { code, stdout } = await run('login', '--as', 'operator', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'operator', displayName: '经办员 李', issuer: session().issuer });
  expect(stdout).not.toContain(session().tokens.accessToken);
});

test('with a browser: the address is told, and whoever logs in there is who asks', async () => {
  const stderr = new PassThrough();
  const stdout = new PassThrough();
  const terminal = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    language: 'zh' as const,
    json: false,
    isInteractive: false,
    now: () => new Date(),
  };
  const done = runProgram(['login', '--data', api.data], terminal);
  let told = '';
  for await (const piece of stderr) {
    told += String(piece);
    if (/http\S+\n/.test(told)) break;
  }
  const [address = ''] = /http\S+/.exec(told) ?? [];
  const browser = openBrowser();
  const page = locationOf(await browser.get(address));
  const back = locationOf(await browser.get(locationOf(await browser.post(page, { user: 'approver' }))));
  expect((await fetch(back)).status).toBe(200);
  expect(await done).toBe(0);
  await run('discrepancies');
  expect(api.heard.map(({ by }) => by)).toEqual(['approver']);
});

test('a token that ends is renewed and kept; a login that can’t be renewed is told as such', async () => {
  await run('login', '--as', 'operator');
  const before = session();
  const ended = { ...before.tokens, expiresAt: new Date(Date.now() - 1000).toISOString() };
  writeFileSync(file(), JSON.stringify({ ...before, tokens: ended }));
  expect((await run('discrepancies')).code).toBe(0);
  const after = session();
  expect(after.tokens.refreshToken).not.toBe(before.tokens.refreshToken);
  expect(new Date(after.tokens.expiresAt).getTime()).toBeGreaterThan(Date.now());
  writeFileSync(file(), JSON.stringify({ ...before, tokens: ended }));
  expect(errorOf(await run('discrepancies', '--json'))).toMatchObject({ code: 'login.expired' });
  writeFileSync(file(), JSON.stringify({ ...before, tokens: { ...ended, refreshToken: null } }));
  expect(errorOf(await run('discrepancies', '--json'))).toMatchObject({ code: 'login.expired' });
  expect(api.heard).toHaveLength(1);
});

test.each<[readonly string[], string]>([
  [['login', '--as', 'admin'], 'bridge.not-found'],
  [['login', '--as', 'viewer', '--issuer', 'https://issuer.example'], 'usage.login-as'],
  [['login', '--as', 'viewer', '--api', 'http://bridge.example.cn/v1'], 'usage.api'],
  [['login', '--as', 'viewer', '--api', 'bridge'], 'usage.api'],
  [['login', '--issuer', 'http://127.0.0.1:1'], 'login.failed'],
  [['login', '--issuer', 'http://issuer.example'], 'login.failed'],
  [['login', '--issuer', 'nowhere'], 'login.failed'],
])('%j can’t be: %s', async (args, code) => {
  const { code: exit, stdout, stderr } = await run(...args, '--json');
  expect([exit, stdout]).toEqual([2, '']);
  expect(errorOf({ stderr })).toMatchObject({ code });
});

test('where nothing ever ran there is nobody to log in with', async () => {
  const { code, stderr } = await bridge(['login', '--json', '--data', join(api.data, 'nothing')]);
  expect(code).toBe(2);
  expect(errorOf({ stderr })).toMatchObject({ code: 'login.issuer-missing' });
});

test('a deployment elsewhere has no sample users, and an address somebody wrote down is enough of it', async () => {
  const { apiUrl } = JSON.parse(readFileSync(join(api.data, 'access.json'), 'utf8')) as { apiUrl: string };
  await run('login', '--as', 'operator');
  writeFileSync(join(api.data, 'access.json'), JSON.stringify({ apiUrl }));
  expect((await run('discrepancies')).code).toBe(0);
  expect(errorOf(await run('discrepancies', '--as', 'operator', '--json'))).toMatchObject({ code: 'bridge.not-found' });
  expect(errorOf(await run('status', '--json'))).toMatchObject({ code: 'bridge.not-found' });
  expect(errorOf(await run('login', '--json'))).toMatchObject({ code: 'login.issuer-missing' });
  expect(api.heard.map(({ by }) => by)).toEqual(['operator']);
});

test.each(['login', 'logout'])('%s has help in both languages', async (name) => {
  expect((await bridge([name, '--help'])).stdout).toContain('登录');
  expect((await bridge([name, '--help', '--lang', 'en'])).stdout).toMatch(/log (in|out)/);
});
