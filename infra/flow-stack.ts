import { CfnParameter, Duration, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { addAudit } from './audit.ts';
import { BridgeStack } from './bridge-stack.ts';
import type { FunctionCode } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { claimGroupsOf, claimPolicy } from './claims.ts';
import { type Destination, destinations } from './destinations.ts';
import { allowIndex, allowKey, allowListing, allowObjects, allowQueue, allowTable } from './grants.ts';
import { PrivateBucket } from './private-bucket.ts';
import { addReconciliation } from './reconciliation.ts';
import { addReplay } from './replay.ts';
import { Step } from './step.ts';
import { WorkQueue } from './work-queue.ts';

export interface FlowStackProps extends StackProps {
  readonly data: DataStack;
  readonly code: FunctionCode;
}

/**
 * The way of a record: landing → ingest → translate → deliver, one delivery per destination, the sweep behind them; before it, what is
 * asked for every night; and after it, both sides compared.
 */
export class FlowStack extends BridgeStack {
  readonly landing: PrivateBucket;
  readonly translateQueue: WorkQueue;
  /** Masked reports of comparisons, which operators fetch by a URL of five minutes. */
  readonly reports: PrivateBucket;
  readonly reconcileQueue: WorkQueue;
  readonly replayQueue: WorkQueue;
  readonly queues: readonly WorkQueue[];
  readonly sweep: Step;
  readonly audit: Step;
  readonly steps: readonly Step[];

  constructor(scope: Construct, id: string, { data, code, ...props }: FlowStackProps) {
    super(scope, id, props);
    const flow: Flow = { stack: this, data, code };
    this.landing = new PrivateBucket(this, 'Landing', {
      accessLogs: data.accessLogs,
      key: data.key,
      expireAfterDays: LANDING_DAYS,
      recoverableDays: LANDING_DAYS,
    });
    const ingestQueue = new WorkQueue(this, 'IngestQueue', { readerTimeoutSeconds: TIMEOUT_SECONDS.ingest });
    this.translateQueue = new WorkQueue(this, 'TranslateQueue', { readerTimeoutSeconds: TIMEOUT_SECONDS.translate });
    const deliveries = destinations.map((destination) => ({
      ...destination,
      queue: new WorkQueue(this, `Deliver${destination.name}Queue`, { readerTimeoutSeconds: TIMEOUT_SECONDS.deliver }),
    }));
    const reconciliation = addReconciliation(this, data, code, this.translateQueue);
    this.reports = reconciliation.reports;
    this.reconcileQueue = reconciliation.queue;
    const replay = addReplay(this, data, code, this.translateQueue);
    this.replayQueue = replay.queue;
    this.queues = [
      ingestQueue,
      this.translateQueue,
      ...deliveries.map(({ queue }) => queue),
      reconciliation.queue,
      replay.queue,
    ];

    const ingest = addIngest(flow, this.landing, ingestQueue, this.translateQueue);
    this.landing.notifiesOfNewObjects(ingestQueue);
    ingestQueue.isReadBy(ingest, { batchSize: 1, maximumConcurrency: 4 });

    const translate = addTranslate(flow, this.translateQueue, deliveries);
    this.translateQueue.isReadBy(translate, { batchSize: 50, windowSeconds: 1, maximumConcurrency: 4 });

    const url = urlParameters(this);
    const allowPrivate = allowPrivateParameter(this);
    const deliver = deliveries.map((delivery) => {
      const step = addDeliver(flow, delivery, url(delivery), allowPrivate.valueAsString);
      delivery.queue.isReadBy(step, { batchSize: 1, maximumConcurrency: delivery.limits.concurrencyMax });
      return step;
    });

    for (const [place, { system }] of deliveries.entries()) {
      const step = deliver[place];
      if (system === ASKED_SYSTEM && step !== undefined) allowQuestions(flow, step, this.translateQueue);
    }
    const work = {
      ingestQueue,
      translateQueue: this.translateQueue,
      reconcileQueue: reconciliation.queue,
      replayQueue: replay.queue,
    };
    this.sweep = addSweep(flow, this.landing, work, deliveries);
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.sweep)],
    });
    const collect = COLLECTED.map((collected) => {
      const source = destinations.find(({ system }) => system === collected.system);
      if (source === undefined) throw new Error(`no address of ${collected.system}`);
      const step = addCollect(flow, this.landing, collected, url(source), allowPrivate.valueAsString);
      new Rule(this, collected.rule, { schedule: collected.at, targets: [new LambdaFunction(step)] });
      return step;
    });
    this.audit = addAudit(this, data, code);
    this.steps = [ingest, translate, ...deliver, this.sweep, ...collect, reconciliation.step, replay.step, this.audit];
  }
}

/** Where the sweeper puts back what is due, besides the destinations' queues. */
interface Swept {
  readonly ingestQueue: WorkQueue;
  readonly translateQueue: WorkQueue;
  readonly reconcileQueue: WorkQueue;
  readonly replayQueue: WorkQueue;
}

