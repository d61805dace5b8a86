import { hash } from 'node:crypto';
import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityCommandInput,
  DeleteMessageBatchCommandInput,
  DeleteMessageCommandInput,
  GetQueueAttributesCommandInput,
  ReceiveMessageCommandInput,
  SendMessageBatchCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { answering, type Command, onlyKnown } from './command.ts';
import { type Copy, createQueue, type Depth, type Queue, type QueueSettings } from './sqs/queue.ts';
import {
  checkBatch,
  checkBodies,
  checkBody,
  exceptionOf,
  malformedHandle,
  noSuchQueue,
  notYours,
  type Refusal,
  refusalOfCount,
  refusalOfMessage,
  refusalOfVisibility,
} from './sqs/refusals.ts';

export interface SqsSettings {
  readonly now: () => Date;
  /** By URL. */
  readonly queues: Readonly<Record<string, QueueSettings>>;
  /** 0 ≤ x < 1: receives pick by it among what is visible. @default the one longest visible first */
  readonly random?: () => number;
}

/** A message as it is received, with every system attribute of a standard queue. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** Standard queues of SQS, in memory. Methods throw on a URL that is none of the settings'. */
export interface SqsModel {
  readonly handle: (command: Command) => object;
  /** Lambda's poller: up to `max` messages, 10 or more. Those received too often go to the dead letters on the way. */
  readonly receive: (url: string, max: number) => readonly ReceivedMessage[];
  /** When a message is receivable next, or has been since; null where there is none. */
  readonly nextVisibleAt: (url: string) => Date | null;
  readonly depth: (url: string) => Depth;
  /** Bodies of all messages, whatever hides them. */
  readonly messages: (url: string) => readonly string[];
  /** Moves all visible messages, as a redrive task does: with new ids, counted as never received. Says how many. */
  readonly redrive: (from: string, to: string) => number;
  /** Delivery at least once: a second copy, visible now, of a message that is there. Neither copy's handles delete the other. */
  readonly duplicate: (url: string, messageId: string) => void;
}

export function createSqsModel(settings: SqsSettings): SqsModel {
  const { now, random } = settings;
  let messages = 0;
  let handles = 0;
  const nextHandle = (): string => `AQEB-${(handles += 1)}`;
  const queues = new Map(
    Object.entries(settings.queues).map(([url, queue]) => [url, createQueue(queue, now, nextHandle)]),
  );
  const queueAt = (url: string | undefined): Queue => {
    const queue = queues.get(url ?? '');
    if (queue === undefined) throw noSuchQueue();
    return queue;
  };
  const send = (queue: Queue, body: string, delaySeconds = queue.settings.delaySeconds) => {
    const messageId = `00000000-0000-4000-8000-${(messages += 1).toString(16).padStart(12, '0')}`;
    const md5 = hash('md5', body);
    const sentAtMs = now().getTime();
    const visibleAtMs = sentAtMs + delaySeconds * 1000;
    queue.add({ messageId, body, md5, sentAtMs, visibleAtMs, receives: 0, firstReceivedAtMs: null });
    return { MessageId: messageId, MD5OfMessageBody: md5 };
  };
  const take = (queue: Queue, max: number, seconds = queue.settings.visibilitySeconds): readonly ReceivedMessage[] => {
    const { maxReceiveCount, deadLetterUrl } = queue.settings;
    const ready = queue.ready();
    const taken: ReceivedMessage[] = [];
    while (taken.length < max && ready.length > 0) {
      const [copy] = ready.splice(random === undefined ? 0 : Math.floor(random() * ready.length), 1);
      if (copy === undefined) break;
      if (deadLetterUrl !== null && copy.receives >= maxReceiveCount) {
        queue.remove(copy);
        queueAt(deadLetterUrl).add({ ...copy, receives: copy.receives + 1, visibleAtMs: now().getTime() });
      } else taken.push(received(copy, queue.hand(copy, seconds)));
    }
    return taken;
  };
  return {
    handle: answering(calls(queueAt, send, take)),
    receive: (url, max) => take(queueAt(url), max),
    nextVisibleAt: (url) => {
      const atMs = Math.min(
        ...queueAt(url)
          .copies()
          .map(({ visibleAtMs }) => visibleAtMs),
      );
      return Number.isFinite(atMs) ? new Date(atMs) : null;
    },
    depth: (url) => queueAt(url).depth(),
    messages: (url) =>
      queueAt(url)
        .copies()
        .map(({ body }) => body),
    redrive: (from, to) => {
      const source = queueAt(from);
      const target = queueAt(to);
      const ready = source.ready();
      for (const copy of ready) {
        source.remove(copy);
        send(target, copy.body, 0);
      }
      return ready.length;
    },
    duplicate: (url, messageId) => {
      const queue = queueAt(url);
      const copy = queue.copies().find((each) => each.messageId === messageId);
      if (copy === undefined) throw new Error(`no message ${messageId} on ${url}`);
      queue.add({ ...copy, visibleAtMs: now().getTime() });
    },
  };
}

