import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every call of AWS by hand, so that the bundle needs no SDK; what it does is told by the event. */
const BUNDLE = `
const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: keyId } = process.env;
const authorization = (service) => 'AWS4-HMAC-SHA256 Credential=' + keyId + '/20260101/cn-north-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0';
async function aws(service, target, body) {
  const headers = { authorization: authorization(service), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.' + (service === 'kms' ? 1 : 0), 'x-amz-date': '20260101T000000Z' };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}
async function s3(method, path, body, headers = {}) {
  const response = await fetch(endpoint + path, { method, body, headers: { authorization: authorization('s3'), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers } });
  return { status: response.status, body: await response.text() };
}
let running = 0, runningMax = 0;
async function act(order) {
  if (order.sleepMs) { running++; runningMax = Math.max(runningMax, running); await new Promise((r) => setTimeout(r, order.sleepMs)); running--; }
  if (order.crash) process.exit(7);
  if (order.spin) for (;;);
  if (order.put) await aws('dynamodb', 'DynamoDB_20120810.PutItem', { TableName: process.env.TABLE, Item: { pk: { S: order.put }, sk: { S: '-' } } });
  if (order.fail) throw new Error('told to fail');
}
export async function handler(event, context) {
  console.log('event ' + Object.keys(event));
  if (event.calls) { const results = []; for (const [service, ...rest] of event.calls) results.push(service === 's3' ? await s3(...rest) : await aws(service, ...rest)); return results; }
  if (event.httpMethod) return event.path === '/echo/teapot' ? { statusCode: 418, headers: { 'X-Tea': 'yes' }, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true } : { statusCode: 200, body: JSON.stringify(event) };
  if (event.environment) return { environment: process.env, left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn };
  if (event.runningMax) return runningMax;
  if (event['detail-type']) return act({ put: 'S#tick' });
  if (event.order) return act(event.order);
  const batchItemFailures = [];
  let answer;
  for (const record of event.Records) {
    const body = JSON.parse(record.body);
    if (body.Records) { await act({ put: 'N#' + decodeURIComponent(body.Records[0].s3.object.key.replaceAll('+', ' ')) }); continue; }
    if ('answer' in body) answer = body.answer;
    if (body.throw) throw new Error('the whole batch');
    try { await act(body); } catch { batchItemFailures.push({ itemIdentifier: record.messageId }); }
  }
  return answer === undefined ? { batchItemFailures } : answer;
}
`;

type Options = { readonly rate?: string; readonly extra?: Readonly<Record<string, object>> };

/** A synthesized app as `cdk synth` would leave it: one stack holds the data, the other, which needs it, the flow. */
export function writeSampleApp(directory: string, options: Options = {}): string {
  mkdirSync(join(directory, 'asset.abc'), { recursive: true });
  writeFileSync(join(directory, 'asset.abc', 'index.mjs'), BUNDLE);
  const manifest = {
    version: '48.0.0',
    artifacts: {
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      Flow: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'Flow.template.json', stackName: 'Sample-Flow' },
        dependencies: ['Data'],
      },
      Data: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'Data.template.json', stackName: 'Sample-Data' },
      },
    },
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'Data.template.json'), JSON.stringify(dataTemplate(options)));
  writeFileSync(join(directory, 'Flow.template.json'), JSON.stringify(flowTemplate(options)));
  return directory;
}

const BOOTSTRAP = {
  Parameters: {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1'], { Ref: 'BootstrapVersion' }] }] } }],
    },
  },
  Conditions: { CDKMetadataAvailable: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
};

function dataTemplate({ extra = {} }: Options): object {
  return {
    ...BOOTSTRAP,
    Resources: {
      Ledger: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueAt'].map((name) => ({
            AttributeName: name,
            AttributeType: 'S',
          })),
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'due',
              KeySchema: [
                { AttributeName: 'duePk', KeyType: 'HASH' },
                { AttributeName: 'dueAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      },
      Landing: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          NotificationConfiguration: {
            QueueConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Queue: { 'Fn::GetAtt': ['Work', 'Arn'] },
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
              },
            ],
          },
        },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } },
      Dead: { Type: 'AWS::SQS::Queue' },
      Work: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 1,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      WorkPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Work' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sqs:SendMessage',
                Principal: { Service: 's3.amazonaws.com' },
                Resource: { 'Fn::GetAtt': ['Work', 'Arn'] },
              },
            ],
          },
        },
      },
      CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable', Properties: {} },
      ...extra,
    },
    Outputs: Object.fromEntries(
      (
        [
          ['TableName', { Ref: 'Ledger' }],
          ['TableArn', { 'Fn::GetAtt': ['Ledger', 'Arn'] }],
          ['BucketArn', { 'Fn::GetAtt': ['Landing', 'Arn'] }],
          ['KeyArn', { 'Fn::GetAtt': ['Key', 'Arn'] }],
          ['WorkArn', { 'Fn::GetAtt': ['Work', 'Arn'] }],
        ] as const
      ).map(([name, value]) => [name, { Value: value, Export: { Name: `Sample:${name}` } }]),
    ),
  };
}

