import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Where cities put their files: a bucket whose objects are named `<batchId>/upload`. */
export interface Landing {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Signs the URL of one upload, valid for that many seconds. @default the SDK's signer */
  readonly signUpload?: (upload: PutObjectCommand, seconds: number) => Promise<string>;
}

export interface UploadTarget {
  readonly url: string;
  /** To be sent with the PUT: they are part of the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

/** S3 asks for parts of at least 5 MiB, and takes a file of one part in one request. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
const HEADERS = { 'content-type': 'application/octet-stream' };

export function landingKey(batchId: string): string {
  return `${batchId}/upload`;
}

export function batchIdOf(objectKey: string): string {
  return objectKey.split('/')[0] ?? '';
}

/** The bytes of an upload in order, as they come. */
export async function readLanding({ s3, bucket }: Landing, objectKey: string): Promise<AsyncIterable<Uint8Array>> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: objectKey }));
  // In Node the body is a Readable; the SDK's type also allows the browser's streams.
  return answer.Body as AsyncIterable<Uint8Array>;
}

/** A batch's whole file, where it is still there; of none above `bytesMax` anything is read. */
export async function readUploaded(
  { s3, bucket }: Landing,
  { batchId, bytes }: { readonly batchId: string; readonly bytes: number },
  bytesMax: number,
): Promise<Buffer | null> {
  if (bytes === 0 || bytes > bytesMax) return null;
  try {
    const Range = `bytes=0-${bytes - 1}`;
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: landingKey(batchId), Range }));
    return answer.Body === undefined ? null : Buffer.from(await answer.Body.transformToByteArray());
  } catch (error) {
    if (error instanceof Error && ABSENT.has(error.name)) return null;
    throw error;
  }
}

/** S3 does not tell whether a key is there to whom it does not let list the bucket. */
const ABSENT = new Set(['NoSuchKey', 'NotFound', 'InvalidRange', 'AccessDenied']);

/** Whether the batch's file is there: its name is looked for, so that who asks need not be allowed to read it. */
export async function isUploaded({ s3, bucket }: Landing, batchId: string): Promise<boolean> {
  const Prefix = landingKey(batchId);
  const answer = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: 1 }));
  return (answer.Contents ?? []).some(({ Key }) => Key === Prefix);
}

/**
 * Puts a batch's file there ourselves, where its system is asked instead of sending. It appears whole or not at all, and memory stays
 * bounded however large it is.
 */
export async function writeLanding(
  { s3, bucket }: Landing,
  batchId: string,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  const { Upload } = await import('@aws-sdk/lib-storage');
  const body = Readable.from(pieces, { objectMode: false });
  const ContentType = HEADERS['content-type'];
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: landingKey(batchId), Body: body, ContentType },
    partSize: PART_BYTES,
    queueSize: PARTS_IN_FLIGHT,
    // Clearing up is the bucket's lifecycle rule; a function needs no right to abort uploads.
    leavePartsOnError: true,
  });
  try {
    await upload.done();
  } finally {
    body.destroy();
  }
}

/** A URL that takes one PUT of this batch's file, without any credential of the city's. */
export async function uploadTarget(landing: Landing, batchId: string, seconds: number): Promise<UploadTarget> {
  const { bucket, signUpload = signWith(landing) } = landing;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: landingKey(batchId),
    ContentType: HEADERS['content-type'],
  });
  return { url: await signUpload(command, seconds), headers: HEADERS };
}

function signWith({ s3 }: Landing): NonNullable<Landing['signUpload']> {
  return async (command, expiresIn) => {
    // Only announcing a batch needs the signer: it stays out of the other functions' cold start.
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    return await getSignedUrl(s3, command, { expiresIn });
  };
}
