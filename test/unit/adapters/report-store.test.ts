import type { Writable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { putReport, reportUrl } from '../../../adapters/reports/report-store.ts';

const s3 = new S3Client({ region: 'cn-north-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const mock = mockClient(s3);
const store = { s3, bucket: 'reports' };
beforeEach(() => mock.reset());

const write = (text: string) => async (out: Writable) => {
  await new Promise<void>((resolve, reject) => {
    out.once('error', reject);
    out.end(text, () => resolve());
  });
};

test('a report is kept under its name, as a file of that name', async () => {
  mock.on(PutObjectCommand).resolves({});
  await putReport(store, '2026-11-23/a.html', 'text/html', write('对账'));
  const [call] = mock.commandCalls(PutObjectCommand);
  expect(call?.args[0].input).toMatchObject({
    Bucket: 'reports',
    Key: '2026-11-23/a.html',
    ContentType: 'text/html',
    ContentDisposition: 'attachment; filename="a.html"',
  });
});

test('what the storage refuses is told, and nobody goes on writing', async () => {
  mock.on(PutObjectCommand).rejects(new Error('no room'));
  await expect(putReport(store, 'a', 'text/html', write('x'))).rejects.toThrow('no room');
});

test('what can not be written is told, and nothing is kept', async () => {
  mock.on(PutObjectCommand).resolves({});
  const broken = (out: Writable): Promise<void> => {
    const error = new Error('a line that can not be read');
    out.destroy(error);
    return Promise.reject(error);
  };
  await expect(putReport(store, 'a', 'text/html', broken)).rejects.toThrow('a line that can not be read');
  expect(mock.commandCalls(PutObjectCommand)).toHaveLength(0);
});

test('a writer that stops in the middle leaves nobody waiting, and nothing is kept', async () => {
  mock.on(PutObjectCommand).resolves({});
  const stops = (out: Writable): Promise<void> => {
    out.write('half a page');
    return Promise.reject(new Error('a line that can not be read'));
  };
  await expect(putReport(store, 'a', 'text/html', stops)).rejects.toThrow('a line that can not be read');
  expect(mock.commandCalls(PutObjectCommand)).toHaveLength(0);
});

test('its URL holds for five minutes', async () => {
  const url = new URL(await reportUrl(store, '2026-11-23/a.html'));
  expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
});
