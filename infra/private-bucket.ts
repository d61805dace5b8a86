import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  /** Bucket for the server's access logs. @default none: this one holds them */
  readonly accessLogs?: Bucket;
  /** Encrypts the objects. @default the storage service's own key */
  readonly key?: Key;
  readonly expireAfterDays?: number;
  /** Objects under a prefix, ending with `/`, that expire apart from the others. */
  readonly expiring?: readonly {
    readonly prefix: string;
    readonly afterDays: number;
    readonly recoverableDays: number;
  }[];
  /** How long an overwritten or deleted object can be brought back; `'ever'`: nothing of it goes by itself. */
  readonly recoverableDays: number | 'ever';
  /**
   * Object Lock in compliance mode: until then nobody takes an object away or shortens this, the account's owner neither.
   * @default none
   */
  readonly lockedDays?: number;
}

/** A bucket nobody reaches without TLS and a grant, that outlives its stack. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    const { accessLogs, key, expireAfterDays, expiring = [], recoverableDays, lockedDays } = props;
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(lockedDays === undefined
        ? {}
        : {
            objectLockEnabled: true,
            objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(lockedDays)),
          }),
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(recoverableDays === 'ever' ? {} : { noncurrentVersionExpiration: Duration.days(recoverableDays) }),
          ...(expireAfterDays === undefined ? {} : { expiration: Duration.days(expireAfterDays) }),
        },
        ...expiring.map(({ prefix, afterDays, recoverableDays: recoverable }) => ({
          prefix,
          expiration: Duration.days(afterDays),
          noncurrentVersionExpiration: Duration.days(recoverable),
        })),
      ],
    });
    // What is locked can still be hidden behind a delete marker.
    if (lockedDays !== undefined) this.keepsAllShown();
    // Not through the bucket's own property: that would name this bucket in the policy of the other, and the stacks would
    // wait for each other.
    if (accessLogs !== undefined) {
      this.resource().loggingConfiguration = { destinationBucketName: accessLogs.bucketName, logFilePrefix: `${id}/` };
    }
  }

  /** Sends word of each new object to `queue`, in the template itself: the usual way would add a custom resource. */
  notifiesOfNewObjects(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // By account, not by bucket: the policy must exist before the bucket, which checks it when it is made.
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.node.addDependency(queue);
    this.resource().notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
    };
  }

  /** Lets the account's other buckets write their access logs here, each under its own name. */
  takesAccessLogs(): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Nobody takes an object away, whatever else they may. */
  private keepsAllShown(): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.arnForObjects('*')],
      }),
    );
  }

  private resource(): CfnBucket {
    const resource = this.node.defaultChild;
    if (!CfnBucket.isCfnBucket(resource)) throw new Error(`${this.node.path} has no bucket resource`);
    return resource;
  }
}
