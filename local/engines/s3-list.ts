import type { FilesystemStore, Listed } from './s3rver-internals.ts';

/** Of S3: what a call lists at most. */
const KEYS_MAX = 1000;

/**
 * The answer to ListObjectsV2: keys under a prefix in the order of their bytes, a page at a time. s3rver lists directory by directory,
 * which is another order, and makes its tokens with a cipher this Node no longer has.
 */
export async function listPage(store: FilesystemStore, bucket: string, parameters: URLSearchParams): Promise<string> {
  const prefix = parameters.get('prefix') ?? '';
  const token = parameters.get('continuation-token');
  const after = token === null ? (parameters.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const max = Math.min(KEYS_MAX, Number(parameters.get('max-keys') ?? KEYS_MAX));
  const { objects } = await store.listObjects(bucket, { prefix });
  const left = objects
    .filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const page = left.slice(0, max);
  const isTruncated = page.length < left.length;
  const next = Buffer.from(page.at(-1)?.key ?? after).toString('base64url');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${escaped(bucket)}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>`,
    `<MaxKeys>${max}</MaxKeys><IsTruncated>${String(isTruncated)}</IsTruncated>`,
    isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : '',
    ...page.map(entryOf),
    '</ListBucketResult>',
  ].join('');
}

/** The answer to ListObjectVersions as S3 gives it of a bucket without versioning: each object is its only version, `null`. */
export async function versionsPage(
  store: FilesystemStore,
  bucket: string,
  parameters: URLSearchParams,
): Promise<string> {
  const prefix = parameters.get('prefix') ?? '';
  const after = parameters.get('key-marker') ?? '';
  const { objects } = await store.listObjects(bucket, { prefix });
  const left = objects
    .filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const page = left.slice(0, KEYS_MAX);
  const isTruncated = page.length < left.length;
  const next = `<NextKeyMarker>${escaped(page.at(-1)?.key ?? '')}</NextKeyMarker>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${escaped(bucket)}</Name><Prefix>${escaped(prefix)}</Prefix><MaxKeys>${KEYS_MAX}</MaxKeys>`,
    `<IsTruncated>${String(isTruncated)}</IsTruncated>`,
    isTruncated ? `${next}<NextVersionIdMarker>null</NextVersionIdMarker>` : '',
    ...page.map((object) => `<Version>${membersOf(object)}<VersionId>null</VersionId></Version>`),
    '</ListVersionsResult>',
  ].join('');
}

function entryOf(object: Listed): string {
  return `<Contents>${membersOf(object)}</Contents>`;
}

function membersOf({ key, size, lastModifiedDate }: Listed): string {
  const modified = lastModifiedDate.toISOString();
  return `<Key>${escaped(key)}</Key><LastModified>${modified}</LastModified><Size>${size}</Size>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
