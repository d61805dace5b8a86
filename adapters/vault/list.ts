import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

import { VaultError } from './vault-error.ts';

export interface Names {
  readonly keys: readonly string[];
  /** Whether there are others behind them. */
  readonly more: boolean;
}

/** Object keys in the order of their bytes. Throws `vault.unavailable`. */
export async function listNames(
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  prefix: string,
  after: string,
  max: number,
): Promise<Names> {
  try {
    const answer = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: max,
        ...(after === '' ? {} : { StartAfter: after }),
      }),
    );
    return {
      keys: (answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])),
      more: answer.IsTruncated === true,
    };
  } catch (cause) {
    throw new VaultError('vault.unavailable', prefix, { cause });
  }
}
