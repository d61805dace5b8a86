import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import {
  AddressRefused,
  AnswerMalformed,
  AnswerTooLarge,
  ConnectionLost,
  HttpError,
  NeverReached,
  RedirectRefused,
  TimedOut,
} from '../../../../adapters/http/http-error.ts';
import { answerJson, createHttp, type HttpSettings } from '../../../../adapters/http/http.ts';
import { serve, serveRaw } from './loopback.ts';

const to = (url: string, settings: Partial<HttpSettings> = {}) =>
  createHttp({ baseUrl: url, allowPrivate: true, timeoutMs: 2_000, ...settings });

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function errorOf(answer: Promise<unknown>): Promise<HttpError> {
  const outcome = await answer.catch((error: unknown) => error);
  if (outcome instanceof HttpError) return outcome;
  throw new Error('expected an HttpError', { cause: outcome });
}

test('sends the bytes that were signed and gives back status, headers and body as they are', async () => {
  const body = Buffer.from('{"name":"陈\u0000", "amountFen" : 150000}');
  const sign = (bytes: Uint8Array) => ({
    'webhook-signature': createHmac('sha256', 'k').update(bytes).digest('base64'),
  });
  const seen: {
    body?: Buffer;
    headers?: IncomingMessage['headers'];
    url?: string | undefined;
    method?: string | undefined;
  } = {};
  await using server = await serve(async (request, response) => {
    Object.assign(seen, {
      body: await bodyOf(request),
      headers: request.headers,
      url: request.url,
      method: request.method,
    });
    response.writeHead(429, { 'Retry-After': '7', 'X-Many': ['a', 'b'] }).end('{"code":"busy"}');
  });
  const answer = await to(`${server.url}/prefix/`, { sign }).post('/api/v1/x?y=1', body, { 'x-attempt': 'A1' });
  expect(seen.body).toEqual(body);
  expect(seen).toMatchObject({ method: 'POST', url: '/prefix/api/v1/x?y=1' });
  expect(seen.headers).toMatchObject({ ...sign(body), 'x-attempt': 'A1', 'content-type': 'application/json' });
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '7', 'x-many': 'a, b' } });
  expect(answerJson(answer)).toEqual({ code: 'busy' });
});

test('a request without body signs no bytes', async () => {
  const signed: number[] = [];
  await using server = await serve((_, response) => void response.end('{}'));
  await to(server.url, { sign: (bytes) => (signed.push(bytes.length), {}) }).get('/attempts/1');
  expect(signed).toEqual([0]);
});

test('connections are kept for the next request', async () => {
  await using server = await serve((_, response) => void response.end('{}'));
  const http = to(server.url);
  for (let request = 0; request < 3; request += 1) await http.get('/');
  expect(server.connections()).toBe(1);
});

test('a reset on a kept connection is ConnectionLost: the request may have arrived', async () => {
  let requests = 0;
  await using server = await serve((request, response) => {
    requests += 1;
    if (requests === 1) response.end('{}');
    else request.socket.resetAndDestroy();
  });
  const http = to(server.url);
  await http.get('/');
  const error = await errorOf(http.post('/', '{}'));
  expect(server.connections()).toBe(1);
  expect(error).toBeInstanceOf(ConnectionLost);
  expect(error.mayHaveTakenEffect).toBe(true);
});

test('a refused connection is NeverReached: certainly without effect', async () => {
  const server = await serve(() => undefined);
  await server[Symbol.asyncDispose]();
  const error = await errorOf(to(server.url).post('/', '{}'));
  expect(error).toBeInstanceOf(NeverReached);
  expect(error.mayHaveTakenEffect).toBe(false);
});

test('an unknown name is NeverReached', async () => {
  const error = await errorOf(to('http://nowhere.invalid').post('/', '{}'));
  expect(error).toBeInstanceOf(NeverReached);
  expect(error.mayHaveTakenEffect).toBe(false);
});

test('a server that is no TLS server is NeverReached: nothing was sent', async () => {
  await using server = await serveRaw((socket) => void socket.end('not TLS at all\r\n'));
  const error = await errorOf(to(server.url.replace('http:', 'https:')).post('/', '{}'));
  expect(error).toBeInstanceOf(NeverReached);
});

test('no answer in time is TimedOut and may have taken effect', async () => {
  await using server = await serve(() => undefined);
  const error = await errorOf(to(server.url, { timeoutMs: 100 }).post('/', '{}'));
  expect(error).toBeInstanceOf(TimedOut);
  expect(error.mayHaveTakenEffect).toBe(true);
});

test('time that runs out before the TLS handshake is done is TimedOut, certainly without effect', async () => {
  await using server = await serveRaw(() => undefined);
  const error = await errorOf(to(server.url.replace('http:', 'https:'), { timeoutMs: 100 }).post('/', '{}'));
  expect(error).toBeInstanceOf(TimedOut);
  expect(error.mayHaveTakenEffect).toBe(false);
});

test('an answer that drips byte by byte meets the total time-out', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  const started = performance.now();
  const error = await errorOf(to(server.url, { timeoutMs: 200 }).get('/'));
  expect(error).toBeInstanceOf(TimedOut);
  expect(performance.now() - started).toBeLessThan(1_500);
});

