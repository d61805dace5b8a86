import type { KmsEngine } from '../engines/kms.ts';
import type { S3Engine } from '../engines/s3.ts';
import { engineQueueArn, type SqsEngine } from '../engines/sqs.ts';
import type { Json, JsonObject } from './assembly.ts';
import { REGION } from './identity.ts';
import type { Resource } from './model.ts';

export type Engines = {
  readonly dynamo: { readonly endpoint: string };
  readonly sqs: SqsEngine;
  readonly s3: S3Engine;
  readonly kms: KmsEngine;
};

const TABLE_PROPERTIES = [
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
];
const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
];

/** Makes the template's tables, queues, buckets and keys; what a former run made stays, with its contents. */
export async function provision(resources: readonly Resource[], engines: Engines): Promise<void> {
  for (const resource of resources) {
    const { type, properties, identity } = resource;
    try {
      if (type === 'AWS::DynamoDB::Table') await putTable(engines.dynamo.endpoint, identity.ref, properties);
      if (type === 'AWS::SQS::Queue') putQueue(engines.sqs, String(identity.attributes['QueueName']), properties);
      if (type === 'AWS::S3::Bucket') await engines.s3.putBucket(identity.ref);
      if (type === 'AWS::KMS::Key') engines.kms.putKey(identity.ref);
      if (type === 'AWS::KMS::Alias')
        engines.kms.putKey(String(properties['TargetKeyId']).replace(/^arn:.*:key\//, ''), identity.ref);
    } catch (error) {
      throw new Error(`${resource.stackName}/${resource.logicalId} (${type}): ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

async function putTable(endpoint: string, name: string, properties: JsonObject): Promise<void> {
  if (properties['StreamSpecification'] !== undefined) throw new Error('streams are not supported locally');
  if (properties['TimeToLiveSpecification'] !== undefined) throw new Error('time to live is not supported locally');
  const wanted = Object.fromEntries(
    TABLE_PROPERTIES.filter((key) => properties[key] !== undefined).map((key) => [key, properties[key]]),
  );
  const known = await dynamo(endpoint, 'DescribeTable', { TableName: name });
  if (known.ok) {
    const there = (known.body as { Table: JsonObject }).Table;
    if (keysOf(there) !== keysOf(properties)) {
      throw new Error(
        'the data directory holds this table with other keys or indexes; start on another data directory',
      );
    }
    return;
  }
  const created = await dynamo(endpoint, 'CreateTable', { TableName: name, ...wanted });
  if (!created.ok) throw new Error(`CreateTable: ${JSON.stringify(created.body)}`);
}

/** What must not differ: the keys of the table and of its indexes. */
function keysOf(table: JsonObject): string {
  const schema = (one: JsonObject): string =>
    ((one['KeySchema'] ?? []) as readonly JsonObject[])
      .map((key) => `${String(key['KeyType'])}=${String(key['AttributeName'])}`)
      .toSorted()
      .join();
  const indexes = ((table['GlobalSecondaryIndexes'] ?? []) as readonly JsonObject[]).map(
    (index) => `${String(index['IndexName'])}:${schema(index)}`,
  );
  return [schema(table), ...indexes.toSorted()].join(' ');
}

async function dynamo(
  endpoint: string,
  operation: string,
  request: Record<string, Json | undefined>,
): Promise<{ ok: boolean; body: unknown }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20000101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20000101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(request),
  });
  return { ok: response.ok, body: await response.json() };
}

function putQueue(sqs: SqsEngine, name: string, properties: JsonObject): void {
  if (properties['FifoQueue'] === true) throw new Error('FIFO queues are not supported locally');
  const attributes = Object.fromEntries(
    QUEUE_ATTRIBUTES.filter((key) => properties[key] !== undefined).map((key) => [key, String(properties[key])]),
  );
  const redrive = properties['RedrivePolicy'] as JsonObject | undefined;
  if (redrive !== undefined) {
    const deadLetters = String(redrive['deadLetterTargetArn']).replace(/^.*:/, '');
    attributes['RedrivePolicy'] = JSON.stringify({
      deadLetterTargetArn: engineQueueArn(REGION, deadLetters),
      maxReceiveCount: Number(redrive['maxReceiveCount']),
    });
  }
  sqs.putQueue(name, attributes);
}
