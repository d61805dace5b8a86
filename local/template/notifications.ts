import type { ObjectCreated } from '../engines/s3-store.ts';
import type { JsonObject } from './assembly.ts';
import { REGION } from './identity.ts';
import type { Resource } from './model.ts';

export type Notification = {
  readonly bucket: string;
  readonly queueName: string;
  readonly wants: (created: ObjectCreated) => boolean;
};

/** Buckets' notifications to queues. Throws on other targets, on events other than object creation, and on a queue that does not let S3 send. */
export function notificationsOf(resources: readonly Resource[]): readonly Notification[] {
  return resources
    .filter((resource) => resource.type === 'AWS::S3::Bucket')
    .flatMap((bucket) => {
      const configuration = (bucket.properties['NotificationConfiguration'] ?? {}) as JsonObject;
      const others = Object.keys(configuration).filter((key) => key !== 'QueueConfigurations');
      if (others.length > 0)
        throw new Error(`${bucket.stackName}/${bucket.logicalId}: ${others.join(', ')} is not supported locally`);
      return ((configuration['QueueConfigurations'] ?? []) as readonly JsonObject[]).map((entry) =>
        notification(bucket, entry, resources),
      );
    });
}

function notification(bucket: Resource, entry: JsonObject, resources: readonly Resource[]): Notification {
  const event = String(entry['Event']);
  if (!event.startsWith('s3:ObjectCreated:'))
    throw new Error(`${bucket.stackName}/${bucket.logicalId}: event ${event} is not supported locally`);
  const queueArn = String(entry['Queue']);
  if (!letsS3Send(queueArn, resources)) {
    throw new Error(
      `${bucket.stackName}/${bucket.logicalId}: no queue policy lets s3.amazonaws.com send to ${queueArn}; S3 would refuse the notification`,
    );
  }
  const filter = entry['Filter'] as
    | { readonly S3Key?: { readonly Rules?: readonly { readonly Name: string; readonly Value: string }[] } }
    | undefined;
  const rules = filter?.S3Key?.Rules ?? [];
  const part = event.slice('s3:'.length);
  return {
    bucket: bucket.identity.ref,
    queueName: queueArn.replace(/^.*:/, ''),
    wants: ({ key, eventName }) =>
      (part === 'ObjectCreated:*' || part === eventName) &&
      rules.every(({ Name: name, Value: value }) =>
        name.toLowerCase() === 'prefix' ? key.startsWith(value) : key.endsWith(value),
      ),
  };
}

function letsS3Send(queueArn: string, resources: readonly Resource[]): boolean {
  return resources
    .filter((resource) => resource.type === 'AWS::SQS::QueuePolicy')
    .flatMap(
      (policy) => ((policy.properties['PolicyDocument'] as JsonObject)['Statement'] ?? []) as readonly JsonObject[],
    )
    .some((statement) => {
      const text = JSON.stringify(statement);
      return (
        statement['Effect'] === 'Allow' &&
        text.includes('"s3.amazonaws.com"') &&
        text.includes('sqs:SendMessage') &&
        text.includes(queueArn)
      );
    });
}

/** The message S3 puts on the queue (event version 2.1). Its keys are URL-encoded with `+` for a blank. */
export function s3EventMessage(created: ObjectCreated, sequencer: bigint, at: Date): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: at.toISOString(),
        eventName: created.eventName,
        userIdentity: { principalId: 'AWS:LOCAL' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {},
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: {
            name: created.bucket,
            ownerIdentity: { principalId: 'LOCAL' },
            arn: `arn:aws-cn:s3:::${created.bucket}`,
          },
          object: {
            key: encodeURIComponent(created.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            size: created.bytes,
            eTag: created.etag,
            sequencer: sequencer.toString(16).toUpperCase().padStart(16, '0'),
          },
        },
      },
    ],
  });
}
