import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { listLocked, lockAway, readLocked } from '../../../adapters/anchors/locked-store.ts';

const KEY = 'anchors/2026-11-23.json';
/** Newest first, as S3 lists; a page of two. */
const versions = [
  { Key: KEY, VersionId: 'forged-again' },
  { Key: KEY, VersionId: 'forged' },
  { Key: KEY, VersionId: 'first' },
  { Key: `${KEY}.more`, VersionId: 'x' },
];
const answer = (command: unknown) => {
  if (command instanceof ListObjectVersionsCommand) {
    const { VersionIdMarker: from } = command.input;
    const at = from === undefined ? 0 : versions.findIndex(({ VersionId }) => VersionId === from) + 1;
    const page = versions.slice(at, at + 2);
    // The newest "version" of the name is a delete marker.
    const more = at + 2 < versions.length;
    return {
      Versions: page,
      DeleteMarkers: [{ Key: KEY, VersionId: 'm', IsLatest: true }],
      IsTruncated: more,
      NextKeyMarker: page.at(-1)?.Key,
      NextVersionIdMarker: page.at(-1)?.VersionId,
    };
  }
  if (command instanceof GetObjectCommand)
    return { Body: { transformToString: () => Promise.resolve(String(command.input.VersionId)) } };
  if (command instanceof PutObjectCommand && command.input.IfNoneMatch === '*')
    throw new S3ServiceException({ name: 'PreconditionFailed', $fault: 'client', $metadata: { httpStatusCode: 412 } });
  return {};
};
const store = {
  bucket: 'anchors',
  s3: { send: (command: unknown) => Promise.resolve().then(() => answer(command)) } as unknown as S3Client,
};

test('what was first written is read, whatever was laid over it or hides it', async () => {
  expect(await readLocked(store, KEY)).toBe('first');
  expect(await listLocked(store, 'anchors/')).toEqual([
    { key: KEY, versionId: 'first' },
    { key: `${KEY}.more`, versionId: 'x' },
  ]);
  expect(await readLocked(store, 'anchors/none.json')).toBeNull();
});
test('nothing is laid over what is there', async () => {
  expect(await lockAway(store, KEY, 'other')).toBe(false);
});
