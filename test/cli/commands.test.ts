import { expect, test } from 'vitest';
import { sign } from '../../core/webhook-signature.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { bridge } from './bridge-in-process.ts';

test('id prints one JSON line per value in order, and exit 1 if any is invalid', async () => {
  const { code, stdout } = await bridge([
    'id',
    'citizen-id',
    '--json',
    '--',
    '440524188001010014',
    '-1',
    '440106900307001',
  ]);
  expect(code).toBe(1);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      kind: 'citizen-id',
      value: '440524188001010014',
      valid: true,
      normal: '440524188001010014',
      warnings: ['citizen-id.region-retired'],
      problem: null,
    },
    { kind: 'citizen-id', value: '-1', valid: false, normal: null, warnings: [], problem: 'citizen-id.length' },
    {
      kind: 'citizen-id',
      value: '440106900307001',
      valid: true,
      normal: '44010619900307001X',
      warnings: [],
      problem: null,
    },
  ]);
});

test('id is exit 0 when all are valid, exit 2 for a kind nobody knows', async () => {
  expect(await bridge(['id', 'uscc', '91440300708461136T'])).toMatchObject({ code: 0, stderr: '' });
  expect(await bridge(['id', 'passport', 'E1'])).toMatchObject({ code: 2, stdout: '' });
});

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const HEADERS = ['--secret', SECRET, '--id', 'msg_1', '--timestamp', '1764000000'];
const BODY = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xe5]);
const SIGNATURE = sign({ secret: SECRET, id: 'msg_1', timestamp: '1764000000', body: BODY });

test('webhook sign prints the header over the raw bytes of stdin, in either scheme', async () => {
  expect(await bridge(['webhook', 'sign', ...HEADERS], BODY)).toEqual({
    code: 0,
    stdout: `${SIGNATURE}\n`,
    stderr: '',
  });
  const sm3 = sign({ secret: SECRET, id: 'msg_1', timestamp: '1764000000', body: BODY, scheme: 'v1sm3' });
  expect((await bridge(['webhook', 'sign', ...HEADERS, '--scheme', 'v1sm3', '--json'], BODY)).stdout).toBe(
    `${JSON.stringify({ id: 'msg_1', timestamp: '1764000000', signature: sm3 })}\n`,
  );
});

test.each<[string, readonly string[], string | null]>([
  ['the right signature', [...HEADERS, '--signature', SIGNATURE, '--now', '1764000300'], null],
  ['a second too late', [...HEADERS, '--signature', SIGNATURE, '--now', '1764000301'], 'webhook.timestamp-stale'],
  ['a second too early', [...HEADERS, '--signature', SIGNATURE, '--now', '1763999699'], 'webhook.timestamp-future'],
  ['no signature', [...HEADERS, '--now', '1764000000'], 'webhook.header-missing'],
  ['an empty id', [...HEADERS, '--id', '', '--signature', SIGNATURE, '--now', '1764000000'], 'webhook.header-missing'],
  ['another signature', [...HEADERS, '--signature', 'v1,AAAA', '--now', '1764000000'], 'webhook.signature-mismatch'],
])('webhook verify with %s', async (_name, args, code) => {
  const { stdout, ...ran } = await bridge(['webhook', 'verify', ...args, '--json'], BODY);
  expect(ran).toEqual({ code: code === null ? 0 : 1, stderr: '' });
  expect(stdout).toBe(`${JSON.stringify({ valid: code === null, code })}\n`);
});

test('a secret or an id that is malformed is exit 2, and the secret is not repeated', async () => {
  const { code, stderr } = await bridge(['webhook', 'sign', '--secret', 'hunter2', '--id', 'a', '--timestamp', '1']);
  expect({ code, said: stderr.includes('hunter2') }).toEqual({ code: 2, said: false });
  expect(await bridge(['webhook', 'verify', '--secret', 'hunter2'])).toMatchObject({ code: 2, stdout: '' });
  expect((await bridge(['webhook', 'sign', ...HEADERS, '--id', 'a.b'])).stderr).toContain('webhook.id-malformed');
});

test('webhook sign takes the command line of verify', async () => {
  expect(await bridge(['webhook', 'sign', ...HEADERS, '--signature', '', '--now', '5'], BODY)).toMatchObject({
    code: 0,
    stdout: `${SIGNATURE}\n`,
  });
});

test.each<readonly string[]>([
  ['webhook', 'verify', ...HEADERS, '--now', 'soon'],
  ['check', 'a.csv', '--system', 'guangzhou/degree-subsidy', '--kind', 'payment', '--rejects', 'a.csv'],
])('an error says what to do (%s %s)', async (...args) => {
  const { code, stdout, stderr } = await bridge([...args, '--json']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const { error } = JSON.parse(stderr) as { error: { hint: unknown } };
  expect(error.hint).toMatch(/./);
});

test('systems lists every system with its kinds and direction', async () => {
  const { code, stdout } = await bridge(['systems', '--json']);
  expect(code).toBe(0);
  const listed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { system: string; direction: string; kinds: readonly { kind: string }[] });
  expect(listed.map(({ system }) => system)).toEqual(systems.map(({ id }) => id));
  expect(listed.find(({ system }) => system === 'guangzhou/degree-subsidy')).toMatchObject({
    direction: 'to-province',
    kinds: [{ kind: 'applicant' }, { kind: 'certificate' }, { kind: 'payment' }],
  });
});
