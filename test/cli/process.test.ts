import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

async function run(
  command: string,
  args: readonly string[],
  stdin: Uint8Array = Buffer.alloc(0),
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(command, args, { env: { ...process.env, LC_ALL: 'C' } });
  child.stdin.end(stdin);
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr };
}

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

test('the launcher hands on arguments, raw stdin, output and exit codes', async () => {
  const launcher = 'cli/bin/bridge.js';
  const sign = ['webhook', 'sign', '--secret', SECRET, '--id', 'a', '--timestamp', '1'];
  const [direct, launched, invalid, unusable] = await Promise.all([
    run(process.execPath, ['cli/bridge.ts', ...sign], Buffer.from([0xff, 0x00])),
    run(process.execPath, [launcher, ...sign], Buffer.from([0xff, 0x00])),
    run(process.execPath, [launcher, 'id', 'mobile', '1', '--json']),
    run(process.execPath, [launcher, 'bogus']),
  ]);
  expect(direct).toMatchObject({ code: 0, stderr: '' });
  expect(launched).toEqual(direct);
  expect(invalid).toMatchObject({ code: 1, stderr: '' });
  expect(unusable).toMatchObject({ code: 2, stdout: '' });
});

test('a reader that closes the pipe early is no error', async () => {
  const values = Array.from({ length: 20_000 }, () => '13800000000');
  const script = '"$0" cli/bridge.ts id mobile --json "$@" | head -n 1';
  const { stdout, stderr } = await run('sh', ['-c', script, process.execPath, ...values]);
  expect(stderr).toBe('');
  expect(stdout).toContain('"valid":true');
});

test.skipIf(!existsSync('/dev/full'))('an output that takes no more is an error as any other', async () => {
  const script = '"$0" cli/bridge.ts id mobile 13800000000 --json > /dev/full';
  const { code, stderr } = await run('sh', ['-c', script, process.execPath]);
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'output.unwritable' } });
});
