import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allowQueue } from './grants.ts';
import type { Step } from './step.ts';

export interface WorkQueueProps {
  /** Time limit of the function that reads the queue, in seconds. */
  readonly readerTimeoutSeconds: number;
}

export interface ReadProps {
  /** Messages per invocation at most. */
  readonly batchSize: number;
  /** How long to wait for a full batch, in seconds; at least 1 above 10 messages. @default 0 */
  readonly windowSeconds?: number;
  /** Invocations at the same time at most: protects what lies behind the function. At least 2. */
  readonly maximumConcurrency: number;
}

/** A queue of the flow with its dead letters. Messages hold ids and pointers, never a record. */
export class WorkQueue extends Queue {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { readerTimeoutSeconds }: WorkQueueProps) {
    const deadLetters = new Queue(scope, `${id}DeadLetters`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Less than the dead letters': a message keeps its age when it moves there, and a person needs days to look.
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(VISIBILITY_PER_TIMEOUT * readerTimeoutSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
    this.deadLetters = deadLetters;
  }

  /** Lets `step` read this queue; messages it reports as failed come back alone. */
  isReadBy(step: Step, { batchSize, windowSeconds, maximumConcurrency }: ReadProps): void {
    new EventSourceMapping(step, 'Source', {
      target: step,
      eventSourceArn: this.queueArn,
      batchSize,
      ...(windowSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(windowSeconds) }),
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
    });
    allowQueue(step, this, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    // A message that failed comes back after a wait of its own, not after six time-outs.
    allowQueue(step, this, 'sqs:ChangeMessageVisibility');
  }
}

/** AWS asks for six times the function's time limit, so that throttled polls don't use up receives. */
const VISIBILITY_PER_TIMEOUT = 6;
/** AWS asks for five at least; some of ours go to throttled polls while a destination is slow. */
const RECEIVES_MAX = 8;
