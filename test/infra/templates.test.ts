import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { destinations } from '../../infra/destinations.ts';
import { LOCAL_RESOURCE_TYPES, type Resource, synthesize } from './synthesis.ts';

const { dir, outdir, templates, resources } = synthesize({ validateProperties: true });
afterAll(() => rmSync(dir, { recursive: true }));

const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
const text = (value: unknown): string => JSON.stringify(value);
const queues = ofType('AWS::SQS::Queue');
const functions = ofType('AWS::Lambda::Function');
const sources = ofType('AWS::Lambda::EventSourceMapping');

function template(stack: string): Template {
  return Template.fromJSON({ ...templates.get(stack) });
}

function byId(list: readonly Resource[], id: string): Resource {
  const found = list.find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe('what the templates are made of', () => {
  test('four stacks', () => {
    expect([...templates.keys()].toSorted()).toEqual([
      'UnionBridge-Api',
      'UnionBridge-Data',
      'UnionBridge-Flow',
      'UnionBridge-Watch',
    ]);
  });

  test('only resource types the local runtime knows, so no custom resources', () => {
    expect([...new Set(resources.map(({ type }) => type))].toSorted()).toEqual(LOCAL_RESOURCE_TYPES);
  });

  test('only intrinsic functions the local runtime knows', () => {
    const used = new Set(text([...templates.values()]).match(/"(?:Fn::\w+|Ref)":/g));
    expect([...used].toSorted()).toEqual([
      '"Fn::GetAtt":',
      '"Fn::ImportValue":',
      '"Fn::Join":',
      '"Fn::Sub":',
      '"Ref":',
    ]);
  });

  test('no partition, region, account or registry of one is written down', () => {
    const all = text([...templates.values()]);
    expect(all).not.toMatch(/arn:aws[^:]*:/);
    expect(all).not.toMatch(/\b(cn|us|eu|ap)-[a-z]+-\d\b/);
    expect(all).not.toMatch(/amazonaws\.com\.cn|\b\d{12}\b/);
  });

  test('a parameter for each tenant something is delivered to, and whether they may be private', () => {
    expect(Object.keys(templates.get('UnionBridge-Flow')?.Parameters ?? {}).toSorted()).toEqual([
      'AllowPrivateDestinations',
      ...new Set(destinations.map(({ urlParameter }) => urlParameter).toSorted()),
    ]);
    expect(destinations.map(({ urlParameter }) => urlParameter)).toContain('GuangzhouUrl');
    template('UnionBridge-Flow').hasParameter('AllowPrivateDestinations', { Default: 'false' });
  });
});

describe('queues', () => {
  const withSource = sources.map((source) => {
    const queueId = /"(\w+Queue)","Arn"/.exec(text(source.properties['EventSourceArn']))?.[1] ?? '';
    const functionId = /"Ref":"(\w+)"/.exec(text(source.properties['FunctionName']))?.[1] ?? '';
    return { source: source.properties, queue: byId(queues, queueId), fn: byId(functions, functionId) };
  });

  test('each work queue has one reader', () => {
    const work = queues.filter(({ id }) => !id.endsWith('DeadLetters')).map(({ id }) => id);
    expect(withSource.map(({ queue }) => queue.id).toSorted()).toEqual(work.toSorted());
    // Ingest, translate, reconcile, replay.
    expect(work).toHaveLength(4 + destinations.length);
  });

  test.each(withSource)('$queue.id fails messages one by one, with a cap on concurrency', ({ source }) => {
    expect(source['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    const { MaximumConcurrency: cap } = source['ScalingConfig'] as { MaximumConcurrency: number };
    expect(cap).toBeGreaterThanOrEqual(2);
    expect(cap).toBeLessThanOrEqual(10);
  });

  test.each(destinations)('deliveries to $system are called at most as often as it takes', ({ name, limits }) => {
    const own = withSource.find(({ queue }) => queue.id.startsWith(`Deliver${name}Queue`));
    if (own === undefined) throw new Error(`nothing delivers to ${name}`);
    const { MaximumConcurrency: cap } = own.source['ScalingConfig'] as { MaximumConcurrency: number };
    const { Variables: variables } = own.fn.properties['Environment'] as { Variables: Record<string, string> };
    expect(Number(variables['BRIDGE_CONCURRENCY'])).toBe(cap);
    expect(Number(variables['BRIDGE_CALLS_PER_SECOND'])).toBe(limits.callsPerSecond);
    // The parts of a call that is refused as a whole wait a second for each other at most.
    expect(limits.callsPerSecond / cap).toBeGreaterThanOrEqual(1);
    expect(limits.callsBurst).toBeGreaterThanOrEqual(cap);
  });

  test.each(withSource)('$queue.id hides a message six times as long as its function may run', ({ queue, fn }) => {
    expect(queue.properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * Number(fn.properties['Timeout']));
  });

  test.each(withSource)('$queue.id gives a message five tries at least, then its own dead letters', ({ queue }) => {
    const redrive = queue.properties['RedrivePolicy'] as { maxReceiveCount: number; deadLetterTargetArn: unknown };
    expect(redrive.maxReceiveCount).toBeGreaterThanOrEqual(5);
    expect(text(redrive.deadLetterTargetArn)).toContain(`"${queue.id}DeadLetters"`);
  });

  test('a batch of more than ten waits for its window', () => {
    for (const { source } of withSource) {
      if (Number(source['BatchSize']) > 10) expect(source['MaximumBatchingWindowInSeconds']).toBeGreaterThanOrEqual(1);
    }
    expect(withSource.map(({ source }) => source['BatchSize'])).toContain(50);
  });

  test('every queue is encrypted and refuses plain HTTP', () => {
    const guarded = text(
      ofType('AWS::SQS::QueuePolicy').filter((policy) => text(policy).includes('"aws:SecureTransport":"false"')),
    );
    for (const { id, properties } of queues) {
      expect(properties['SqsManagedSseEnabled'], id).toBe(true);
      expect(guarded).toContain(`{"Ref":"${id}"}`);
    }
  });

  test('dead letters are kept longer than work', () => {
    for (const { id, properties } of queues) {
      const days = Number(properties['MessageRetentionPeriod']) / 86_400;
      expect(days, id).toBe(id.endsWith('DeadLetters') ? 14 : 4);
    }
  });
});

describe('the ledger', () => {
  const data = template('UnionBridge-Data');

  test('is on demand, recoverable, protected and kept', () => {
    data.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        StreamSpecification: Match.absent(),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
  });

  test('has two sparse indexes and no more', () => {
    const keys = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: keys('duePk', 'dueAt'),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['kind', 'state'] },
        },
        {
          IndexName: 'problem',
          KeySchema: keys('problemPk', 'problemAt'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });
});

describe('what is stored', () => {
  test.each(ofType('AWS::S3::Bucket'))('$id is private, versioned, encrypted and kept', ({ properties, whole, id }) => {
    expect(properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(text(properties['BucketEncryption'])).toContain(
      ['Landing', 'Reports'].includes(id) ? '"aws:kms"' : '"AES256"',
    );
    expect(whole['DeletionPolicy']).toBe('Retain');
    const policies = ofType('AWS::S3::BucketPolicy').filter(
      (policy) => text(policy.properties['Bucket']) === text({ Ref: id }),
    );
    expect(text(policies)).toContain('"aws:SecureTransport":"false"');
  });

  test('records in the vault never expire, but for what the province exports, 90 days later', () => {
    const { Rules: rules } = byId(resources, 'Vault').properties['LifecycleConfiguration'] as {
      Rules: readonly { readonly ExpirationInDays?: number; readonly Prefix?: string }[];
    };
    const expiring = rules.filter(({ ExpirationInDays: days }) => days !== undefined);
    expect(expiring.map(({ Prefix: prefix, ExpirationInDays: days }) => [prefix, days])).toEqual([['exports/', 90]]);
  });

  test('a new file in the landing bucket goes to the ingest queue, whose policy is there first', () => {
    const landing = byId(resources, 'Landing');
    expect(landing.properties['NotificationConfiguration']).toEqual({
      QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['IngestQueue', 'Arn'] } }],
    });
    expect(landing.whole['DependsOn']).toContain('IngestQueuePolicy');
  });

  test('what chains and journal are compared with is locked for ten years, and no rule takes any of it away', () => {
    const { properties } = byId(resources, 'Anchors');
    expect(properties['ObjectLockEnabled']).toBe(true);
    expect(properties['ObjectLockConfiguration']).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3653 } },
    });
    const { Rules: rules } = properties['LifecycleConfiguration'] as { Rules: readonly object[] };
    expect(rules).toEqual([{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }]);
    const others = ofType('AWS::S3::Bucket').filter(({ id }) => id !== 'Anchors');
    expect(others.filter((bucket) => bucket.properties['ObjectLockEnabled'] === true)).toEqual([]);
  });

  test('the key rotates', () => {
    template('UnionBridge-Data').hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template('UnionBridge-Data').hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/union-bridge' });
  });

  test('every log is kept for more than six months and outlives its stack', () => {
    const logs = ofType('AWS::Logs::LogGroup');
    expect(logs).toHaveLength(functions.length + 1);
    for (const { id, properties, whole } of logs) {
      expect(properties['RetentionInDays'], id).toBeGreaterThan(184);
      expect(whole['DeletionPolicy'], id).toBe('Retain');
    }
  });
});

