import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import type { Random } from '../../../local/nights/random.ts';
import type { Service } from './aws-clients.ts';
import type { Ended, Lambda } from './lambda.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

/** A message as the model of SQS hands it out. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

export interface Queues extends Service {
  readonly receive: (url: string, max: number) => readonly ReceivedMessage[];
  readonly nextVisibleAt: (url: string) => Date | null;
}

export interface SourceSettings {
  readonly url: string;
  readonly fn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly concurrency: number;
}

export interface Source {
  /** Something was put on the queue, or became visible again. */
  readonly wake: () => void;
}

const POLL_MS = 20;

/** Lambda's event source mapping for one queue: polls, invokes, deletes what the function does not report as failed. */
export function createSource(
  settings: SourceSettings,
  world: {
    readonly scheduler: Scheduler;
    readonly random: Random;
    readonly queues: Queues;
    readonly lambda: Lambda;
    readonly weather: Weather;
  },
): Source {
  const { url, fn, batchSize, windowMs, concurrency } = settings;
  const { scheduler, random, queues, lambda, weather } = world;
  let running = 0;
  let wakesAtMs = Number.POSITIVE_INFINITY;

  const wakeAt = (atMs: number): void => {
    if (atMs >= wakesAtMs) return;
    wakesAtMs = atMs;
    scheduler.after(atMs - scheduler.nowMs(), () => {
      if (wakesAtMs !== atMs) return;
      wakesAtMs = Number.POSITIVE_INFINITY;
      poll();
    });
  };
  const wake = (): void => {
    if (running >= concurrency) return;
    const next = queues.nextVisibleAt(url);
    if (next !== null)
      wakeAt(Math.max(next.getTime(), scheduler.nowMs()) + random.below(POLL_MS) + random.below(windowMs + 1));
  };
  const poll = (): void => {
    while (running < concurrency) {
      const messages = queues.receive(url, batchSize);
      if (messages.length === 0) break;
      running += 1;
      if (weather.strikes('visibility-expiry')) comeBackSoon(queues, url, messages, random);
      lambda.invoke(fn, eventOf(messages), (ended) => {
        running -= 1;
        deleteDone(queues, url, messages, ended, weather);
        wake();
      });
    }
    wake();
  };
  return { wake };
}

function eventOf(messages: readonly ReceivedMessage[]) {
  return {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
    })),
  };
}

/** The function takes longer than its messages stay hidden. */
function comeBackSoon(queues: Queues, url: string, messages: readonly ReceivedMessage[], random: Random): void {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: random.below(2),
  }));
  for (let from = 0; from < Entries.length; from += 10)
    queues.handle(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: Entries.slice(from, from + 10) }));
}

function deleteDone(
  queues: Queues,
  url: string,
  messages: readonly ReceivedMessage[],
  ended: Ended,
  weather: Weather,
): void {
  if (ended === 'died' || 'error' in ended) return;
  // The report gets lost on its way: to Lambda the whole batch has failed.
  if (weather.strikes('batch-misreport')) return;
  const failed = new Set(
    ((ended.answer as SQSBatchResponse | undefined)?.batchItemFailures ?? []).map(
      ({ itemIdentifier }) => itemIdentifier,
    ),
  );
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId) && !weather.strikes('lost-delete'));
  for (let from = 0; from < done.length; from += 10) {
    const Entries = done
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    queues.handle(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  }
}
