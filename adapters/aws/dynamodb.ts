import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { awsSettings, type AwsEnvironment } from './settings.ts';

export function createDynamoDb(environment: AwsEnvironment): DynamoDBClient {
  return new DynamoDBClient(awsSettings(environment));
}
