import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { LogFields } from '../../../adapters/log/fields.ts';
import type { Log } from '../../../adapters/log/log.ts';
import type { Random } from '../../../local/nights/random.ts';
import { createDynamoDbModel } from '../models/dynamodb/model.ts';
import { createKmsModel } from '../models/kms.ts';
import { createS3Model } from '../models/s3.ts';
import type { QueueSettings } from '../models/sqs/queue.ts';
import { createSqsModel } from '../models/sqs.ts';
import type { OutsideAnswer } from '../outside/http.ts';
import type { Command } from './aws-clients.ts';
import type { Code } from './code.ts';
import { DELIVERIES, handlerFor, INGEST_QUEUE, KEY_ID, LANDING, TABLE, TRANSLATE_QUEUE, VAULT } from './connections.ts';
import { type Counts, createEnvironment } from './environment.ts';
import { createSource, type Source } from './event-source.ts';
import type { FaultPlan } from './faults.ts';
import type { Outside } from './http-client.ts';
import { createLambda, type Lambda } from './lambda.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { Weather } from './weather.ts';

export interface BridgeSettings {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly weather: Weather;
  readonly plan: FaultPlan;
  readonly counts: Counts;
  readonly trace: Trace;
  /** The code each new environment runs: two versions run side by side where it is not always the same. */
  readonly code: () => Code;
  readonly outside: Outside;
  readonly wrongAnswer: () => OutsideAnswer;
}

/** The deployed bridge in one process: production handlers over models of AWS, on virtual time. */
export interface Bridge {
  readonly ledger: ReturnType<typeof createDynamoDbModel>;
  readonly queues: ReturnType<typeof createSqsModel>;
  readonly objects: ReturnType<typeof createS3Model>;
  readonly keys: ReturnType<typeof createKmsModel>;
  readonly lambda: Lambda;
  /** A call to the API; a function that died or threw answers 502, as the gateway would. */
  readonly api: (fn: 'webhook' | 'batches', event: ApiCall, then: (status: number, body: string) => void) => void;
  readonly sweep: () => void;
  /** Looks at a queue again: something was put on it from outside. */
  readonly wake: (url: string) => void;
  /** Nothing runs and nothing lies on a queue of the flow. */
  readonly isQuiet: () => boolean;
}

