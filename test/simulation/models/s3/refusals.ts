import { NoSuchBucket, NoSuchKey, NoSuchUpload, NotFound, S3ServiceException } from '@aws-sdk/client-s3';

const notFound = { httpStatusCode: 404 } as const;

export function noSuchBucket(bucket: string): S3ServiceException {
  return new NoSuchBucket({ message: `The specified bucket does not exist: ${bucket}`, $metadata: notFound });
}

export function noSuchKey(): S3ServiceException {
  return new NoSuchKey({ message: 'The specified key does not exist.', $metadata: notFound });
}

/** HEAD has no body that could say what is missing. */
export function headNotFound(): S3ServiceException {
  return new NotFound({ message: 'UnknownError', $metadata: notFound });
}

export function noSuchUpload(): S3ServiceException {
  return new NoSuchUpload({ message: 'The specified upload does not exist.', $metadata: notFound });
}

/** Refusals the SDK has no class for. */
export function refused(
  name: 'EntityTooSmall' | 'InvalidArgument' | 'InvalidPart' | 'InvalidPartOrder' | 'InvalidRange' | 'MalformedXML',
): S3ServiceException {
  const httpStatusCode = name === 'InvalidRange' ? 416 : 400;
  return new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });
}
