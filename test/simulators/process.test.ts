import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { applicant, bulk, CALL_SECRET, parsed, temporaryFolder, WEBHOOK_SECRET } from './platform.ts';

const CONFIG = { port: 0, secrets: { calls: [CALL_SECRET], webhooks: WEBHOOK_SECRET } };

function start(name: string, ...args: string[]): ReturnType<typeof spawn> {
  const child = spawn(
    process.execPath,
    [new URL(`../../local/simulators/${name}/main.ts`, import.meta.url).pathname, ...args],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve) => lines.once('line', resolve));
}

test('runs as a process of its own, configured by its argument, until its input ends', async () => {
  const child = start('province', JSON.stringify({ ...CONFIG, dataDir: temporaryFolder() }));
  const url = String(parsed(await firstLine(child))['url']);
  expect(await bulk(url, 'applicants', { attemptId: 'a1', record: applicant(1) })).toEqual(['applied']);
  child.stdin?.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('takes its configuration from the first line of its input, too', async () => {
  const child = start('guangzhou');
  child.stdin?.write(`${JSON.stringify({ ...CONFIG, dataDir: temporaryFolder() })}\n`);
  const url = String(parsed(await firstLine(child))['url']);
  expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  child.stdin?.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