test('a connection reset after the request is ConnectionLost', async () => {
  await using server = await serve((request) => {
    request.on('end', () => request.socket.resetAndDestroy()).resume();
  });
  const error = await errorOf(to(server.url).post('/', '{}'));
  expect(error).toBeInstanceOf(ConnectionLost);
  expect(error.mayHaveTakenEffect).toBe(true);
});

test.each(['identity', 'gzip'])('an answer cut off in the middle is ConnectionLost (%s)', async (encoding) => {
  const whole =
    encoding === 'gzip' ? gzipSync(Buffer.from('{"results":[1,2,3]}'.repeat(50))) : Buffer.from('{"results":[]}');
  await using server = await serve((request, response) => {
    response.writeHead(200, { 'content-length': whole.length, 'content-encoding': encoding });
    response.write(whole.subarray(0, 12), () => setTimeout(() => request.socket.destroy(), 20));
  });
  expect(await errorOf(to(server.url).get('/'))).toBeInstanceOf(ConnectionLost);
});

test.each([301, 302, 303, 307, 308])('a redirect %d is refused and not followed', async (status) => {
  let followed = false;
  await using other = await serve((_, response) => {
    followed = true;
    response.end('{}');
  });
  await using server = await serve((_, response) => void response.writeHead(status, { location: other.url }).end());
  expect(await errorOf(to(server.url).post('/', '{}'))).toBeInstanceOf(RedirectRefused);
  expect(followed).toBe(false);
});

test('an answer of exactly the limit passes, one byte more is AnswerTooLarge', async () => {
  await using server = await serve(
    (request, response) => void response.end(Buffer.alloc(Number(request.url?.slice(1)), 0x20)),
  );
  const http = to(server.url, { answerBytesMax: 4_096 });
  expect((await http.get('/4096')).body).toHaveLength(4_096);
  expect(await errorOf(http.get('/4097'))).toBeInstanceOf(AnswerTooLarge);
});

test('an endless answer is cut at the limit', async () => {
  let written = 0;
  await using server = await serve((_, response) => {
    const block = Buffer.alloc(64 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(block)) written += block.length;
    };
    response.on('drain', more);
    more();
  });
  expect(await errorOf(to(server.url).get('/'))).toBeInstanceOf(AnswerTooLarge);
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test.each([
  ['gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
  ['br', brotliCompressSync(Buffer.alloc(16 * 1024 * 1024))],
])('a %s bomb is AnswerTooLarge: unpacked bytes count', async (encoding, bomb) => {
  await using server = await serve(
    (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
  );
  const error = await errorOf(to(server.url).get('/'));
  expect(error).toBeInstanceOf(AnswerTooLarge);
});

test('a head that does not end is AnswerTooLarge', async () => {
  await using server = await serveRaw((socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`));
  });
  expect(await errorOf(to(server.url).get('/'))).toBeInstanceOf(AnswerTooLarge);
});

test.each(['gzip', 'deflate', 'br', 'zstd'])(
  'an answer that is not the %s it says is AnswerMalformed',
  async (encoding) => {
    await using server = await serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end('no such thing at all'),
    );
    const error = await errorOf(to(server.url).get('/'));
    expect(error).toBeInstanceOf(AnswerMalformed);
    expect(error.mayHaveTakenEffect).toBe(true);
  },
);

test('an answer that is not HTTP is AnswerMalformed', async () => {
  await using server = await serveRaw((socket) => void socket.once('data', () => socket.end('220 mail ready\r\n\r\n')));
  expect(await errorOf(to(server.url).get('/'))).toBeInstanceOf(AnswerMalformed);
});

test('an answer without the JSON expected is AnswerMalformed, and the error does not quote it', async () => {
  await using server = await serve((_, response) => void response.end('<html>440106199003070019</html>'));
  const answer = await to(server.url).get('/');
  expect(() => answerJson(answer)).toThrow(AnswerMalformed);
  expect(() => answerJson(answer)).not.toThrow(/4401/);
});

test('errors carry neither the body nor the headers that were sent', async () => {
  await using server = await serve((request) => void request.socket.destroy());
  const error = await errorOf(
    to(server.url).post('/', '{"idNumber":"440106199003070019"}', { 'webhook-signature': 'v1,SECRET' }),
  );
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/440106|SECRET/);
  expect(error.cause).toBeUndefined();
});

test('proxies named in the environment are not used', async () => {
  let proxied = false;
  await using proxy = await serve((_, response) => {
    proxied = true;
    response.end();
  });
  await using server = await serve((_, response) => void response.end('{}'));
  process.env['http_proxy'] = proxy.url;
  try {
    expect((await to(server.url).get('/')).status).toBe(200);
    expect(proxied).toBe(false);
  } finally {
    delete process.env['http_proxy'];
  }
});

test.each(['.elsewhere.example/', '@elsewhere.example/', ':81/', 'x', ''])(
  'a path without a slash in front is refused: "%s"',
  async (path) => {
    await using server = await serve((_, response) => void response.end('{}'));
    expect(await errorOf(to(server.url).get(path))).toBeInstanceOf(AddressRefused);
  },
);

test.each(['//elsewhere.invalid/x', '/\\elsewhere.invalid', '/@elsewhere.invalid', '/../../x'])(
  'a path stays at its host: %s',
  async (path) => {
    await using server = await serve((_, response) => void response.end('{}'));
    expect((await to(server.url).get(path)).status).toBe(200);
  },
);
