import type { Construct } from 'constructs';
import type { FunctionCode } from './bundle.ts';
import { claimGroupsOf, claimPolicy } from './claims.ts';
import type { DataStack } from './data-stack.ts';
import { allowIndex, allowKey, allowObjects, allowQueue, allowTable } from './grants.ts';
import { Step } from './step.ts';
import { WorkQueue } from './work-queue.ts';

export interface Replay {
  readonly queue: WorkQueue;
  readonly step: Step;
}

/** Plans of replays made in steps, and run part by part: what goes again goes to translate, as everything does. */
export function addReplay(scope: Construct, data: DataStack, code: FunctionCode, translateQueue: WorkQueue): Replay {
  const queue = new WorkQueue(scope, 'ReplayQueue', { readerTimeoutSeconds: TIMEOUT_SECONDS });
  const step = new Step(scope, 'Replay', {
    code: code.replay,
    timeoutSeconds: TIMEOUT_SECONDS,
    // A hundred thousand keys are put in order at once.
    memoryMiB: 1024,
    environment: {
      ...data.names(),
      BRIDGE_REPLAY_QUEUE: queue.queueUrl,
      BRIDGE_TRANSLATE_QUEUE: translateQueue.queueUrl,
      BRIDGE_CLAIM_GROUPS: JSON.stringify(claimGroupsOf(claimPolicy)),
    },
  });
  queue.isReadBy(step, { batchSize: 1, maximumConcurrency: 2 });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query');
  // Records something is wrong with.
  allowIndex(step, data.table, 'problem', 'dynamodb:Query');
  allowObjects(step, data.vault, '', 's3:GetObject');
  // Frozen lists; and what goes again lies where a pushed batch does.
  allowObjects(step, data.vault, 'replays/', 's3:PutObject');
  allowObjects(step, data.vault, 'records/', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, queue, 'sqs:SendMessage');
  allowQueue(step, translateQueue, 'sqs:SendMessage');
  return { queue, step };
}

/** Some parts of a plan; half of the lease that another try waits for. */
const TIMEOUT_SECONDS = 300;
