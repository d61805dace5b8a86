import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';

/** A bucket whose versions nobody can change or take away before their time (Object Lock). */
export interface LockedStore {
  readonly s3: S3Client;
  readonly bucket: string;
}

/**
 * The first version under a name. Object Lock keeps versions, not names: whoever may write can lay another one over it, or a delete
 * marker, and neither is what was locked away.
 */
export interface LockedObject {
  readonly key: string;
  readonly versionId: string;
}

/** Adds a text for good. `false` where there is one of this name already: it stays. */
export async function lockAway({ s3, bucket }: LockedStore, key: string, text: string): Promise<boolean> {
  const content = { Body: Buffer.from(text, 'utf8'), ContentType: 'text/plain; charset=utf-8' };
  try {
    // A bucket with Object Lock refuses an object that comes without a digest of its bytes.
    const checked = { ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*' } as const;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...content, ...checked }));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === PRECONDITION_FAILED) return false;
    throw error;
  }
}

/** As it was first written; `null` where it never was. */
export async function readLocked(store: LockedStore, key: string): Promise<string | null> {
  const first = (await listLocked(store, key)).find((each) => each.key === key);
  return first === undefined ? null : await readFirst(store, first);
}

/** The same, of what a listing named. */
export async function readFirst({ s3, bucket }: LockedStore, { key, versionId }: LockedObject): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return (await Body?.transformToString('utf-8')) ?? '';
}

/** All names that begin so, in order, hidden ones too; a call for each thousand versions. */
export async function listLocked({ s3, bucket }: LockedStore, prefix: string): Promise<readonly LockedObject[]> {
  const first = new Map<string, string>();
  let place: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } | null = {};
  while (place !== null) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...place }),
    );
    // Of one name the newest stands first, so the last one seen is the oldest.
    for (const { Key, VersionId } of page.Versions ?? [])
      if (Key !== undefined && VersionId !== undefined) first.set(Key, VersionId);
    place =
      page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : null;
  }
  return [...first].map(([key, versionId]) => ({ key, versionId })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

const PRECONDITION_FAILED = 412;