describe('alarms', () => {
  const alarms = text(ofType('AWS::CloudWatch::Alarm').map(({ id }) => id));

  test.each(queues.filter(({ id }) => !id.endsWith('DeadLetters')))(
    '$id: dead letters and waiting too long',
    ({ id }) => {
      expect(alarms).toContain(`"${id}DeadLetters"`);
      expect(alarms).toContain(`"${id}Age"`);
      template('UnionBridge-Watch').hasResource('AWS::CloudWatch::Alarm', {
        Properties: {
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::ImportValue': Match.stringLikeRegexp(`${id}DeadLetters`) } }],
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        },
      });
    },
  );

  test.each(functions)('$id: errors', ({ id }) => {
    expect(alarms).toContain(`"${id}Errors"`);
  });

  test('the sweep stands still', () => {
    template('UnionBridge-Watch').hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    template('UnionBridge-Flow').hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });

  test('both sides are compared at 04:00 in China, and looked for at 08:00, where no look is an alarm too', () => {
    const flow = template('UnionBridge-Flow');
    flow.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 20 * * ? *)' });
    flow.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(0 0 * * ? *)',
      Targets: [Match.objectLike({ Input: '{"type":"morning"}' })],
    });
    template('UnionBridge-Watch').hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ReconciliationsNotDone',
      Namespace: 'UnionBridge',
      TreatMissingData: 'breaching',
    });
  });

  test.each([
    ['MoneyCasesOpen', Match.absent()],
    ['ReconciliationsRefused', Match.absent()],
    ['SuspenseRows', Match.absent()],
    ['DiscrepanciesOpen', Match.absent()],
    ['DiscrepanciesOpen', [{ Name: 'Code', Value: 'paid-twice' }]],
    ['DiscrepanciesOpen', [{ Name: 'Code', Value: 'wrong-payee' }]],
  ])('a comparison says %s', (name, dimensions) => {
    template('UnionBridge-Watch').hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: name,
      Namespace: 'UnionBridge',
      Dimensions: dimensions,
    });
  });

  test.each([
    ['Collect', 'cron(30 15 * * ? *)'],
    ['CollectExports', 'cron(0 18 * * ? *)'],
    ['Audit', 'cron(30 16 * * ? *)'],
  ])('%s works every night, %s', (name, schedule) => {
    const rules = ofType('AWS::Events::Rule').filter(({ properties }) =>
      text(properties['Targets']).includes(`"Fn::GetAtt":["${name}","Arn"]`),
    );
    expect(rules.map(({ properties }) => properties['ScheduleExpression'])).toEqual([schedule]);
  });
});

describe('checks of others', () => {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as ValidationReport;

  test('every property is one CloudFormation knows, and cdk-nag finds nothing', () => {
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test('these rules of cdk-nag are acknowledged and no others', () => {
    const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
    const acknowledged = new Set(nag?.suppressedViolations.map(({ ruleName }) => ruleName.replace(/\[.*/, '')));
    const rules = ['APIG2', 'APIG3', 'APIG4', 'COG4', 'IAM4', 'IAM5'];
    expect([...acknowledged].toSorted()).toEqual(rules.map((rule) => `AwsSolutions-${rule}`));
  });
});

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly unknown[];
    readonly suppressedViolations: readonly { readonly ruleName: string }[];
  }[];
}
