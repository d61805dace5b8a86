import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { FunctionCode } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { allowKey, allowObjects, allowQueue, allowTable } from './grants.ts';
import { PrivateBucket } from './private-bucket.ts';
import { Step } from './step.ts';
import { WorkQueue } from './work-queue.ts';

export interface Reconciliation {
  readonly queue: WorkQueue;
  readonly step: Step;
  /** Masked reports, which operators fetch by a URL of a few minutes. */
  readonly reports: PrivateBucket;
}

/** Both sides compared every night: begun on the clock, done in messages, one per programme and kind, or one per range of keys. */
export function addReconciliation(
  scope: Construct,
  data: DataStack,
  code: FunctionCode,
  translateQueue: WorkQueue,
): Reconciliation {
  const reports = new PrivateBucket(scope, 'Reports', {
    accessLogs: data.accessLogs,
    key: data.key,
    expireAfterDays: REPORT_DAYS,
    recoverableDays: RECOVERABLE_DAYS,
  });
  const queue = new WorkQueue(scope, 'ReconcileQueue', { readerTimeoutSeconds: TIMEOUT_SECONDS });
  const step = addReconcile(scope, data, code, { queue, reports, translateQueue });
  queue.isReadBy(step, { batchSize: 1, maximumConcurrency: 4 });
  new Rule(scope, 'AfterTheExports', { schedule: RECONCILE_AT, targets: [new LambdaFunction(step)] });
  const morning = RuleTargetInput.fromObject({ type: 'morning' });
  new Rule(scope, 'EveryMorning', {
    schedule: LOOK_AT_NIGHT_AT,
    targets: [new LambdaFunction(step, { event: morning })],
  });
  return { queue, step, reports };
}

function addReconcile(
  scope: Construct,
  data: DataStack,
  code: FunctionCode,
  { queue, reports, translateQueue }: Omit<Reconciliation, 'step'> & { readonly translateQueue: WorkQueue },
): Step {
  const step = new Step(scope, 'Reconcile', {
    code: code.reconcile,
    timeoutSeconds: TIMEOUT_SECONDS,
    // DESIGN §11: what a comparison may take.
    memoryMiB: 512,
    diskMiB: 2048,
    environment: {
      ...data.names(),
      NODE_OPTIONS: '--max-semi-space-size=4',
      BRIDGE_REPORTS: reports.bucketName,
      BRIDGE_RECONCILE_QUEUE: queue.queueUrl,
      BRIDGE_TRANSLATE_QUEUE: translateQueue.queueUrl,
      BRIDGE_RECONCILE_RANGE_ROWS: String(RANGE_ROWS),
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query');
  // Discrepancies, 25 a call.
  allowTable(step, data.table, 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate');
  allowObjects(step, data.vault, '', 's3:GetObject');
  allowObjects(step, data.vault, 'reconciliations/', 's3:PutObject');
  allowObjects(step, data.vault, 'unmasked/', 's3:PutObject');
  // What is sent once more lies there as a pushed batch does.
  allowObjects(step, data.vault, 'records/', 's3:PutObject');
  allowObjects(step, reports, '', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, queue, 'sqs:SendMessage');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
  return step;
}

/** A range of keys, its discrepancies into the ledger, and of the last range the report. */
const TIMEOUT_SECONDS = 900;
/** Rows of both sides one function compares; more are shared out by ranges of keys. */
const RANGE_ROWS = 2_000_000;
/** 04:00 in China: the province's exports of 02:00 are in, and nobody is at work yet. */
const RECONCILE_AT = Schedule.cron({ minute: '0', hour: '20' });
/** 08:00 in China: whoever comes to work is told what of the night was not compared. */
const LOOK_AT_NIGHT_AT = Schedule.cron({ minute: '0', hour: '0' });
/** A report is made from what lies in the vault for good; this is how long it may be fetched. */
const REPORT_DAYS = 400;
const RECOVERABLE_DAYS = 90;
