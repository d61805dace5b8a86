import { basename } from 'node:path/posix';
import { PassThrough, type Writable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Masked reports, in a bucket of their own that only a signed URL opens. */
export interface ReportStore {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** Operators fetch a report at once; the URL is no place to keep it. */
export const REPORT_URL_SECONDS = 300;

const PART_BYTES = 8 * 1024 * 1024;

/**
 * Stores a report as it is written, whole or not at all; one of the same name is replaced.
 *
 * @param write ends the stream it is given
 */
export async function putReport(
  { s3, bucket }: ReportStore,
  key: string,
  contentType: string,
  write: (out: Writable) => Promise<void>,
): Promise<void> {
  // Only the last range of a comparison writes a report: the upload manager stays out of every cold start.
  const { Upload } = await import('@aws-sdk/lib-storage');
  const Body = new PassThrough();
  // To be kept and opened from there: a page of ours is not shown under the storage service's name.
  const ContentDisposition = `attachment; filename="${basename(key)}"`;
  const params = { Bucket: bucket, Key: key, Body, ContentType: contentType, ContentDisposition };
  // Clearing up is the bucket's lifecycle rule; a function needs no right to abort uploads.
  const upload = new Upload({ client: s3, params, partSize: PART_BYTES, queueSize: 2, leavePartsOnError: true });
  const stored = upload.done().catch((error: unknown) => {
    // Whoever is still writing must hear of it, as nobody takes the bytes any more.
    Body.destroy(error instanceof Error ? error : undefined);
    throw error;
  });
  const whole = write(Body).catch((error: unknown) => {
    // A stream that is neither ended nor broken would be waited for until the function's time is up.
    Body.destroy(error instanceof Error ? error : new Error('not written'));
    throw error;
  });
  const [written, kept] = await Promise.allSettled([whole, stored]);
  if (kept.status === 'rejected') throw kept.reason;
  if (written.status === 'rejected') throw written.reason;
}

/** A URL that gives this report to whoever has it, for five minutes. */
export async function reportUrl({ s3, bucket }: ReportStore, key: string): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  return await getSignedUrl(s3, command, { expiresIn: REPORT_URL_SECONDS });
}
