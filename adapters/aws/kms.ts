import { KMSClient } from '@aws-sdk/client-kms';

import { awsSettings, type AwsEnvironment } from './settings.ts';

export function createKms(environment: AwsEnvironment): KMSClient {
  return new KMSClient(awsSettings(environment));
}
