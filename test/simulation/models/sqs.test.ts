import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createSqsModel } from './sqs.ts';

const URL = 'queues/work';
const DEAD = 'queues/dead';

function model(random?: () => number) {
  let atMs = Date.parse('2026-11-22T23:00:00Z');
  const queues = {
    [URL]: { visibilitySeconds: 30, maxReceiveCount: 3, deadLetterUrl: DEAD, delaySeconds: 0 },
    [DEAD]: { visibilitySeconds: 30, maxReceiveCount: 1, deadLetterUrl: null, delaySeconds: 0 },
  };
  const sqs = createSqsModel({ now: () => new Date(atMs), queues, ...(random === undefined ? {} : { random }) });
  const send = (...bodies: readonly string[]) =>
    sqs.handle(
      new SendMessageBatchCommand({
        QueueUrl: URL,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
  const take = (max = 10) => sqs.receive(URL, max);
  const remove = (ReceiptHandle: string) =>
    sqs.handle(new DeleteMessageBatchCommand({ QueueUrl: URL, Entries: [{ Id: 'a', ReceiptHandle }] }));
  const hide = (ReceiptHandle: string, VisibilityTimeout: number) =>
    sqs.handle(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: URL,
        Entries: [{ Id: 'a', ReceiptHandle, VisibilityTimeout }],
      }),
    );
  const bodies = () => take().map(({ Body }) => Body);
  return { sqs, send, take, bodies, remove, hide, pass: (ms: number) => (atMs += ms), nowMs: () => atMs };
}

function handleOf(message: { readonly ReceiptHandle: string } | undefined): string {
  return message?.ReceiptHandle ?? 'none';
}

test('a message is hidden for its visibility time-out to the millisecond, then received again with another handle', () => {
  const { sqs, send, take, pass, nowMs } = model();
  const sentAtMs = nowMs();
  send('a');
  pass(5);
  const [first] = take();
  expect(sqs.nextVisibleAt(URL)?.getTime()).toBe(sentAtMs + 5 + 30_000);
  pass(29_999);
  expect(take()).toEqual([]);
  pass(1);
  const [second] = take();
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  expect(second).toMatchObject({
    MessageId: first?.MessageId,
    Attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: String(sentAtMs),
      ApproximateFirstReceiveTimestamp: String(sentAtMs + 5),
    },
  });
});