const $metadata = { httpStatusCode: 200 } as const;

/** The calls of the API, over a queue's state. */
function calls(
  queueAt: (url: string | undefined) => Queue,
  send: (queue: Queue, body: string, delaySeconds?: number) => { MessageId: string; MD5OfMessageBody: string },
  take: (queue: Queue, max: number, seconds?: number) => readonly ReceivedMessage[],
) {
  return {
    SendMessage: (input: SendMessageCommandInput) => {
      onlyKnown('SendMessage', input, SEND_MEMBERS);
      const { QueueUrl, MessageBody, DelaySeconds } = input;
      const queue = queueAt(QueueUrl);
      checkBody(MessageBody);
      refuse(refusalOfMessage(MessageBody ?? '', DelaySeconds));
      return { $metadata, ...send(queue, MessageBody ?? '', DelaySeconds) };
    },
    SendMessageBatch: ({ QueueUrl, Entries = [] }: SendMessageBatchCommandInput) => {
      const queue = queueAt(QueueUrl);
      checkBatch(Entries);
      checkBodies(Entries.map(({ MessageBody }) => MessageBody));
      return eachEntry(Entries, (entry) => {
        onlyKnown('SendMessageBatch', entry, SEND_MEMBERS);
        const { MessageBody = '', DelaySeconds } = entry;
        return refusalOfMessage(MessageBody, DelaySeconds) ?? send(queue, MessageBody, DelaySeconds);
      });
    },
    DeleteMessage: ({ QueueUrl, ReceiptHandle }: DeleteMessageCommandInput) => {
      refuse(remove(queueAt(QueueUrl), ReceiptHandle));
      return { $metadata };
    },
    DeleteMessageBatch: ({ QueueUrl, Entries = [] }: DeleteMessageBatchCommandInput) => {
      const queue = queueAt(QueueUrl);
      checkBatch(Entries);
      return eachEntry(Entries, ({ ReceiptHandle }) => remove(queue, ReceiptHandle) ?? {});
    },
    ChangeMessageVisibility: (input: ChangeMessageVisibilityCommandInput) => {
      refuse(hide(queueAt(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout));
      return { $metadata };
    },
    ChangeMessageVisibilityBatch: ({ QueueUrl, Entries = [] }: ChangeMessageVisibilityBatchCommandInput) => {
      const queue = queueAt(QueueUrl);
      checkBatch(Entries);
      return eachEntry(Entries, (entry) => hide(queue, entry.ReceiptHandle, entry.VisibilityTimeout) ?? {});
    },
    ReceiveMessage: (input: ReceiveMessageCommandInput) => {
      onlyKnown('ReceiveMessage', input, RECEIVE_MEMBERS);
      const { QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout, AttributeNames = [] } = input;
      const queue = queueAt(QueueUrl);
      refuse(refusalOfCount(MaxNumberOfMessages) ?? refusalOfVisibility(VisibilityTimeout ?? 0));
      const asked = new Set<string>([...AttributeNames, ...(input.MessageSystemAttributeNames ?? [])]);
      const taken = take(queue, MaxNumberOfMessages, VisibilityTimeout);
      return { $metadata, Messages: taken.length === 0 ? undefined : taken.map((one) => withAttributes(one, asked)) };
    },
    GetQueueAttributes: ({ QueueUrl, AttributeNames = [] }: GetQueueAttributesCommandInput) => {
      const queue = queueAt(QueueUrl);
      const all = attributesOf(queue);
      const names = AttributeNames.includes('All') ? Object.keys(all) : AttributeNames;
      for (const name of names)
        if (!(name in all)) throw exceptionOf({ code: 'InvalidAttributeName', message: `Unknown Attribute ${name}.` });
      return { $metadata, Attributes: Object.fromEntries(names.map((name) => [name, all[name]])) };
    },
  };
}

const SEND_MEMBERS = new Set(['QueueUrl', 'Id', 'MessageBody', 'DelaySeconds']);
/** A model can't wait: a long poll answers at once. */
const RECEIVE_MEMBERS = new Set([
  'QueueUrl',
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
  'AttributeNames',
  'MessageSystemAttributeNames',
]);

function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw exceptionOf(refusal);
}

