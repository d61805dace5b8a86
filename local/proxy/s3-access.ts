import type { IncomingMessage } from 'node:http';
import { PARTITION } from '../template/identity.ts';
import type { Access } from './policy.ts';

export type S3Use = {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly accesses: readonly Access[];
};

/**
 * The permissions a path-style S3 call needs (Service Authorization Reference); in a bucket with a KMS key of its own (`keyOf`) also
 * those on the key. Throws URIError on a malformed path.
 */
export function s3Use(request: IncomingMessage, keyOf: (bucket: string) => string | undefined): S3Use {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const slash = path.indexOf('/', 1);
  const bucket = decodeURIComponent(slash === -1 ? path.slice(1) : path.slice(1, slash));
  const key = slash === -1 ? '' : decodeURIComponent(path.slice(slash + 1));
  const flags = new Set(query.split('&').map((pair) => pair.split('=', 1)[0] ?? ''));
  const operation =
    key === '' ? bucketOperation(request.method, bucket, flags) : objectOperation(request.method, flags);
  const bucketArn = `arn:${PARTITION}:s3:::${bucket}`;
  const objectArn = `${bucketArn}/${key}`;
  const accesses: Access[] = [];
  switch (operation) {
    case 'ListBuckets':
      accesses.push({ action: 's3:ListAllMyBuckets', resource: '*' });
      break;
    case 'ListObjects':
    case 'HeadBucket':
      accesses.push({ action: 's3:ListBucket', resource: bucketArn });
      break;
    case 'ListObjectVersions':
      accesses.push({ action: 's3:ListBucketVersions', resource: bucketArn });
      break;
    case 'GetObjectVersion':
      accesses.push({ action: 's3:GetObjectVersion', resource: objectArn });
      break;
    case 'CreateBucket':
    case 'DeleteBucket':
      accesses.push({ action: `s3:${operation}`, resource: bucketArn });
      break;
    case 'DeleteObjects':
      // The keys stand in the body; the whole bucket is asked for instead.
      accesses.push({ action: 's3:DeleteObject', resource: `${bucketArn}/*` });
      break;
    case 'GetObject':
    case 'HeadObject':
      accesses.push({ action: 's3:GetObject', resource: objectArn });
      break;
    case 'PutObject':
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'CompleteMultipartUpload':
      accesses.push({ action: 's3:PutObject', resource: objectArn });
      break;
    default:
      accesses.push({ action: `s3:${operation}`, resource: objectArn });
  }
  const keyArn = keyOf(bucket);
  if (keyArn !== undefined) {
    const action = accesses[0]?.action;
    if (action === 's3:GetObject' || action === 's3:GetObjectVersion')
      accesses.push({ action: 'kms:Decrypt', resource: keyArn });
    if (action === 's3:PutObject') accesses.push({ action: 'kms:GenerateDataKey', resource: keyArn });
    // The parts are opened again when they are put together.
    if (operation === 'CompleteMultipartUpload') accesses.push({ action: 'kms:Decrypt', resource: keyArn });
  }
  const source = request.headers['x-amz-copy-source'];
  if (typeof source === 'string') {
    accesses.push({
      action: 's3:GetObject',
      resource: `arn:${PARTITION}:s3:::${decodeURIComponent(source).replace(/^\//, '')}`,
    });
  }
  return { operation, bucket, key, accesses };
}

function bucketOperation(method: string | undefined, bucket: string, flags: ReadonlySet<string>): string {
  if (bucket === '') return 'ListBuckets';
  if (method === 'GET') return flags.has('versions') ? 'ListObjectVersions' : 'ListObjects';
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'DELETE') return 'DeleteBucket';
  return flags.has('delete') ? 'DeleteObjects' : 'PostObject';
}

function objectOperation(method: string | undefined, flags: ReadonlySet<string>): string {
  if (method === 'GET') {
    if (flags.has('tagging')) return 'GetObjectTagging';
    return flags.has('versionId') ? 'GetObjectVersion' : 'GetObject';
  }
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'PUT')
    return flags.has('uploadId') ? 'UploadPart' : flags.has('tagging') ? 'PutObjectTagging' : 'PutObject';
  if (method === 'DELETE') return flags.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
  return flags.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
}