test('an older handle deletes nothing, the last one deletes even what is visible again', () => {
  const { sqs, send, take, remove, pass } = model();
  send('a');
  const old = handleOf(take()[0]);
  pass(30_000);
  const last = handleOf(take()[0]);
  expect(remove(old)).toMatchObject({ Successful: [{ Id: 'a' }] });
  expect(sqs.depth(URL)).toEqual({ ready: 0, inFlight: 1, delayed: 0 });
  pass(30_000);
  expect(sqs.depth(URL)).toEqual({ ready: 1, inFlight: 0, delayed: 0 });
  remove(last);
  expect(sqs.depth(URL)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  expect(remove('made up')).toMatchObject({ Failed: [{ Id: 'a', Code: 'ReceiptHandleIsInvalid' }] });
});

test('hiding a message counts from then on; one that is visible again stays visible, one received again is not its to hide', () => {
  const { send, take, hide, bodies, pass } = model();
  send('a');
  const handle = handleOf(take()[0]);
  pass(29_000);
  hide(handle, 10);
  pass(9_999);
  expect(bodies()).toEqual([]);
  pass(1);
  expect(hide(handle, 60)).toMatchObject({ Successful: [{ Id: 'a' }] });
  expect(bodies()).toEqual(['a']);
  expect(hide(handle, 0)).toMatchObject({ Failed: [{ Code: 'InvalidParameterValue' }] });
  expect(hide(handle, 43_201)).toMatchObject({ Failed: [{ Code: 'InvalidParameterValue' }] });
});

test('a message received as often as it may goes to the dead letters instead, with its id, and back under a new one', () => {
  const { sqs, send, take, pass } = model();
  send('a');
  const id = take()[0]?.MessageId;
  pass(30_000);
  take();
  pass(30_000);
  expect(take()[0]?.Attributes['ApproximateReceiveCount']).toBe('3');
  pass(30_000);
  expect(sqs.messages(DEAD)).toEqual([]);
  expect(take()).toEqual([]);
  expect([sqs.messages(URL), sqs.messages(DEAD), sqs.nextVisibleAt(URL)]).toEqual([[], ['a'], null]);
  const [dead] = sqs.receive(DEAD, 1);
  expect(dead).toMatchObject({ MessageId: id, Attributes: { ApproximateReceiveCount: '5' } });
  pass(30_000);
  expect(sqs.redrive(DEAD, URL)).toBe(1);
  const [again] = take();
  expect(again?.MessageId).not.toBe(id);
  expect(again).toMatchObject({ Body: 'a', Attributes: { ApproximateReceiveCount: '1' } });
});

test('a delayed message is received when its delay ends', () => {
  const { sqs, bodies, pass, nowMs } = model();
  sqs.handle(new SendMessageCommand({ QueueUrl: URL, MessageBody: 'a', DelaySeconds: 900 }));
  expect(sqs.depth(URL)).toEqual({ ready: 0, inFlight: 0, delayed: 1 });
  expect(sqs.nextVisibleAt(URL)?.getTime()).toBe(nowMs() + 900_000);
  pass(899_999);
  expect(bodies()).toEqual([]);
  pass(1);
  expect(bodies()).toEqual(['a']);
  const late = { QueueUrl: URL, Entries: [{ Id: 'a', MessageBody: 'a', DelaySeconds: 901 }] };
  expect(sqs.handle(new SendMessageBatchCommand(late))).toMatchObject({ Failed: [{ Code: 'InvalidParameterValue' }] });
});

test('a duplicate is received while the message is in flight, and outlives its deletion', () => {
  const { sqs, send, take, remove } = model();
  send('a');
  const [first] = take();
  sqs.duplicate(URL, first?.MessageId ?? '');
  const [second] = take();
  expect(second?.MessageId).toBe(first?.MessageId);
  remove(handleOf(first));
  expect(sqs.depth(URL)).toEqual({ ready: 0, inFlight: 1, delayed: 0 });
  remove(handleOf(second));
  expect(sqs.messages(URL)).toEqual([]);
  expect(() => sqs.duplicate(URL, 'made up')).toThrow(/no message/);
});

test('messages come in the order they became visible, or as randomness picks', () => {
  const inOrder = model();
  inOrder.send('a', 'b', 'c');
  inOrder.hide(handleOf(inOrder.take(1)[0]), 0);
  expect(inOrder.bodies()).toEqual(['b', 'c', 'a']);
  const last = model(() => 0.999);
  last.send('a', 'b', 'c');
  expect(last.bodies()).toEqual(['c', 'b', 'a']);
});

test('a batch is refused whole for what is wrong with it, in part for what is wrong with an entry', () => {
  const { sqs, send, bodies } = model();
  const named = (name: string) => expect.objectContaining({ name }) as object;
  expect(() => send()).toThrow(named('EmptyBatchRequest'));
  expect(() => send(...'abcdefghijk')).toThrow(named('TooManyEntriesInBatchRequest'));
  expect(() => send('')).toThrow(named('MissingParameter'));
  expect(() => send('字'.repeat(50_000), '字'.repeat(37_382))).toThrow(named('BatchRequestTooLong'));
  const same = [1, 2].map((each) => ({ Id: 'a', MessageBody: String(each) }));
  expect(() => sqs.handle(new SendMessageBatchCommand({ QueueUrl: URL, Entries: same }))).toThrow(
    named('BatchEntryIdsNotDistinct'),
  );
  expect(() => sqs.handle(new SendMessageCommand({ QueueUrl: 'elsewhere', MessageBody: 'a' }))).toThrow(
    named('QueueDoesNotExist'),
  );
  expect(bodies()).toEqual([]);
  expect(send('𠮷', 'bell \u0007', '\ud800')).toMatchObject({
    Successful: [{ Id: '0' }],
    Failed: [
      { Id: '1', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: '2', Code: 'InvalidMessageContents' },
    ],
  });
  expect(bodies()).toEqual(['𠮷']);
  expect(() => send('字'.repeat(50_000), '字'.repeat(37_381))).not.toThrow();
});

test('what is received by the API carries the attributes asked for', () => {
  const { sqs, send, pass } = model();
  const receive = (input: object) => sqs.handle(new ReceiveMessageCommand({ QueueUrl: URL, ...input }));
  send('a');
  const answer = receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'], VisibilityTimeout: 1 });
  expect(answer).toMatchObject({ Messages: [{ Body: 'a', Attributes: { ApproximateReceiveCount: '1' } }] });
  expect(receive({})).toMatchObject({ Messages: undefined });
  pass(1_000);
  expect(receive({})).toMatchObject({
    Messages: [expect.not.objectContaining({ Attributes: expect.anything() as object })],
  });
  expect(() => receive({ MaxNumberOfMessages: 11 })).toThrow(/MaxNumberOfMessages/);
  const asked = new GetQueueAttributesCommand({
    QueueUrl: URL,
    AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
  });
  expect(sqs.handle(asked)).toMatchObject({ Attributes: { ApproximateNumberOfMessagesNotVisible: '1' } });
});

test('what it has no model of ends the run', () => {
  const { sqs } = model();
  expect(() => sqs.handle(new SendMessageCommand({ QueueUrl: URL, MessageBody: 'a', MessageGroupId: 'g' }))).toThrow(
    'not modelled: SendMessage with MessageGroupId',
  );
  class PurgeQueueCommand {
    readonly input = { QueueUrl: URL };
  }
  expect(() => sqs.handle(new PurgeQueueCommand())).toThrow('not modelled: PurgeQueue');
});
