import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { FunctionCode } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { allowObjects, allowTable, allowVersions } from './grants.ts';
import { Step } from './step.ts';

/** Seals the money journal of the day that has ended, looks at the chains of acts, and locks away where they end. */
export function addAudit(scope: Construct, data: DataStack, code: FunctionCode): Step {
  const step = new Step(scope, 'Audit', {
    code: code.audit,
    timeoutSeconds: TIMEOUT_SECONDS,
    // A day's journal of all tenants: some hundred bytes an entry.
    memoryMiB: 1024,
    environment: { BRIDGE_TABLE: data.table.tableName, BRIDGE_ANCHORS: data.anchors.bucketName },
  });
  // It adds to the chains, and takes nothing out of them.
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem');
  // Statements whose effect was made up for later.
  allowTable(step, data.table, 'dynamodb:BatchGetItem');
  allowObjects(step, data.anchors, '', 's3:GetObjectVersion', 's3:PutObject');
  allowVersions(step, data.anchors);
  new Rule(scope, 'AfterMidnight', { schedule: SEAL_AT, targets: [new LambdaFunction(step)] });
  return step;
}

/** 00:30 in China: what was begun before midnight has ended by then, as no function runs longer than a quarter of an hour. */
const SEAL_AT = Schedule.cron({ minute: '30', hour: '16' });
const TIMEOUT_SECONDS = 900;
