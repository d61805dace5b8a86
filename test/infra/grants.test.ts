import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { destinations } from '../../infra/destinations.ts';
import { synthesize } from './synthesis.ts';

const { dir, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
}

function statements(properties: Readonly<Record<string, unknown>>): readonly Statement[] {
  const { PolicyDocument: document, AssumeRolePolicyDocument: trust, KeyPolicy: key } = properties;
  return [document, trust, key].flatMap((policy) =>
    policy === undefined ? [] : (policy as { Statement: Statement[] }).Statement,
  );
}

/** `vault/webhooks/* s3:PutObject`: where, and the exact call. */
function grantsOf(role: string): readonly string[] {
  const policy = resources.find(({ id, type }) => type === 'AWS::IAM::Policy' && id === `${role}RoleDefaultPolicy`);
  return statements(policy?.properties ?? {})
    .flatMap(({ Action, Resource }) => {
      const places = Array.isArray(Resource) && !('Fn::Join' in Resource) ? Resource : [Resource];
      return places.flatMap((place) => [Action].flat().map((action) => `${nameOf(place)} ${action}`));
    })
    .toSorted();
}

/** `…ExportsOutputFnGetAttVaultArnF969827A` + `/webhooks/*` → `Vault/webhooks/*` */
function nameOf(resource: unknown): string {
  const {
    'Fn::GetAtt': own,
    'Fn::ImportValue': exported,
    'Fn::Join': joined,
  } = resource as {
    'Fn::GetAtt'?: [string, string];
    'Fn::ImportValue'?: string;
    'Fn::Join'?: [string, [unknown, string]];
  };
  if (own !== undefined) return own[0];
  if (exported !== undefined) return exported.replace(/^.*FnGetAtt/, '').replace(/Arn[0-9A-F]{8}$/, '');
  if (joined !== undefined) return `${nameOf(joined[1][0])}${joined[1][1]}`;
  return `unexpected ${JSON.stringify(resource)}`;
}

