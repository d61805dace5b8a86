import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A bucket whose objects nobody can change or take away before their time (Object Lock). */
export interface LockedStore {
  readonly s3: S3Client;
  readonly bucket: string;
}

const NAMES_MAX = 1000;

/** Adds a text for good. What was there under this name stays, as an older version. */
export async function lockAway({ s3, bucket }: LockedStore, key: string, text: string): Promise<void> {
  const content = { Body: Buffer.from(text, 'utf8'), ContentType: 'text/plain; charset=utf-8' };
  // A bucket with Object Lock refuses an object that comes without a digest of its bytes.
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...content, ChecksumAlgorithm: 'SHA256' }));
}

/** `null` where there is none. */
export async function readLocked({ s3, bucket }: LockedStore, key: string): Promise<string | null> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString('utf-8')) ?? '';
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** Names in order, a thousand at most. */
export async function listLocked(
  { s3, bucket }: LockedStore,
  prefix: string,
  after: string,
): Promise<{ readonly keys: readonly string[]; readonly more: boolean }> {
  const answer = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: NAMES_MAX,
      ...(after === '' ? {} : { StartAfter: after }),
    }),
  );
  return {
    keys: (answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])),
    more: answer.IsTruncated === true,
  };
}