interface Flow {
  readonly stack: FlowStack;
  readonly data: DataStack;
  readonly code: FunctionCode;
}

interface Delivery extends Destination {
  readonly queue: WorkQueue;
}

function addIngest(
  { stack, data, code }: Flow,
  landing: PrivateBucket,
  ingestQueue: WorkQueue,
  translateQueue: WorkQueue,
): Step {
  const step = new Step(stack, 'Ingest', {
    code: code.ingest,
    timeoutSeconds: TIMEOUT_SECONDS.ingest,
    memoryMiB: 1769,
    diskMiB: 10_240,
    environment: {
      ...data.names(),
      // Rows stream through: with V8's own 16 MiB and more, short-lived rows pile up to 360 MiB before they are cleared away.
      NODE_OPTIONS: '--max-semi-space-size=4',
      BRIDGE_LANDING: landing.bucketName,
      BRIDGE_INGEST_QUEUE: ingestQueue.queueUrl,
      BRIDGE_TRANSLATE_QUEUE: translateQueue.queueUrl,
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:PartiQLInsert');
  allowObjects(step, landing, '', 's3:GetObject');
  allowObjects(step, data.vault, '', 's3:GetObject', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
  return step;
}

function addTranslate({ stack, data, code }: Flow, translateQueue: WorkQueue, deliveries: readonly Delivery[]): Step {
  const step = new Step(stack, 'Translate', {
    code: code.translate,
    timeoutSeconds: TIMEOUT_SECONDS.translate,
    memoryMiB: 1769,
    environment: {
      ...data.names(),
      BRIDGE_TRANSLATE_QUEUE: translateQueue.queueUrl,
      BRIDGE_DELIVER_QUEUES: queueUrls(stack, deliveries),
      BRIDGE_CLAIM_GROUPS: JSON.stringify(claimGroupsOf(claimPolicy)),
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  allowTable(step, data.table, 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate');
  allowObjects(step, data.vault, '', 's3:GetObject', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
  for (const { queue } of deliveries) allowQueue(step, queue, 'sqs:SendMessage');
  return step;
}

function addDeliver(
  { stack, data, code }: Flow,
  { name, system, queue, limits }: Delivery,
  url: string,
  allowPrivate: string,
): Step {
  const step = new Step(stack, `Deliver${name}`, {
    code: code.deliver,
    timeoutSeconds: TIMEOUT_SECONDS.deliver,
    memoryMiB: 512,
    environment: {
      ...data.names(),
      BRIDGE_DESTINATION: system,
      BRIDGE_DESTINATION_URL: url,
      BRIDGE_DELIVER_QUEUE: queue.queueUrl,
      BRIDGE_ALLOW_PRIVATE: allowPrivate,
      BRIDGE_CALLS_PER_SECOND: String(limits.callsPerSecond),
      BRIDGE_CALLS_BURST: String(limits.callsBurst),
      BRIDGE_CONCURRENCY: String(limits.concurrencyMax),
      BRIDGE_SENDING_LEASE_SECONDS: String(TIMEOUT_SECONDS.deliver + SENDING_LEASE_MARGIN_SECONDS),
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  // What became of each record.
  allowTable(step, data.table, 'dynamodb:PartiQLUpdate');
  allowObjects(step, data.vault, 'deliveries/', 's3:GetObject');
  allowKey(step, data.key, 'kms:Decrypt');
  allowQueue(step, queue, 'sqs:SendMessage');
  return step;
}

/** Of the province alone: it is asked for its last word where its events have a gap, and its answer is kept as they are. */
function allowQuestions({ data }: Flow, step: Step, translateQueue: WorkQueue): void {
  step.addEnvironment('BRIDGE_TRANSLATE_QUEUE', translateQueue.queueUrl);
  allowObjects(step, data.vault, 'webhooks/', 's3:GetObject');
  allowObjects(step, data.vault, 'answers/', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
}

function addSweep(
  { stack, data, code }: Flow,
  landing: PrivateBucket,
  { ingestQueue, translateQueue, reconcileQueue, replayQueue }: Swept,
  deliveries: readonly Delivery[],
): Step {
  const step = new Step(stack, 'Sweep', {
    code: code.sweep,
    timeoutSeconds: TIMEOUT_SECONDS.sweep,
    memoryMiB: 512,
    environment: {
      ...data.names(),
      BRIDGE_LANDING: landing.bucketName,
      BRIDGE_INGEST_QUEUE: ingestQueue.queueUrl,
      BRIDGE_TRANSLATE_QUEUE: translateQueue.queueUrl,
      BRIDGE_DELIVER_QUEUES: queueUrls(stack, deliveries),
      BRIDGE_RECONCILE_QUEUE: reconcileQueue.queueUrl,
      BRIDGE_REPLAY_QUEUE: replayQueue.queueUrl,
    },
  });
  allowIndex(step, data.table, 'due', 'dynamodb:Query');
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  // Whether a file has come: its name says so, nobody need read it.
  allowListing(step, landing);
  // After a restore: claims and events whose items are gone are made anew from what lies in the vault.
  allowListing(step, data.vault);
  allowObjects(step, data.vault, 'webhooks/', 's3:GetObject');
  allowObjects(step, data.vault, 'deliveries/payments/', 's3:GetObject');
  allowKey(step, data.key, 'kms:Decrypt');
  allowTable(step, data.table, 'dynamodb:PutItem');
  allowQueue(step, ingestQueue, 'sqs:SendMessage');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
  allowQueue(step, reconcileQueue, 'sqs:SendMessage');
  allowQueue(step, replayQueue, 'sqs:SendMessage');
  for (const { queue } of deliveries) allowQueue(step, queue, 'sqs:SendMessage');
  return step;
}

function addCollect(
  { stack, data, code }: Flow,
  landing: PrivateBucket,
  { name, system, memoryMiB, diskMiB }: Collected,
  url: string,
  allowPrivate: string,
): Step {
  const step = new Step(stack, name, {
    code: code.collect,
    timeoutSeconds: TIMEOUT_SECONDS.collect,
    memoryMiB,
    diskMiB,
    environment: {
      ...data.names(),
      BRIDGE_LANDING: landing.bucketName,
      BRIDGE_SOURCE: system,
      BRIDGE_SOURCE_URL: url,
      BRIDGE_ALLOW_PRIVATE: allowPrivate,
      BRIDGE_RUN_SECONDS: String(TIMEOUT_SECONDS.collect - COLLECT_MARGIN_SECONDS),
    },
  });
  // A batch announced again is awaited again.
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  allowObjects(step, landing, '', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  return step;
}

/** `{"guangzhou/degree-subsidy":"https://…"}` */
function queueUrls(stack: FlowStack, deliveries: readonly Delivery[]): string {
  return stack.toJsonString(Object.fromEntries(deliveries.map(({ system, queue }) => [system, queue.queueUrl])));
}

/** One parameter per tenant; two systems of one tenant share it. */
function urlParameters(stack: FlowStack): (destination: Destination) => string {
  const names = [...new Set(destinations.map(({ urlParameter }) => urlParameter))];
  const parameters = new Map(
    names.map((name) => [
      name,
      new CfnParameter(stack, name, {
        description: 'Base URL of the destination',
        allowedPattern: '^https?://[^/]+.*$',
      }),
    ]),
  );
  return ({ urlParameter }) => {
    const parameter = parameters.get(urlParameter);
    if (parameter === undefined) throw new Error(`no template parameter ${urlParameter}`);
    return parameter.valueAsString;
  };
}

function allowPrivateParameter(stack: FlowStack): CfnParameter {
  return new CfnParameter(stack, 'AllowPrivateDestinations', {
    description: 'true lets deliveries reach private and loopback addresses, for a stack on one machine',
    allowedValues: ['true', 'false'],
    default: 'false',
  });
}

const TIMEOUT_SECONDS = {
  /** The longest a function may run: a file of 2 GiB. */
  ingest: 900,
  /** A full batch of 50 chunks is 25,000 records, about 2,000 ledger calls, 16 at a time; what is not begun in time comes again. */
  translate: 120,
  /** Calls of at most 10 s each begin for the first 75 s (half the sending lease); the rest is what the ledger takes. */
  deliver: 120,
  /** Ends before the next minute's sweep begins. */
  sweep: 50,
  /** Some hundred pages a list, and the waits the platform asks for between them. */
  collect: 900,
};

/** Clocks differ, and a function's last write may be on its way when it is ended. */
const SENDING_LEASE_MARGIN_SECONDS = 30;

/** Whose events have a sequence, and who can be asked for the last one. */
const ASKED_SYSTEM = 'province/yuegonghui';

interface Collected {
  readonly name: string;
  readonly rule: string;
  readonly system: string;
  readonly at: Schedule;
  readonly memoryMiB: number;
  readonly diskMiB: number;
}

/** The systems that are asked instead of sending. */
const COLLECTED: readonly Collected[] = [
  {
    name: 'Collect',
    rule: 'EveryNight',
    system: 'shenzhen/talent-platform',
    // 23:30 in China, when the day's courses are entered: the batch is of the day that ends.
    at: Schedule.cron({ minute: '30', hour: '15' }),
    // A list of 128 MiB, and the same once more while it is put together.
    memoryMiB: 1024,
    diskMiB: 512,
  },
  {
    name: 'CollectExports',
    rule: 'EveryNightAfterMidnight',
    system: ASKED_SYSTEM,
    // 02:00 in China: after the cities' nights, before both sides are compared.
    at: Schedule.cron({ minute: '0', hour: '18' }),
    memoryMiB: 512,
    // A list of 2 GiB, one at a time.
    diskMiB: 2560,
  },
];
/** What is left to land the last list when no more pages may be waited for. */
const COLLECT_MARGIN_SECONDS = 120;

/** Files as they came. What was accepted lies in the vault for good; this is how long a city may ask about its file. */
const LANDING_DAYS = 90;
