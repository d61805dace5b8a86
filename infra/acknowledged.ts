import { Stack, Validations } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** Rules of cdk-nag that don't hold here, each with its reason. Everything else fails the synthesis. */
export function acknowledgeApi(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions::AwsSolutions-APIG2',
      reason: 'The functions check the raw bytes against their signature first and parse them with a schema then.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-APIG3',
      reason:
        'Every caller is a known partner with a signing secret, and the stage is throttled; a firewall is the account’s.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason:
        'Partners sign each request (Standard Webhooks) and the functions verify it over the raw body; an authorizer sees no body.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-COG4',
      reason: 'aws-cn has no Cognito user pools, and a partner’s system is not a user.',
    },
    {
      id: `AwsSolutions::AwsSolutions-IAM4[Policy::${PUSH_LOGS_POLICY}]`,
      reason: 'API Gateway checks its logging role against this policy, and the role is the account’s, not this API’s.',
    },
  );
}

/** @param objects as granted after the bucket's ARN: `/*`, `/webhooks/*` */
export function acknowledgeObjects(fn: LambdaFunction, bucket: Bucket, objects: string): void {
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arnAsFound(fn, bucket)}${objects}]`,
    reason: 'A grant on objects names their prefix; there is no narrower form, as their keys are not known beforehand.',
  });
}

/** The bucket's ARN as a finding spells it: by logical id within its own stack, by the name of its export elsewhere. */
function arnAsFound(fn: LambdaFunction, bucket: Bucket): string {
  const home = Stack.of(bucket);
  if (home === Stack.of(fn)) return `<${bucket.node.id}.Arn>`;
  const exported = home.resolve(home.exportValue(bucket.bucketArn)) as { readonly 'Fn::ImportValue': string };
  return exported['Fn::ImportValue'];
}

const PUSH_LOGS_POLICY = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs';
