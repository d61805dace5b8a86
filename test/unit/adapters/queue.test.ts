import { SendMessageBatchCommand, SQSClient, type SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createQueue } from '../../../adapters/queue/queue.ts';

const URL = 'https://sqs.cn-north-1.amazonaws.com.cn/1/translate';

function sqsAnswering(answer: (input: SendMessageBatchCommandInput, call: number) => readonly string[]) {
  const sqs = new SQSClient({ region: 'cn-north-1' });
  const calls: SendMessageBatchCommandInput[] = [];
  mockClient(sqs)
    .on(SendMessageBatchCommand)
    .callsFake((input: SendMessageBatchCommandInput) => {
      calls.push(input);
      const failed = new Set(answer(input, calls.length));
      const ids = (input.Entries ?? []).map((entry) => entry.Id ?? '');
      return {
        Successful: ids.filter((id) => !failed.has(id)).map((Id) => ({ Id })),
        Failed: ids.filter((id) => failed.has(id)).map((Id) => ({ Id, Code: 'InternalError', SenderFault: false })),
      };
    });
  return { calls, queue: createQueue({ sqs }) };
}

const bodies = (calls: readonly SendMessageBatchCommandInput[]) =>
  calls.flatMap(({ Entries = [] }) => Entries.map((entry) => JSON.parse(entry.MessageBody ?? '') as unknown));

test('every message is sent once, in calls of at most 10 messages and 256 KiB', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 35 }), async (sizes) => {
      const messages = sizes.map((size, index) => ({ index, text: 'x'.repeat(size) }));
      const { queue, calls } = sqsAnswering(() => []);
      await queue.sendAll(URL, messages);
      expect(bodies(calls)).toEqual(messages);
      for (const { Entries = [] } of calls) {
        expect(Entries.length).toBeLessThanOrEqual(10);
        expect(Entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody ?? ''), 0)).toBeLessThanOrEqual(
          256 * 1024,
        );
      }
    }),
    { numRuns: 30 },
  );
});

test('message sizes are counted in bytes of UTF-8', async () => {
  const { queue, calls } = sqsAnswering(() => []);
  await queue.sendAll(URL, [{ text: '工'.repeat(50_000) }, { text: '会'.repeat(50_000) }]);
  expect(calls).toHaveLength(2);
});

test('only what SQS refused is sent again, once', async () => {
  const { queue, calls } = sqsAnswering((_, call) => (call === 1 ? ['1', '2'] : []));
  await queue.sendAll(URL, [{ n: 0 }, { n: 1 }, { n: 2 }]);
  expect(bodies(calls)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }]);
});

test('a message refused twice is a QueueError that names it and everything after it', async () => {
  const messages = Array.from({ length: 25 }, (_, n) => ({ n }));
  const { queue, calls } = sqsAnswering((input) => {
    const entry = (input.Entries ?? []).find(({ MessageBody }) => MessageBody === '{"n":13}');
    return entry?.Id === undefined ? [] : [entry.Id];
  });
  await expect(queue.sendAll(URL, messages)).rejects.toMatchObject({
    name: 'QueueError',
    code: 'queue.send-failed',
    unsent: [13, 20, 21, 22, 23, 24],
  });
  expect(calls).toHaveLength(3);
});

test('a call that fails as a whole is a QueueError with its cause', async () => {
  const { queue } = sqsAnswering(() => {
    throw new Error('socket hang up');
  });
  await expect(queue.sendAll(URL, [{ n: 1 }, { n: 2 }])).rejects.toMatchObject({
    unsent: [0, 1],
    cause: { message: 'socket hang up' },
  });
});

test('an entry that SQS answers neither way counts as unsent', async () => {
  const sqs = new SQSClient({ region: 'cn-north-1' });
  mockClient(sqs).on(SendMessageBatchCommand).resolves({ Successful: [] });
  await expect(createQueue({ sqs }).sendAll(URL, [{ n: 1 }, { n: 2 }])).rejects.toMatchObject({ unsent: [0, 1] });
});

test('a message above 256 KiB is refused before anything is sent', async () => {
  const { queue, calls } = sqsAnswering(() => []);
  await expect(queue.sendAll(URL, [{ n: 1 }, { text: 'x'.repeat(256 * 1024) }])).rejects.toMatchObject({
    code: 'queue.message-too-large',
  });
  expect(calls).toEqual([]);
});

test('the delay goes with every message, and only where one is wanted', async () => {
  const { queue, calls } = sqsAnswering(() => []);
  await queue.send(URL, { n: 1 }, { delaySeconds: 30 });
  await queue.send(URL, { n: 2 });
  expect(calls.map(({ Entries = [] }) => Entries[0]?.DelaySeconds)).toEqual([30, undefined]);
});
