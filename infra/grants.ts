import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { acknowledgeObjects } from './acknowledged.ts';

/** The calls of the functions; a call that is not listed here can't be granted by mistake. */
export type TableAction = `dynamodb:${
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'Query'
  | 'PartiQLInsert'
  | 'PartiQLUpdate'}`;
export type ObjectAction = `s3:${'GetObject' | 'GetObjectVersion' | 'PutObject'}`;
export type KeyAction = `kms:${'GenerateDataKey' | 'Decrypt' | 'Encrypt'}`;
export type QueueAction =
  `sqs:${'SendMessage' | 'ChangeMessageVisibility' | 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes'}`;

export function allowTable(fn: LambdaFunction, table: Table, ...actions: readonly TableAction[]): void {
  allow(fn, actions, table.tableArn);
}

export function allowIndex(
  fn: LambdaFunction,
  table: Table,
  index: 'due' | 'problem',
  ...actions: readonly TableAction[]
): void {
  allow(fn, actions, `${table.tableArn}/index/${index}`);
}

/** @param prefix objects under this prefix only, `''` for the whole bucket; ends with `/` otherwise. */
export function allowObjects(
  fn: LambdaFunction,
  bucket: Bucket,
  prefix: string,
  ...actions: readonly ObjectAction[]
): void {
  allow(fn, actions, bucket.arnForObjects(`${prefix}*`));
  acknowledgeObjects(fn, bucket, `/${prefix}*`);
}

/** To see the names of a bucket's objects. */
export function allowListing(fn: LambdaFunction, bucket: Bucket): void {
  allow(fn, ['s3:ListBucket'], bucket.bucketArn);
}

/** To see all versions of a bucket's objects, and where one was hidden. */
export function allowVersions(fn: LambdaFunction, bucket: Bucket): void {
  allow(fn, ['s3:ListBucketVersions'], bucket.bucketArn);
}

export function allowKey(fn: LambdaFunction, key: Key, ...actions: readonly KeyAction[]): void {
  allow(fn, actions, key.keyArn);
}

export function allowQueue(fn: LambdaFunction, queue: Queue, ...actions: readonly QueueAction[]): void {
  allow(fn, actions, queue.queueArn);
}

export function allowLogs(fn: LambdaFunction, logs: LogGroup): void {
  allow(fn, ['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn);
}

function allow(fn: LambdaFunction, actions: readonly string[], resource: string): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
}