/** A batch's answer: each entry is in one of the two lists. */
function eachEntry<Entry extends { readonly Id: string | undefined }>(
  entries: readonly Entry[],
  act: (entry: Entry) => Refusal | object,
) {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const result = act(entry);
    if ('code' in result) {
      const { code: Code, message: Message } = result;
      Failed.push({ Id: entry.Id, SenderFault: true, Code, Message });
    } else Successful.push({ Id: entry.Id, ...result });
  }
  return { $metadata, ...(Successful.length > 0 ? { Successful } : {}), ...(Failed.length > 0 ? { Failed } : {}) };
}

/** By a message's last handle, even when it is visible again; by an older one the call succeeds and deletes nothing. */
function remove(queue: Queue, handle = ''): Refusal | null {
  const held = queue.byHandle(handle);
  if (held === 'unknown') return malformedHandle();
  if (typeof held === 'object') queue.remove(held);
  return null;
}

/** Of a message that is visible again the call succeeds and hides nothing. */
function hide(queue: Queue, handle = '', seconds?: number): Refusal | null {
  const refusal = refusalOfVisibility(seconds);
  if (refusal !== null) return refusal;
  const held = queue.byHandle(handle);
  if (held === 'unknown') return malformedHandle();
  if (typeof held === 'string') return notYours();
  if (queue.isHidden(held)) queue.hide(held, seconds ?? 0);
  return null;
}

function received(copy: Copy, handle: string): ReceivedMessage {
  return {
    MessageId: copy.messageId,
    ReceiptHandle: handle,
    MD5OfBody: copy.md5,
    Body: copy.body,
    Attributes: {
      SenderId: '000000000000',
      SentTimestamp: String(copy.sentAtMs),
      ApproximateReceiveCount: String(copy.receives),
      ApproximateFirstReceiveTimestamp: String(copy.firstReceivedAtMs),
    },
  };
}

function withAttributes({ Attributes, ...message }: ReceivedMessage, asked: ReadonlySet<string>): object {
  const given = Object.entries(Attributes).filter(([name]) => asked.has('All') || asked.has(name));
  return given.length === 0 ? message : { ...message, Attributes: Object.fromEntries(given) };
}

function attributesOf(queue: Queue): Readonly<Record<string, string>> {
  const { ready, inFlight, delayed } = queue.depth();
  return {
    VisibilityTimeout: String(queue.settings.visibilitySeconds),
    DelaySeconds: String(queue.settings.delaySeconds),
    ApproximateNumberOfMessages: String(ready),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