export interface ApiCall {
  readonly method: string;
  readonly resource: string;
  readonly path: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the functions log stands in the trace, where there is one. */
function logInto(trace: Trace, id: string): Log {
  const add = (event: string, { error, code }: LogFields = {}): void =>
    trace.add(
      id,
      `${event}${code === undefined ? '' : ` ${String(code)}`}${error instanceof Error ? `: ${error.message}` : ''}`,
    );
  const log: Log = { info: add, warn: add, error: add, withCorrelation: () => log };
  return log;
}

/** Time limits, as in infra/flow-stack.ts and infra/api-stack.ts, in seconds. */
const TIMEOUT_S: Readonly<Record<string, number>> = {
  ingest: 900,
  translate: 120,
  sweep: 50,
  webhook: 28,
  batches: 28,
};
const DELIVER_TIMEOUT_S = 120;
/** A share of the limit under which a function that is slow by accident runs out of time. */
const HASTE = 0.002;
const RECEIVES_MAX = 8;
const VISIBILITY_PER_TIMEOUT = 6;
const INDEX_LAG_MS_MAX = 30_000;
const LATE_S_MAX = 900;
const COLD_SHARE = 0.3;

export function createBridge(settings: BridgeSettings): Bridge {
  const { scheduler, random, randomBytes, weather, trace } = settings;
  const now = (): Date => new Date(scheduler.nowMs());
  const ledger = createDynamoDbModel({
    now,
    table: TABLE,
    indexLagMs: () => (weather.strikes('stale-index') ? random.below(INDEX_LAG_MS_MAX) : 0),
  });
  const queues = createSqsModel({
    now,
    queues: queueSettings(),
    random: () => (weather.strikes('reordered-messages') ? random.next() : 0),
  });
  const objects = createS3Model({ now, buckets: [VAULT, LANDING] });
  const keys = createKmsModel({ keyId: KEY_ID, randomBytes });
  const services = { dynamodb: ledger, s3: objects, kms: keys, sqs: { handle: (command: Command) => waking(command) } };
  const lambda = createLambda({
    scheduler,
    random,
    trace,
    coldShare: () => (weather.strikes('cold-start') ? COLD_SHARE : 0),
    timeoutMs: (fn) =>
      (TIMEOUT_S[fn] ?? DELIVER_TIMEOUT_S) * 1000 * (weather.strikes('lambda-timeout') ? HASTE * random.next() : 1),
    start: (fn, id, onDeath) => {
      const skewMs = weather.strikes('clock-jump') ? (random.below(2) * 2 - 1) * 3_600_000 : 0;
      const environment = createEnvironment({
        ...settings,
        id,
        fn,
        // In clear weather clocks are put right, also of environments that live on.
        skewMs: () => (weather.isClear() ? 0 : skewMs),
        onDeath,
      });
      const { outside, wrongAnswer, code } = settings;
      const surroundings = {
        code: code(),
        services,
        outside,
        random,
        randomBytes,
        wrongAnswer,
        log: logInto(trace, id),
      };
      return { environment, handler: handlerFor(fn, environment, surroundings) };
    },
  });
  const sources = new Map<string, Source>(
    sourceSettings().map((source) => [
      source.url,
      createSource(source, { scheduler, random, queues, lambda, weather }),
    ]),
  );
  const wake = (url: string): void => sources.get(url)?.wake();
  /** What a command of SQS changes, its reader sees. */
  function waking(command: Command): object {
    const answer = queues.handle(delayed(command));
    const url = (command.input as { QueueUrl?: string }).QueueUrl ?? '';
    const { Successful = [] } = answer as { readonly Successful?: readonly { readonly MessageId: string }[] };
    for (const { MessageId } of Successful)
      if (command instanceof SendMessageBatchCommand && weather.strikes('duplicate-message'))
        queues.duplicate(url, MessageId);
    wake(url);
    return answer;
  }
  /** A message may be seen minutes later. */
  function delayed(command: Command): Command {
    if (!(command instanceof SendMessageBatchCommand) || !weather.strikes('late-message')) return command;
    const { QueueUrl, Entries = [] } = command.input;
    const DelaySeconds = random.below(LATE_S_MAX);
    return new SendMessageBatchCommand({ QueueUrl, Entries: Entries.map((entry) => ({ ...entry, DelaySeconds })) });
  }
  return {
    ledger,
    queues,
    objects,
    keys,
    lambda,
    wake,
    sweep: () => lambda.invoke('sweep', {}, () => undefined),
    isQuiet: () => lambda.running() === 0 && [...sources.keys()].every((url) => queues.nextVisibleAt(url) === null),
    api: (fn, call, then) =>
      lambda.invoke(fn, gatewayEvent(call), (ended) => {
        if (ended === 'died' || 'error' in ended) return then(502, '');
        const { statusCode, body } = ended.answer as APIGatewayProxyResult;
        then(statusCode, body);
      }),
  };
}

function gatewayEvent({ method, resource, path, headers, body }: ApiCall): APIGatewayProxyEvent {
  return {
    httpMethod: method,
    resource,
    headers,
    pathParameters: path,
    queryStringParameters: null,
    body: body.toString('base64'),
    isBase64Encoded: true,
    requestContext: { requestId: 'request' },
  } as unknown as APIGatewayProxyEvent;
}

function sourceSettings() {
  return [
    { url: INGEST_QUEUE, fn: 'ingest', batchSize: 1, windowMs: 0, concurrency: 4 },
    { url: TRANSLATE_QUEUE, fn: 'translate', batchSize: 50, windowMs: 1000, concurrency: 4 },
    ...DELIVERIES.map(({ queue, fn }) => ({ url: queue, fn, batchSize: 1, windowMs: 0, concurrency: 5 })),
  ];
}

function queueSettings(): Readonly<Record<string, QueueSettings>> {
  return Object.fromEntries(
    sourceSettings().flatMap(({ url, fn }): readonly (readonly [string, QueueSettings])[] => [
      [
        url,
        {
          visibilitySeconds: (TIMEOUT_S[fn] ?? DELIVER_TIMEOUT_S) * VISIBILITY_PER_TIMEOUT,
          maxReceiveCount: RECEIVES_MAX,
          deadLetterUrl: `${url}-dead`,
          delaySeconds: 0,
        },
      ],
      [`${url}-dead`, { visibilitySeconds: 30, maxReceiveCount: 1_000_000, deadLetterUrl: null, delaySeconds: 0 }],
    ]),
  );
}
