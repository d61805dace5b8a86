import { SQSClient } from '@aws-sdk/client-sqs';

import { awsSettings, type AwsEnvironment } from './settings.ts';

export function createSqs(environment: AwsEnvironment): SQSClient {
  return new SQSClient(awsSettings(environment));
}
