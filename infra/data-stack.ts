import { RemovalPolicy, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { BridgeStack } from './bridge-stack.ts';
import { PrivateBucket } from './private-bucket.ts';

/** What must outlive everything else: the ledger, the vault of sealed records and the key that seals them. */
export class DataStack extends BridgeStack {
  readonly table: Table;
  readonly key: Key;
  readonly accessLogs: PrivateBucket;
  readonly vault: PrivateBucket;
  /** Ends of the chains of acts, and what was sealed of the money journal: nobody can change them. */
  readonly anchors: PrivateBucket;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.table = ledgerTable(this);
    this.key = new Key(this, 'Key', {
      alias: 'alias/union-bridge',
      description: 'Seals the data keys of the vault and the secrets in the ledger',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            principals: [new AccountRootPrincipal()],
            actions: [...KEY_ACTIONS],
            resources: ['*'],
          }),
        ],
      }),
    });
    this.accessLogs = new PrivateBucket(this, 'AccessLogs', { expireAfterDays: 400, recoverableDays: 30 });
    this.accessLogs.takesAccessLogs();
    // Records in the vault don't expire: the ledger points at them for good. Of what the province holds only the newest is pointed at.
    this.vault = new PrivateBucket(this, 'Vault', {
      accessLogs: this.accessLogs,
      expiring: [{ prefix: 'exports/', afterDays: 90, recoverableDays: 30 }],
      recoverableDays: 400,
    });
    // The storage service's own key: an auditor reads it without the bridge's, and though that were lost.
    this.anchors = new PrivateBucket(this, 'Anchors', {
      accessLogs: this.accessLogs,
      recoverableDays: 'ever',
      lockedDays: ANCHORS_LOCKED_DAYS,
    });
  }

  /** What every function that reads or writes records is told. */
  names(): { readonly BRIDGE_TABLE: string; readonly BRIDGE_VAULT: string; readonly BRIDGE_KEY: string } {
    return {
      BRIDGE_TABLE: this.table.tableName,
      BRIDGE_VAULT: this.vault.bucketName,
      BRIDGE_KEY: this.key.keyArn,
    };
  }
}

/**
 * Ten years: what 会计档案管理办法 (财政部、国家档案局令第79号) asks for bank statements and reconciliations. It can be made longer at
 * any time, and shorter never.
 */
const ANCHORS_LOCKED_DAYS = 3653;

function ledgerTable(scope: Construct): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // Each attribute an index carries makes more writes cost twice; the sweeper reads the item before it acts.
  table.addGlobalSecondaryIndex({
    indexName: 'due',
    partitionKey: { name: 'duePk', type: AttributeType.STRING },
    sortKey: { name: 'dueAt', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: ['kind', 'state'],
  });
  table.addGlobalSecondaryIndex({
    indexName: 'problem',
    partitionKey: { name: 'problemPk', type: AttributeType.STRING },
    sortKey: { name: 'problemAt', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

/**
 * What the account may allow its own roles to do with the key, call by call; `kms:*` would also cover exporting and sharing it.
 * The administrative ones are those CloudFormation needs to keep the key.
 */
const KEY_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:PutKeyPolicy',
  'kms:EnableKeyRotation',
  'kms:DisableKeyRotation',
  'kms:GetKeyRotationStatus',
  'kms:UpdateKeyDescription',
  'kms:EnableKey',
  'kms:DisableKey',
  'kms:CreateAlias',
  'kms:UpdateAlias',
  'kms:DeleteAlias',
  'kms:ListResourceTags',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
] as const;
