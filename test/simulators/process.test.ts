import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import {
  PATIENT,
  applicant,
  bridge,
  bulk,
  CALL_SECRET,
  parsed,
  province,
  temporaryFolder,
  WEBHOOK_SECRET,
} from './platform.ts';

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

test('killed with events on their way, it sends them at the next start', async () => {
  const dataDir = temporaryFolder();
  const silent = await silentBridge();
  const child = start('province', JSON.stringify({ ...CONFIG, dataDir, bridgeUrl: silent.url, knobs: { stepMs: 5 } }));
  const url = String(parsed(await firstLine(child))['url']);
  await bulk(
    url,
    'applicants',
    ...Array.from({ length: 12 }, (_, index) => ({
      attemptId: `a${index}`,
      record: applicant(index, { status: 'PROVINCE_REVIEW' }),
    })),
  );
  await expect.poll(() => silent.connections(), PATIENT).toBe(8);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const to = await bridge();
  const platform = await province({ dataDir, bridgeUrl: to.url });
  await expect.poll(() => platform.stats().webhooks, PATIENT).toMatchObject({ delivered: 12, pending: 0 });
  expect(to.taken).toHaveLength(12);
});

/** Takes connections and never answers. */
async function silentBridge(): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer(() => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    connections: () => connections,
  };
}
