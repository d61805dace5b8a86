import { setTimeout as delay } from 'node:timers/promises';

import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod';

import type { LogFields } from '../../../adapters/log/fields.ts';
import type { Log } from '../../../adapters/log/log.ts';
import { processBatch, TIME_KEPT_MS } from '../../../adapters/queue/process-batch.ts';

const schema = z.object({ n: z.number() });
const parse = (body: unknown) => schema.parse(body);

function record(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: 'r',
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'cn-north-1',
    messageAttributes: {},
    attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
  };
}

const event = (...bodies: string[]): SQSEvent => ({ Records: bodies.map((body, index) => record(`m${index}`, body)) });

function remembering(): { readonly log: Log; readonly lines: (LogFields & { event: string })[] } {
  const lines: (LogFields & { event: string })[] = [];
  const over = (context: LogFields): Log => {
    const add = (name: string, fields: LogFields = {}) => void lines.push({ event: name, ...context, ...fields });
    return { info: add, warn: add, error: add, withCorrelation: (correlationId) => over({ correlationId }) };
  };
  return { log: over({}), lines };
}

test('a message that fails comes again alone; the others are done', async () => {
  const { log, lines } = remembering();
  const handled: number[] = [];
  const answer = await processBatch({
    event: event('{"n":0}', '{"n":1}', '{"n":2}'),
    parse,
    log,
    handle: async ({ n }) => {
      if (n === 1) throw new Error('busy');
      handled.push(n);
    },
  });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(handled).toEqual([0, 2]);
  expect(lines).toMatchObject([
    { event: 'queue.message-failed', correlationId: 'm1', receiveCount: 2, error: { message: 'busy' } },
  ]);
});

test.each(['', 'no JSON', '{"n":"1"}', 'null'])('a malformed body fails without being handled: %s', async (body) => {
  const { log, lines } = remembering();
  const answer = await processBatch({
    event: event(body),
    parse,
    log,
    handle: () => Promise.reject(new Error('handled')),
  });
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  expect(lines.map((line) => line.event)).toEqual(['queue.message-malformed']);
});

test('all done is an empty list', async () => {
  expect(
    await processBatch({ event: event('{"n":0}'), parse, log: remembering().log, handle: async () => undefined }),
  ).toEqual({ batchItemFailures: [] });
});

test.each([1, 3])('at most %d messages are handled at a time, each once', async (concurrency) => {
  let running = 0;
  let most = 0;
  const handled: number[] = [];
  await processBatch({
    event: event(...Array.from({ length: 10 }, (_, n) => `{"n":${n}}`)),
    parse,
    log: remembering().log,
    concurrency,
    handle: async ({ n }) => {
      running += 1;
      most = Math.max(most, running);
      await delay(2);
      running -= 1;
      handled.push(n);
    },
  });
  expect(most).toBe(concurrency);
  expect(handled.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('what failed is released after a wait that doubles with every receive', async () => {
  const { log } = remembering();
  const released: unknown[] = [];
  const failing = { parse, log, handle: () => Promise.reject(new Error('busy')) };
  await processBatch({ ...failing, event: event('{"n":0}'), release: async (failed) => void released.push(...failed) });
  expect(released).toEqual([{ receiptHandle: 'r', delaySeconds: 10 }]);
});

test('a release that fails changes nothing about what is reported', async () => {
  const { log, lines } = remembering();
  const release = () => Promise.reject(new Error('gone'));
  const answer = await processBatch({ event: event('not json'), parse, log, handle: async () => {}, release });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(lines.at(-1)).toMatchObject({ event: 'queue.release-failed', failed: 1 });
});

test('nothing is released when everything was done', async () => {
  const { log } = remembering();
  const release = () => Promise.reject(new Error('must not be called'));
  const answer = await processBatch({ event: event('{"n":0}'), parse, log, handle: async () => {}, release });
  expect(answer).toEqual({ batchItemFailures: [] });
});

test('what can no longer be begun in time comes again at once, and what was begun is reported', async () => {
  const { log, lines } = remembering();
  const released: unknown[] = [];
  const handled: number[] = [];
  const left = [TIME_KEPT_MS, TIME_KEPT_MS - 1, 0];
  const answer = await processBatch({
    event: event('{"n":0}', '{"n":1}', '{"n":2}'),
    parse,
    log,
    handle: async ({ n }) => void handled.push(n),
    remainingMs: () => left.shift() ?? 0,
    release: async (messages) => void released.push(...messages),
  });
  expect(handled).toEqual([0]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] });
  expect(released).toEqual(['r', 'r'].map((receiptHandle) => ({ receiptHandle, delaySeconds: 0 })));
  expect(lines).toEqual([{ event: 'queue.time-short', count: 2 }]);
});
