import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { download, type DownloadSettings } from '../../../../adapters/http/download.ts';
import { serve } from './loopback.ts';

const of = (baseUrl: string, change: Partial<DownloadSettings> = {}): DownloadSettings => ({
  baseUrl,
  allowPrivate: true,
  bytesMax: 1_000,
  sign: () => ({ 'webhook-signature': 'v1,signed' }),
  ...change,
});

async function whole(settings: DownloadSettings): Promise<string> {
  const { body } = await download(settings, '/list');
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

test('gives status and headers at once and the bytes as they come, unpacked', async () => {
  await using server = await serve((request, response) => {
    expect([request.method, request.url, request.headers['webhook-signature']]).toEqual(['GET', '/list', 'v1,signed']);
    response.writeHead(200, { 'Export-Rows': '2', 'content-encoding': 'gzip' });
    response.end(gzipSync('{}\n{}\n'));
  });
  const { status, headers, body } = await download(of(server.url), '/list');
  expect([status, headers['export-rows']]).toEqual([200, '2']);
  await body.return();
  expect(await whole(of(server.url))).toBe('{}\n{}\n');
});

test('an answer cut off, too large, silent or elsewhere is an error', async () => {
  await using server = await serve((request, response) => {
    if (request.headers['webhook-signature'] === 'large') return void response.end('x'.repeat(1_001));
    if (request.headers['webhook-signature'] === 'elsewhere')
      return void response.writeHead(302, { location: '/other' }).end();
    response.write('begun');
    if (request.headers['webhook-signature'] === 'cut') setImmediate(() => response.destroy());
  });
  const failing = async (kind: string): Promise<unknown> =>
    await whole(of(server.url, { idleMs: 100, sign: () => ({ 'webhook-signature': kind }) })).catch(
      (error: unknown) => (error as { readonly code?: string }).code,
    );
  expect(await failing('cut')).toBe('http.connection-lost');
  expect(await failing('large')).toBe('http.answer-too-large');
  expect(await failing('silent')).toBe('http.timed-out');
  expect(await failing('elsewhere')).toBe('http.redirect-refused');
});

test('how long its reader takes is no silence', async () => {
  await using server = await serve((_request, response) => {
    response.write('one');
    setTimeout(() => response.end('two'), 10);
  });
  const { body } = await download(of(server.url, { idleMs: 80 }), '/list');
  const pieces: string[] = [];
  for await (const piece of body) {
    pieces.push(piece.toString('utf8'));
    await new Promise((resolve) => {
      setTimeout(resolve, 150);
    });
  }
  expect(pieces.join('')).toBe('onetwo');
});

test('goes to no private address but on one machine', async () => {
  await expect(download(of('http://127.0.0.1:1', { allowPrivate: false }), '/list')).rejects.toMatchObject({
    code: 'http.address-refused',
  });
});
