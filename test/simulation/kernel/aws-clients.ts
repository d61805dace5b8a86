import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Random } from '../../../local/nights/random.ts';
import { aboutDynamoDb, aboutKms, aboutS3, aboutSqs } from './about.ts';
import type { Environment } from './environment.ts';
import { partOf } from './partial.ts';

/** A command of the SDK: its class names the call. */
export interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** A model of a service: carries a command out, or throws what the service would. */
export interface Service {
  readonly handle: (command: Command) => object;
}

export interface Services {
  readonly dynamodb: Service;
  readonly sqs: Service;
  readonly s3: Service;
  readonly kms: Service;
}

export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
}

/** Clients for one execution environment: of the SDK's they have `send` alone, which is all that production code calls. */
export function awsClients(environment: Environment, services: Services, random: Random): AwsClients {
  return {
    dynamodb: clientOf(environment, 'dynamodb', services.dynamodb, aboutDynamoDb, random) as unknown as DynamoDBClient,
    sqs: clientOf(environment, 'sqs', services.sqs, aboutSqs, random) as unknown as SQSClient,
    s3: clientOf(environment, 's3', services.s3, aboutS3, random) as unknown as S3Client,
    kms: clientOf(environment, 'kms', services.kms, aboutKms, random) as unknown as KMSClient,
  };
}

function clientOf(
  environment: Environment,
  name: string,
  service: Service,
  about: (command: Command) => string,
  random: Random,
) {
  const send = (command: Command): Promise<object> => {
    const call = `${name}.${command.constructor.name.replace(/Command$/, '')}`;
    const act = (): object => service.handle(command);
    return environment.call({
      site: { fn: environment.fn, call, about: about(command) },
      act,
      under: (mishap) => {
        switch (mishap) {
          case 'throttle':
          case 'unavailable':
          case 'wrong-status':
            throw failure('ThrottlingException', 'Rate exceeded');
          case 'lost-answer':
            act();
            throw failure('TimeoutError', 'no answer within 10 s');
          case 'duplicate':
            return again(act);
          case 'partial':
            return partOf(command, service, random) ?? act();
        }
      },
    });
  };
  return { send };
}

/** The SDK makes a call again whose answer it has not seen: its caller sees the second answer alone. */
function again(act: () => object): object {
  try {
    act();
  } catch {
    // Nobody saw it.
  }
  return act();
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
