import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../local/engines/free-port.ts';
import { createJournal } from '../../../local/proxy/journal.ts';
import { startProxy } from '../../../local/proxy/proxy.ts';

test('the AWS endpoint takes any port when the one asked for is taken', async () => {
  const port = await freePort();
  const taken = createServer();
  onTestFinished(() => void taken.close());
  taken.listen(port, '127.0.0.1');
  await once(taken, 'listening');
  const proxy = await startProxy({ port, journal: createJournal(), now: () => new Date() });
  onTestFinished(proxy.stop);
  expect(proxy.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(proxy.endpoint).not.toBe(`http://127.0.0.1:${port}`);
});

test('a free port lies below the ranges that systems take for outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(ports.filter((port) => port < 1024 || port >= 32_768)).toEqual([]);
});