const imported = (name: string): object => ({ 'Fn::ImportValue': `Sample:${name}` });
const under = (name: string, path: string): object => ({ 'Fn::Join': ['', [imported(name), path]] });

function flowTemplate({ rate }: Options): object {
  const poll = {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: imported('WorkArn'),
  };
  const worker = [
    poll,
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLUpdate'],
      Resource: imported('TableArn'),
    },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: under('TableArn', '/index/due') },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: under('BucketArn', '/in/*') },
    { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: imported('KeyArn') },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: imported('WorkArn') },
    { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' },
  ];
  return {
    ...BOOTSTRAP,
    Parameters: { ...BOOTSTRAP.Parameters, Greeting: { Type: 'String', Default: 'hello' } },
    Resources: {
      ...role('Worker', worker),
      ...lambda(
        'Worker',
        {
          TABLE: imported('TableName'),
          GREETING: { Ref: 'Greeting' },
          WHERE: { 'Fn::Sub': '${AWS::Partition}/${AWS::Region}' },
        },
        1,
      ),
      ...role('Web', []),
      ...lambda('Web', {}, 5),
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: imported('WorkArn'),
          FunctionName: { Ref: 'Worker' },
          BatchSize: 2,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 3 },
        },
      },
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'sample', BinaryMediaTypes: ['*/*'] } },
      Echo: apiResource({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'echo'),
      EchoId: apiResource({ Ref: 'Echo' }, '{id}'),
      EchoGet: apiMethod('EchoId', 'ANY', {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':apigateway:',
              { Ref: 'AWS::Region' },
              ':lambda:path/2015-03-31/functions/',
              { 'Fn::GetAtt': ['Web', 'Arn'] },
              '/invocations',
            ],
          ],
        },
      }),
      EchoOptions: apiMethod('Echo', 'OPTIONS', {
        Type: 'MOCK',
        IntegrationResponses: [
          { StatusCode: '204', ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
        ],
      }),
      Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: 'Api' }, StageName: 'v1', DeploymentId: { Ref: 'Deployment' } },
      },
      WebPermission: permission('Web', 'apigateway.amazonaws.com'),
      ...(rate === undefined
        ? {}
        : {
            Tick: {
              Type: 'AWS::Events::Rule',
              Properties: {
                ScheduleExpression: rate,
                State: 'ENABLED',
                Targets: [{ Arn: { 'Fn::GetAtt': ['Worker', 'Arn'] }, Id: 'T' }],
              },
            },
            TickPermission: permission('Worker', 'events.amazonaws.com'),
          }),
    },
    Outputs: { Url: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1/' } } },
  };
}

function role(name: string, statements: readonly object[]): Record<string, object> {
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: `${name}Policy`,
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
      Roles: [{ Ref: `${name}Role` }],
    },
  };
  return {
    [`${name}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: [
          { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
        ],
      },
    },
    ...(statements.length === 0 ? {} : { [`${name}Policy`]: policy }),
  };
}

function lambda(name: string, variables: object, timeoutSeconds: number): Record<string, object> {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Code: { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'abc.zip' },
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        Environment: { Variables: variables },
        Timeout: timeoutSeconds,
        MemorySize: 256,
      },
    },
  };
}

function apiResource(parent: object, part: string): object {
  return {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart: part },
  };
}

function apiMethod(resource: string, method: string, integration: object): object {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { Ref: resource },
      HttpMethod: method,
      AuthorizationType: 'NONE',
      Integration: integration,
    },
  };
}

function permission(name: string, principal: string): object {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [name, 'Arn'] },
      Principal: principal,
    },
  };
}