const on = (place: string, ...actions: string[]): string[] => actions.map((action) => `${place} ${action}`);
const reads = (queue: string): string[] =>
  on(queue, 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage');
const logs = (name: string): string[] => on(`${name}Logs`, 'logs:CreateLogStream', 'logs:PutLogEvents');
const sealing = on('Key', 'kms:Decrypt', 'kms:GenerateDataKey');
const table = (...calls: string[]): string[] => on('Table', ...calls.map((call) => `dynamodb:${call}`));
const deliverQueues = destinations.map(({ name }) => `Deliver${name}Queue`);

/** The province alone is asked for its last word on a record. */
const questions = [
  ...on('Vault/webhooks/*', 's3:GetObject'),
  ...on('Vault/answers/*', 's3:PutObject'),
  ...on('Key', 'kms:GenerateDataKey'),
  ...on('TranslateQueue', 'sqs:SendMessage'),
];

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  Ingest: [
    ...logs('Ingest'),
    ...reads('IngestQueue'),
    ...table('GetItem', 'PartiQLInsert', 'PutItem', 'UpdateItem'),
    ...on('Landing/*', 's3:GetObject'),
    ...on('Vault/*', 's3:GetObject', 's3:PutObject'),
    ...sealing,
    ...on('TranslateQueue', 'sqs:SendMessage'),
  ],
  Translate: [
    ...logs('Translate'),
    ...reads('TranslateQueue'),
    ...table('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'UpdateItem'),
    ...on('Vault/*', 's3:GetObject', 's3:PutObject'),
    ...sealing,
    ...['TranslateQueue', ...deliverQueues].flatMap((queue) => on(queue, 'sqs:SendMessage')),
  ],
  ...Object.fromEntries(
    destinations.map(({ name }) => [
      `Deliver${name}`,
      [
        ...logs(`Deliver${name}`),
        ...reads(`Deliver${name}Queue`),
        ...table('BatchGetItem', 'GetItem', 'PartiQLUpdate', 'PutItem', 'UpdateItem'),
        ...on('Vault/deliveries/*', 's3:GetObject'),
        ...on('Key', 'kms:Decrypt'),
        ...on(`Deliver${name}Queue`, 'sqs:SendMessage'),
        ...(name === 'ProvinceYuegonghui' ? questions : []),
      ],
    ]),
  ),
  Sweep: [
    ...logs('Sweep'),
    ...on('Table/index/due', 'dynamodb:Query'),
    ...table('GetItem', 'PutItem', 'UpdateItem'),
    ...on('Landing', 's3:ListBucket'),
    ...on('Vault', 's3:ListBucket'),
    ...on('Vault/webhooks/*', 's3:GetObject'),
    ...on('Vault/deliveries/payments/*', 's3:GetObject'),
    ...on('Key', 'kms:Decrypt'),
    ...['IngestQueue', 'TranslateQueue', 'ReconcileQueue', 'ReplayQueue', ...deliverQueues].flatMap((queue) =>
      on(queue, 'sqs:SendMessage'),
    ),
  ],
  Reconcile: [
    ...logs('Reconcile'),
    ...reads('ReconcileQueue'),
    ...table('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'Query'),
    ...on('Vault/*', 's3:GetObject'),
    ...on('Vault/reconciliations/*', 's3:PutObject'),
    ...on('Vault/unmasked/*', 's3:PutObject'),
    ...on('Vault/records/*', 's3:PutObject'),
    ...on('Reports/*', 's3:PutObject'),
    ...sealing,
    ...on('ReconcileQueue', 'sqs:SendMessage'),
    ...on('TranslateQueue', 'sqs:SendMessage'),
  ],
  Replay: [
    ...logs('Replay'),
    ...reads('ReplayQueue'),
    ...on('Table/index/problem', 'dynamodb:Query'),
    ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query'),
    ...on('Vault/*', 's3:GetObject'),
    ...on('Vault/replays/*', 's3:PutObject'),
    ...on('Vault/records/*', 's3:PutObject'),
    ...sealing,
    ...on('ReplayQueue', 'sqs:SendMessage'),
    ...on('TranslateQueue', 'sqs:SendMessage'),
  ],
  ...Object.fromEntries(
    ['Collect', 'CollectExports'].map((name) => [
      name,
      [...logs(name), ...table('GetItem', 'PutItem', 'UpdateItem'), ...on('Landing/*', 's3:PutObject'), ...sealing],
    ]),
  ),
  Audit: [
    ...logs('Audit'),
    ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query'),
    ...on('Anchors', 's3:ListBucketVersions'),
    ...on('Anchors/*', 's3:GetObjectVersion', 's3:PutObject'),
  ],
  Watch: [
    ...logs('Watch'),
    ...on('Table/index/due', 'dynamodb:Query'),
    ...on('Table/index/problem', 'dynamodb:Query'),
    ...table('BatchGetItem', 'Query'),
  ],
  Webhook: [
    ...logs('Webhook'),
    ...table('GetItem', 'PutItem'),
    ...on('Vault/webhooks/*', 's3:PutObject'),
    ...sealing,
    ...on('TranslateQueue', 'sqs:SendMessage'),
  ],
  Batches: [
    ...logs('Batches'),
    ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('Landing/*', 's3:PutObject'),
    ...on('Vault/*', 's3:GetObject', 's3:PutObject'),
    ...sealing,
    ...on('TranslateQueue', 'sqs:SendMessage'),
  ],
  Operators: [
    ...logs('Operators'),
    ...table('BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PartiQLUpdate', 'PutItem', 'Query'),
    ...table('UpdateItem'),
    ...on('Vault/reconciliations/*', 's3:GetObject'),
    ...on('Reports/*', 's3:GetObject'),
    ...on('Anchors/*', 's3:GetObjectVersion'),
    ...on('Anchors', 's3:ListBucketVersions'),
    ...on('ReconcileQueue', 'sqs:SendMessage'),
    ...on('Vault/replays/*', 's3:GetObject', 's3:PutObject'),
    ...on('ReplayQueue', 'sqs:SendMessage'),
    ...on('Table/index/problem', 'dynamodb:Query'),
    ...on('Table/index/due', 'dynamodb:Query'),
    ...['records', 'deliveries', 'webhooks', 'answers', 'rejects'].flatMap((prefix) =>
      on(`Vault/${prefix}/*`, 's3:GetObject'),
    ),
    ...on('Landing/*', 's3:GetObject'),
    ...on('Vault/unmaskings/*', 's3:PutObject'),
    ...on('Key', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'),
  ],
};

describe('grants', () => {
  test.each(Object.keys(EXPECTED))('%s may make exactly these calls', (role) => {
    expect(grantsOf(role)).toEqual(EXPECTED[role]?.toSorted());
  });

  test('every function has a role of its own, and no role is without a function but the gateway’s', () => {
    const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role').map(({ id }) => id);
    expect(roles.toSorted()).toEqual(
      [...Object.keys(EXPECTED).map((name) => `${name}Role`), 'ApiCloudWatchRole'].toSorted(),
    );
  });

  test('nothing is allowed by a wildcard action', () => {
    const allowed = resources
      .flatMap(({ properties }) => statements(properties))
      .filter(({ Effect }) => Effect === 'Allow');
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
