import { S3Client } from '@aws-sdk/client-s3';

import { awsSettings, type AwsEnvironment } from './settings.ts';

/** A time-out fit for one part of an upload (8 MiB) over a slow line. */
const OBJECT_TIMEOUT_MS = 30_000;

export function createS3(environment: AwsEnvironment): S3Client {
  const settings = awsSettings(environment);
  return new S3Client({
    ...settings,
    requestHandler: { ...settings.requestHandler, requestTimeout: OBJECT_TIMEOUT_MS },
    // Buckets are no host names on a loopback address.
    forcePathStyle: environment.AWS_ENDPOINT_URL !== undefined,
    // Vault frames carry their own authentication tag, and presigned uploads come from clients that know no CRC trailer.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
