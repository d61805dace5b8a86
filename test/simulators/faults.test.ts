import { expect, test } from 'vitest';
import { drawMishap, NO_FAULTS } from '../../local/simulators/faults.ts';
import { applicant, bulk, call, province } from './platform.ts';

const records = [{ attemptId: 'a1', record: applicant(1) }];

test('answers 429 with Retry-After and 503, without effect, while the knobs say so', async () => {
  const platform = await province({ knobs: { rate429: 1, retryAfterS: 7 } });
  const limited = await fetch(`${platform.url}/api/v1/applicants/bulk`, { method: 'POST', body: '{}' });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  const changed = await call(platform.url, 'PUT', '/admin/faults', { rate429: 0, rate5xx: 1 });
  expect(changed.json).toMatchObject({ rate429: 0, rate5xx: 1 });
  expect((await call(platform.url, 'POST', '/api/v1/applicants/bulk', { records })).status).toBe(503);
  platform.setFaults({ rate5xx: 0 });
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['applied']);
});

test('every mishap is counted, and asking for the count is none', async () => {
  const platform = await province({ knobs: { rate5xx: 1, latencyMs: 1 } });
  for (const attempt of ['first', 'second'])
    expect((await call(platform.url, 'POST', '/api/v1/applicants/bulk', { records, attempt })).status).toBe(503);
  platform.setFaults({ rate5xx: 0, latencyMs: 0 });
  await bulk(platform.url, 'applicants', ...records);
  expect((await call(platform.url, 'GET', '/admin/mishaps')).json).toEqual({ '5xx': 2, latency: 2 });
});

test('a time-out before the effect leaves nothing behind', async () => {
  const platform = await province({ knobs: { timeoutBefore: 1, hangMs: 30 } });
  await expect(bulk(platform.url, 'applicants', ...records)).rejects.toThrow('fetch failed');
  platform.setFaults({ timeoutBefore: 0 });
  expect((await call(platform.url, 'GET', '/api/v1/attempts/a1')).status).toBe(404);
});

test('a time-out after the effect leaves an attempt that can be asked for and repeated', async () => {
  const platform = await province({ knobs: { timeoutAfter: 1, hangMs: 30 } });
  await expect(bulk(platform.url, 'applicants', ...records)).rejects.toThrow('fetch failed');
  platform.setFaults({ timeoutAfter: 0 });
  expect((await call(platform.url, 'GET', '/api/v1/attempts/a1')).json).toMatchObject({ outcome: 'applied' });
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['applied']);
  expect(platform.stats()).toMatchObject({ appliedTwice: 0, repeatedAttempts: 1 });
});

test('drips its answer slowly and adds latency', async () => {
  const platform = await province({ knobs: { slowDrip: 1, dripMs: 10, latencyMs: 20 } });
  const started = performance.now();
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['applied']);
  expect(performance.now() - started).toBeGreaterThan(40);
});

test('a busy record is not remembered', async () => {
  const platform = await province({ knobs: { busy: 1 } });
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['busy']);
  platform.setFaults({ busy: 0 });
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['applied']);
});

test('a paused platform answers 503 but to its administrator', async () => {
  const platform = await province();
  await call(platform.url, 'POST', '/admin/pause', { paused: true });
  expect((await call(platform.url, 'POST', '/api/v1/applicants/bulk', { records })).status).toBe(503);
  expect((await call(platform.url, 'GET', '/admin/stats')).status).toBe(200);
  await call(platform.url, 'POST', '/admin/pause', { paused: false });
  expect(await bulk(platform.url, 'applicants', ...records)).toEqual(['applied']);
});

test('knows its knobs', async () => {
  const platform = await province();
  expect(await call(platform.url, 'PUT', '/admin/faults', { rate418: 1 })).toMatchObject({
    status: 400,
    json: { message: 'rate418' },
  });
  expect((await call(platform.url, 'PUT', '/admin/faults', { rate429: -1 })).status).toBe(400);
  expect((await call(platform.url, 'GET', '/admin/faults')).json).toMatchObject({ rate429: 0, stepMs: 5 });
});

test('draws each mishap with its share, and at most one', () => {
  const faults = { ...NO_FAULTS, rate429: 0.1, rate5xx: 0.2, timeoutBefore: 0.3, timeoutAfter: 0.2, slowDrip: 0.1 };
  const drawn = [0.05, 0.15, 0.45, 0.75, 0.85, 0.95].map((value) => drawMishap(faults, () => value));
  expect(drawn).toEqual(['429', '5xx', 'timeout-before', 'timeout-after', 'slow-drip', 'none']);
});
