import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startStack } from '../../../local/stack.ts';
import { type Json, type JsonObject, loadAssembly, type Template } from '../../../local/template/assembly.ts';
import { resolveStacks } from '../../../local/template/model.ts';
import { writeSampleApp } from './sample-app.ts';

const directory = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let app = 0;
function startWith(extra: Record<string, object>, parameters = {}) {
  app += 1;
  const options = { dataDir: join(directory, `data${app}`), port: 0, parameters, onLog: () => undefined };
  return startStack({ assemblyDir: writeSampleApp(join(directory, `app${app}`), { extra }), ...options });
}

/** What `value` becomes as a property of a resource in a template with these parts. */
function resolved(value: Json, template: Partial<Template> = {}, parameters = {}): Json | undefined {
  const stack = {
    name: 'One',
    template: { ...template, Resources: { Here: { Type: 'AWS::Logs::LogGroup', Properties: { value } }, Q: QUEUE } },
    assetDirectory: (key: string) => key,
  };
  const { resources } = resolveStacks([stack], { endpoint: 'http://sqs', parameters });
  return resources.find((resource) => resource.logicalId === 'Here')?.properties['value'];
}
const QUEUE = {
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } },
};

describe('intrinsic functions', () => {
  const Conditions = {
    China: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
    Other: { 'Fn::Not': [{ Condition: 'China' }] },
    Both: { 'Fn::And': [{ Condition: 'China' }, { Condition: 'Other' }] },
    Either: { 'Fn::Or': [{ Condition: 'China' }, { Condition: 'Other' }] },
  };
  const Parameters = { Url: { Type: 'String' }, Size: { Type: 'Number', Default: 7 } };
  test.each<readonly [Json, Json | undefined]>([
    [{ Ref: 'Q' }, 'http://sqs/000000000000/a-cn-north-1'],
    [{ 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:aws-cn:sqs:cn-north-1:000000000000:a-cn-north-1'],
    [{ 'Fn::GetAtt': 'Q.QueueName' }, 'a-cn-north-1'],
    [{ 'Fn::Sub': '${AWS::StackName}/${Q.QueueName}/${!Kept}/${Url}' }, 'One/a-cn-north-1/${Kept}/http://p'],
    [{ 'Fn::Sub': ['${x}-${Size}', { x: { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] } }] }, 'b-7'],
    [{ 'Fn::If': ['China', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Either', { a: [1, { Ref: 'AWS::NoValue' }] }, 'no'] }, { a: [1] }],
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('%j is %j', (value, expected) => {
    expect(resolved(value, { Conditions, Parameters }, { Url: 'http://p' })).toEqual(expected);
  });

  test.each<readonly [Json, string]>([
    [{ 'Fn::GetAZs': '' }, 'Fn::GetAZs is not supported locally'],
    [{ Ref: 'Nobody' }, 'Ref to Nobody'],
    [{ 'Fn::GetAtt': ['Q', 'Colour'] }, 'Q has no attribute Colour'],
    [{ 'Fn::ImportValue': 'Nothing' }, 'nothing is exported as Nothing'],
  ])('%j is refused with where it stands', (value, message) => {
    expect(() => resolved(value)).toThrow(message);
    expect(() => resolved(value)).toThrow('One/Here (AWS::Logs::LogGroup)');
  });

  test('stacks come after those they depend on, and import from them', () => {
    const stacks = loadAssembly(writeSampleApp(join(directory, 'order')));
    expect(stacks.map(({ name }) => name)).toEqual(['Sample-Data', 'Sample-Flow']);
    const { resources } = resolveStacks(stacks, { endpoint: 'http://sqs', parameters: {} });
    const worker = resources.find(({ logicalId }) => logicalId === 'Worker');
    expect((worker?.properties['Environment'] as JsonObject | undefined)?.['Variables']).toMatchObject({
      TABLE: 'Sample-Data-Ledger',
    });
    expect(resources.map(({ logicalId }) => logicalId)).not.toContain('CDKMetadata');
  });
});

describe('a template that can not be run faithfully is refused at start-up', () => {
  const policy = (statement: object, role: unknown = { Ref: 'R' }): Record<string, object> => ({
    R: { Type: 'AWS::IAM::Role', Properties: {} },
    P: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'P', PolicyDocument: { Statement: [statement] }, Roles: [role] },
    },
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Key: 'abc.zip' }, Handler: 'index.handler', Role: { 'Fn::GetAtt': ['R', 'Arn'] } },
    },
  });
  test.each<readonly [string, Record<string, object>, string]>([
    ['an unlisted type', { Topic: { Type: 'AWS::SNS::Topic' } }, 'Sample-Data/Topic (AWS::SNS::Topic)'],
    ['a custom resource', { Mine: { Type: 'Custom::Thing' } }, 'Sample-Data/Mine (Custom::Thing)'],
    [
      'a stream',
      { T: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: {} } } },
      'streams are not supported',
    ],
    [
      'a condition in a grant',
      policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: {} }),
      'Condition is not supported',
    ],
    [
      'a managed policy',
      {
        M: {
          Type: 'AWS::IAM::Role',
          Properties: { ManagedPolicyArns: ['arn:aws-cn:iam::aws:policy/AdministratorAccess'] },
        },
      },
      'grant exact actions',
    ],
    [
      'an event source its role may not poll',
      {
        ...policy({ Effect: 'Allow', Action: ['sqs:ReceiveMessage'], Resource: '*' }),
        S: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] }, FunctionName: { Ref: 'F' } },
        },
      },
      'may not sqs:DeleteMessage',
    ],
    [
      'a schedule without permission',
      {
        ...policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
        E: {
          Type: 'AWS::Events::Rule',
          Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: { 'Fn::GetAtt': ['F', 'Arn'] } }] },
        },
      },
      'no AWS::Lambda::Permission lets events.amazonaws.com invoke',
    ],
    [
      'a notification its queue does not take',
      {
        B: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            NotificationConfiguration: {
              QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['Dead', 'Arn'] } }],
            },
          },
        },
      },
      'S3 would refuse the notification',
    ],
  ])('%s', async (_what, extra, message) => {
    await expect(startWith(extra)).rejects.toThrow(message);
  });

  test('an unknown parameter', async () => {
    await expect(startWith({}, { Colour: 'red' })).rejects.toThrow('no stack has a parameter Colour');
  });
});
