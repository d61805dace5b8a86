import { createHash } from 'node:crypto';
import type { Json } from './assembly.ts';

export const PARTITION = 'aws-cn';
export const REGION = 'cn-north-1';
export const ACCOUNT_ID = '000000000000';
export const URL_SUFFIX = 'amazonaws.com.cn';

export type Identity = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

type Named = {
  readonly stackName: string;
  readonly logicalId: string;
  /** Where SQS answers: queue URLs begin with it. */
  readonly endpoint: string;
  readonly property: (name: string) => Json | undefined;
};

/** Resource types the local stack knows; each says what `Ref` and `Fn::GetAtt` give. Anything else is refused at start-up. */
export const RESOURCE_TYPES: Readonly<Record<string, (named: Named) => Identity>> = {
  'AWS::DynamoDB::Table': (named) => withArn(nameOf(named, 'TableName'), (name) => arn('dynamodb', `table/${name}`)),
  'AWS::SQS::Queue'(named) {
    const name = nameOf(named, 'QueueName', 80);
    const url = `${named.endpoint}/${ACCOUNT_ID}/${name}`;
    return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::S3::Bucket'(named) {
    const name = nameOf(named, 'BucketName', 63).toLowerCase();
    const domain = `${name}.s3.${REGION}.${URL_SUFFIX}`;
    return {
      ref: name,
      attributes: { Arn: `arn:${PARTITION}:s3:::${name}`, DomainName: domain, RegionalDomainName: domain },
    };
  },
  'AWS::KMS::Key'({ stackName, logicalId }) {
    const hex = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    return { ref: id, attributes: { Arn: arn('kms', `key/${id}`), KeyId: id } };
  },
  'AWS::KMS::Alias': ({ property }) => ({ ref: String(property('AliasName')), attributes: {} }),
  'AWS::IAM::Role': (named) =>
    withArn(nameOf(named, 'RoleName', 64), (name) => `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${name}`),
  'AWS::Lambda::Function': (named) =>
    withArn(nameOf(named, 'FunctionName', 64), (name) => arn('lambda', `function:${name}`)),
  'AWS::Logs::LogGroup': (named) =>
    withArn(nameOf(named, 'LogGroupName'), (name) => arn('logs', `log-group:${name}:*`)),
  'AWS::Events::Rule': (named) => withArn(nameOf(named, 'Name', 64), (name) => arn('events', `rule/${name}`)),
  'AWS::CloudWatch::Alarm': (named) =>
    withArn(nameOf(named, 'AlarmName'), (name) => arn('cloudwatch', `alarm:${name}`)),
  // Nothing on one machine watches: alarms and the dashboard are only named, so that the template is taken whole.
  'AWS::CloudWatch::CompositeAlarm': (named) =>
    withArn(nameOf(named, 'AlarmName'), (name) => arn('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': (named) => ({ ref: nameOf(named, 'DashboardName'), attributes: {} }),
  'AWS::ApiGateway::RestApi'(named) {
    const id = shortId(named);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: `${id}-root` } };
  },
  'AWS::ApiGateway::Resource': (named) => ({ ref: shortId(named), attributes: { ResourceId: shortId(named) } }),
  'AWS::ApiGateway::Method': nameless,
  'AWS::ApiGateway::Deployment': (named) => ({ ref: shortId(named), attributes: { DeploymentId: shortId(named) } }),
  'AWS::ApiGateway::Stage': ({ property }) => ({ ref: String(property('StageName')), attributes: {} }),
  'AWS::ApiGateway::Account': nameless,
  'AWS::SQS::QueuePolicy': nameless,
  'AWS::S3::BucketPolicy': nameless,
  'AWS::IAM::Policy': nameless,
  'AWS::Lambda::EventSourceMapping': nameless,
  'AWS::Lambda::Permission': nameless,
  'AWS::CDK::Metadata': nameless,
};

function nameless(named: Named): Identity {
  return { ref: shortId(named), attributes: { Id: shortId(named) } };
}

function withArn(name: string, arnOf: (name: string) => string): Identity {
  return { ref: name, attributes: { Arn: arnOf(name) } };
}

function arn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

function shortId({ stackName, logicalId }: Named): string {
  return createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 10);
}

/** The given name, or `<stack>-<logical id>`, shortened as CloudFormation does: it stays the same from start to start. */
function nameOf(named: Named, property: string, lengthMax = 128): string {
  const given = named.property(property);
  if (given !== undefined) return String(given);
  const name = `${named.stackName}-${named.logicalId}`;
  return name.length <= lengthMax ? name : `${name.slice(0, lengthMax - 11)}-${shortId(named)}`;
}
